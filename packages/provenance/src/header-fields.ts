/** One header field of a letter, as it stands in the bytes. */
export interface HeaderField {
  /** Place from the top, from 1. */
  readonly number: number
  /** As written, without blanks; empty when the line has none. */
  readonly name: string
  /** What follows the colon, unfolded and trimmed, read as UTF-8; encoded words stay encoded. */
  readonly value: string
  /** Offset of the first byte of the field. */
  readonly start: number
  /** Offset after the last byte, its line end included. */
  readonly end: number
}

/** What is wrong with the lines of a header block. */
export type HeaderFaultCode =
  | 'blank-continuation'
  | 'field-name-invalid'
  | 'leading-blank'
  | 'line-without-name'
  | 'lone-cr'
  | 'mixed-line-ends'
  | 'nul'
  | 'space-before-colon'

/** A header block: its fields, the offset of what follows the empty line, and the first fault of each kind with its field. */
export interface HeaderBlock {
  readonly fields: readonly HeaderField[]
  readonly bodyStart: number
  readonly faults: ReadonlyMap<HeaderFaultCode, number>
}

const TAB = 9
const LF = 10
const CR = 13
const SPACE = 32
const COLON = 58
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Reads header fields (RFC 5322 section 2.2) up to the empty line; LF alone ends a line too. One pass, nothing is thrown. */
export function readHeaderFields(bytes: Uint8Array, start: number, end: number): HeaderBlock {
  const fields: HeaderField[] = []
  const faults = new Map<HeaderFaultCode, number>()
  const note = (code: HeaderFaultCode, number: number) => {
    if (!faults.has(code)) faults.set(code, number)
  }
  const ends = { crlf: 0, lf: 0 }
  let fieldStart = start
  let at = start
  while (at < end) {
    const found = bytes.indexOf(LF, at)
    const next = found < 0 || found >= end ? end : found + 1
    const lineEnd = contentEnd(bytes, at, next, ends)
    if (lineEnd === at) break
    const folded = bytes[at] === SPACE || bytes[at] === TAB
    if (folded && at === start) note('leading-blank', 1)
    if (!folded && at > start) {
      fields.push(readField(bytes, fieldStart, at, fields.length + 1, note))
      fieldStart = at
    }
    checkLine(bytes, at, lineEnd, folded, fields.length + 1, note)
    at = next
  }
  if (at > fieldStart) fields.push(readField(bytes, fieldStart, at, fields.length + 1, note))
  if (ends.crlf > 0 && ends.lf > 0) note('mixed-line-ends', 1)
  if (at < end) at += bytes[at] === CR ? 2 : 1
  return { fields, bodyStart: at, faults }
}

/** Where the text of a line ends; counts what ended it. */
function contentEnd(bytes: Uint8Array, start: number, next: number, ends: { crlf: number; lf: number }): number {
  if (bytes[next - 1] !== LF) return next
  const crlf = next - 2 >= start && bytes[next - 2] === CR
  if (crlf) ends.crlf++
  else ends.lf++
  return next - (crlf ? 2 : 1)
}

function checkLine(
  bytes: Uint8Array,
  start: number,
  end: number,
  folded: boolean,
  number: number,
  note: (code: HeaderFaultCode, number: number) => void,
): void {
  let blank = folded
  for (let at = start; at < end; at++) {
    const code = bytes[at] ?? 0
    if (code > SPACE) blank = false
    else if (code === CR) note('lone-cr', number)
    else if (code === 0) note('nul', number)
  }
  // Some programs take a line of blanks for the end of the header, and what follows for the letter.
  if (blank) note('blank-continuation', number)
}

function readField(
  bytes: Uint8Array,
  start: number,
  end: number,
  number: number,
  note: (code: HeaderFaultCode, number: number) => void,
): HeaderField {
  let nameEnd = start
  let valid = true
  while (nameEnd < end) {
    const code = bytes[nameEnd] ?? 0
    if (code === COLON || code <= SPACE) break
    if (code > 126) valid = false
    nameEnd++
  }
  let colon = nameEnd
  while (bytes[colon] === SPACE || bytes[colon] === TAB) colon++
  if (nameEnd === start || colon >= end || bytes[colon] !== COLON) {
    note('line-without-name', number)
    return { number, name: '', value: '', start, end }
  }
  const name = decoder.decode(bytes.subarray(start, nameEnd))
  if (!valid) note('field-name-invalid', number)
  // Programs differ on whether `From :` is a From; only for that field does the difference change who is shown.
  if (colon > nameEnd && name.toLowerCase() === 'from') note('space-before-colon', number)
  return { number, name, value: unfold(decoder.decode(bytes.subarray(colon + 1, end))), start, end }
}

function unfold(text: string): string {
  return (text.includes('\n') ? text.replace(/\r?\n/g, '') : text).trim()
}
