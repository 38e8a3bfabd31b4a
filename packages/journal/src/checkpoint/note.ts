import { decodeBase64 } from './base64.js'

/** One signature line of a note. */
export interface NoteSignature {
  /** Name of the key. */
  readonly name: string
  /** The key's id: 8 hexadecimal digits. */
  readonly id: string
  /** What stands behind the id: an Ed25519 signature, or a time and one. */
  readonly signature: Uint8Array
  /** The line without its line break. */
  readonly line: string
}

/** A signed note (C2SP signed-note), not verified. */
export interface Note {
  /** What is signed, the last line break included. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

/** Longest note, in UTF-16 code units, and the most signatures: post-quantum ones take 5 kB each. */
const MAX_LENGTH = 1_000_000
const MAX_SIGNATURES = 100
const ID_LENGTH = 4
/** All of ASCII's control characters but the line break, and halves of surrogate pairs. */
const NO_TEXT = /[^\P{Cc}\n\x7f-\x9f]|\p{Cs}/u

/** Whether the text can be the name of a key: not empty, no white space, no plus. */
export function isKeyName(name: string): boolean {
  return /^[^\s\x85+\p{Cs}]+$/u.test(name)
}

/** Takes a note apart; `undefined` when it is none: bad UTF-16, control characters, a line that is no signature. */
export function parseNote(note: string): Note | undefined {
  if (note.length > MAX_LENGTH || NO_TEXT.test(note)) return undefined
  const split = note.lastIndexOf('\n\n')
  if (split < 0) return undefined
  const signatures = parseSignatures(note.slice(split + 2))
  return signatures === undefined ? undefined : { text: note.slice(0, split + 1), signatures }
}

/** The signature lines of a text that has nothing else; `undefined` when one of them is none, or there are none or too many. */
export function parseSignatures(text: string): readonly NoteSignature[] | undefined {
  if (NO_TEXT.test(text)) return undefined
  const lines = text.split('\n', MAX_SIGNATURES + 2)
  if (lines.pop() !== '' || lines.length === 0 || lines.length > MAX_SIGNATURES) return undefined
  const signatures: NoteSignature[] = []
  for (const line of lines) {
    const [dash, name = '', base64 = '', ...more] = line.split(' ')
    const bytes = decodeBase64(base64)
    if (dash !== '—' || !isKeyName(name) || more.length > 0 || bytes === undefined || bytes.length <= ID_LENGTH)
      return undefined
    signatures.push({ name, id: hexOf(bytes.subarray(0, ID_LENGTH)), signature: bytes.slice(ID_LENGTH), line })
  }
  return signatures
}

/**
 * A note with signature lines added, as many as a note has; those of an earlier note over the same text stay. Where a key signed twice
 * the note's own line wins, then the earlier note's, then the first one.
 */
export function addSignatures(note: string, lines: readonly string[], earlier = note): string {
  const [parsed, before] = [parseNote(note), parseNote(earlier)]
  if (parsed === undefined) return note
  const kept = before?.text === parsed.text ? before.signatures : []
  const added = lines.flatMap((line) => parseSignatures(`${line}\n`) ?? [])
  const byKey = new Map<string, string>()
  let length = parsed.text.length + 1
  for (const one of [...parsed.signatures, ...kept, ...added]) {
    length += one.line.length + 1
    if (byKey.size === MAX_SIGNATURES || length > MAX_LENGTH) break
    if (!byKey.has(keyOf(one))) byKey.set(keyOf(one), one.line)
  }
  return `${parsed.text}\n${[...byKey.values()].map((line) => `${line}\n`).join('')}`
}

/** Name and id of a key as one text. */
export function keyOf({ name, id }: { readonly name: string; readonly id: string }): string {
  return `${name} ${id}`
}

/** Lower-case hexadecimal digits. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
