import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** All files under a directory, whatever their names. */
export async function filesUnder(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name))
}

/** Bytes and names of all files under a directory, to be searched. */
export async function bytesUnder(directory: string): Promise<Buffer> {
  const files = await filesUnder(directory)
  const parts = await Promise.all(files.map(async (file) => [Buffer.from(file), await readFile(file)]))
  return Buffer.concat(parts.flat())
}

/** The forms in which a text might have been written. */
export function encodingsOf(text: string): Buffer[] {
  const bytes = Buffer.from(text)
  // A text within a longer one has three forms in base64; the characters at its ends depend on what stands beside it.
  const within = [0, 1, 2].map((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64')
    return whole.slice(shift === 0 ? 0 : shift + 1, -4)
  })
  const escaped = [...text].map((character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')
  const texts = [
    text,
    text.toUpperCase(),
    encodeURIComponent(text),
    [...text].reverse().join(''),
    JSON.stringify(text).slice(1, -1),
    escaped,
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    ...within,
    ...within.map((one) => one.replaceAll('+', '-').replaceAll('/', '_')),
  ]
  return [...texts.map((one) => Buffer.from(one)), Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16()]
}

/** The encodings of a text that bytes hold, as they are or, where they are gzip, unpacked. */
export function foundIn(bytes: Buffer, text: string): string[] {
  const unpacked = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes
  return encodingsOf(text)
    .filter((form) => unpacked.includes(form))
    .map((form) => form.toString('latin1'))
}
