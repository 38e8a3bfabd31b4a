import { utf8 } from '@waxseal/core'
import { type HeaderFaultCode, type HeaderField, readHeaderFields } from './header-fields.js'
import { type Mailbox, type MailboxFaultCode, parseMailboxes } from './mailboxes.js'

/** What is wrong with a letter as a text: its lines, and its From. */
export type LetterFaultCode =
  | HeaderFaultCode
  | `from-${MailboxFaultCode}`
  | 'byte-order-mark'
  | 'empty'
  | 'from-missing'
  | 'from-repeated'
  | 'from-several'
  | 'mbox-line'

/** One kind of fault and the first header field it was seen in. */
export interface LetterFault {
  readonly code: LetterFaultCode
  /** Number of the header field. */
  readonly header?: number
}

/** A letter as bytes, with its header fields found. */
export interface Letter {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly headers: readonly HeaderField[]
  /** Offset of the body's first byte; the length of the letter when it has none. */
  readonly bodyStart: number
  /** The author, only when there is one From with one mailbox and no doubt about it. */
  readonly from?: Mailbox
  /** Each kind once, in the order of the alphabet. */
  readonly faults: readonly LetterFault[]
}

/**
 * Reads a saved letter (.eml; RFC 5322): header fields with their byte ranges, the offset of the body, the author. Text is taken
 * as UTF-8; lines may end in LF alone. Whatever the bytes are, the result is a letter, with its faults named; time and memory grow
 * linearly with the length.
 *
 * @example
 * ```ts
 * import { parseLetter } from '@waxseal/provenance'
 *
 * const letter = parseLetter('From: News <news@romashka.ru>\r\nSubject: Spring\r\n\r\nHello\r\n')
 * console.log(letter.headers[1]?.value, letter.bodyStart) // Spring 50
 * console.log(letter.from?.domain) // romashka.ru
 * console.log(parseLetter('From: a@romashka.ru, b@evil.com\n\n').faults[0]?.code) // from-several
 * ```
 */
export function parseLetter(source: Uint8Array | string): Letter {
  const bytes = ownBytes(typeof source === 'string' ? utf8(source) : source)
  const faults = new Map<LetterFaultCode, number | undefined>()
  let start = 0
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    faults.set('byte-order-mark', undefined)
    start = 3
  }
  if (isMboxLine(bytes, start)) {
    faults.set('mbox-line', undefined)
    const end = bytes.indexOf(10, start)
    start = end < 0 ? bytes.length : end + 1
  }
  const block = readHeaderFields(bytes, start, bytes.length)
  for (const [code, number] of block.faults) faults.set(code, number)
  if (bytes.length === start) faults.set('empty', undefined)
  const from = readFrom(block.fields, faults)
  return {
    bytes,
    headers: block.fields,
    bodyStart: block.bodyStart,
    ...(from ? { from } : {}),
    faults: [...faults]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([code, header]) => (header === undefined ? { code } : { code, header })),
  }
}

function readFrom(
  fields: readonly HeaderField[],
  faults: Map<LetterFaultCode, number | undefined>,
): Mailbox | undefined {
  const froms = headersNamed(fields, 'from')
  const [field] = froms
  if (!field) {
    faults.set('from-missing', undefined)
    return undefined
  }
  if (froms.length > 1) faults.set('from-repeated', froms[1]?.number)
  const read = parseMailboxes(field.value)
  for (const code of read.faults) faults.set(`from-${code}`, field.number)
  if (read.mailboxes.length > 1) faults.set('from-several', field.number)
  return froms.length === 1 && read.mailboxes.length === 1 && read.faults.length === 0 ? read.mailboxes[0] : undefined
}

/** The fields of one name (given in lower case), from the top. */
export function headersNamed(fields: readonly HeaderField[], name: string): HeaderField[] {
  return fields.filter((field) => field.name.length === name.length && field.name.toLowerCase() === name)
}

/** `From anna Fri Jan  2 …`, which mailbox files put before a letter; `From : anna` is a header field. */
function isMboxLine(bytes: Uint8Array, start: number): boolean {
  for (let index = 0; index < 5; index++) if (bytes[start + index] !== 'From '.charCodeAt(index)) return false
  let at = start + 5
  while (bytes[at] === 32 || bytes[at] === 9) at++
  return bytes[at] !== 58
}

/** A plain view (no Buffer, whose methods differ), copied only out of shared memory, which could change while it is judged. */
function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes)
}
