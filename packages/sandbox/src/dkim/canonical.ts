import { createHash } from 'node:crypto'

/** A header field as it stands in the letter, folds and all, without the last line break; one character a byte. */
export interface HeaderField {
  /** Lower case, without blanks. */
  readonly name: string
  readonly raw: string
}

/** A letter taken apart. */
export interface SplitLetter {
  readonly fields: readonly HeaderField[]
  readonly body: Buffer
}

/** How header and body are put into one form before hashing (RFC 6376 section 3.4). */
export type Canonicalization = 'relaxed' | 'simple'

/** Splits a letter into its header fields and its body. */
export function splitLetter(letter: Buffer): SplitLetter {
  const end = letter.indexOf('\r\n\r\n')
  const header = letter.subarray(0, end < 0 ? letter.length : end).toString('latin1')
  const fields: string[] = []
  let current: string[] = []
  for (const line of header.split('\r\n')) {
    if (current.length > 0 && (line.startsWith(' ') || line.startsWith('\t'))) {
      current.push(line)
      continue
    }
    if (current.length > 0) fields.push(current.join('\r\n'))
    current = [line]
  }
  if (current.length > 0) fields.push(current.join('\r\n'))
  return {
    fields: fields.map((raw) => ({ name: fieldName(raw), raw })),
    body: end < 0 ? Buffer.alloc(0) : letter.subarray(end + 4),
  }
}

/** SHA-256 of the body, in base64 (RFC 6376 sections 3.4.3 and 3.4.4). */
export function bodyHash(body: Buffer, form: Canonicalization): string {
  const lines = body.toString('latin1').split('\r\n')
  const whole = form === 'simple' ? lines : lines.map((line) => squeeze(line).replace(/ $/, ''))
  while (whole.length > 0 && whole[whole.length - 1] === '') whole.pop()
  const empty = form === 'simple' ? '\r\n' : ''
  const text = whole.length === 0 ? empty : `${whole.join('\r\n')}\r\n`
  return createHash('sha256').update(text, 'latin1').digest('base64')
}

/** The bytes that a signature covers: the fields it names, each from the bottom up, then its own field without the value of `b`. */
export function signedHeader(
  letter: SplitLetter,
  names: readonly string[],
  signature: string,
  form: Canonicalization,
): string {
  const left = new Map<string, HeaderField[]>()
  for (const field of letter.fields) {
    const same = left.get(field.name)
    if (same === undefined) left.set(field.name, [field])
    else same.push(field)
  }
  let text = ''
  for (const name of names) {
    const field = left.get(name)?.pop()
    if (field !== undefined) text += `${canonicalField(field.raw, form)}\r\n`
  }
  return text + canonicalField(signature, form)
}

function canonicalField(raw: string, form: Canonicalization): string {
  if (form === 'simple') return raw
  const colon = raw.indexOf(':')
  return `${fieldName(raw)}:${squeeze(raw.slice(colon + 1).replaceAll('\r\n', '')).replace(/^ | $/g, '')}`
}

function fieldName(raw: string): string {
  const colon = raw.indexOf(':')
  return colon < 0 ? '' : squeeze(raw.slice(0, colon)).replace(/ $/, '').toLowerCase()
}

/** Blanks are SP and HTAB only: `trim` would also take 0xA0, which is half of a letter in UTF-8. */
function squeeze(text: string): string {
  return text.replace(/[ \t]+/g, ' ')
}
