import { decodeBase64Body } from './base64.js'
import { decodeCharset } from './charset.js'
import { parseMediaType } from './content-type.js'
import { type HeaderField, readHeaderFields } from './header-fields.js'
import { headersNamed, type Letter } from './letter.js'
import { decodeQuotedPrintable } from './quoted-printable.js'

/** A part of a letter that a reader sees as text, decoded. */
export interface TextPart {
  readonly type: 'text/plain' | 'text/html'
  readonly text: string
  /** Byte range of the part's body in the letter. */
  readonly start: number
  readonly end: number
}

/** What stopped the walk through the parts. */
export type PartFaultCode = 'parts-too-deep' | 'parts-too-large' | 'parts-too-many'

/** The text parts of a letter, in order, and what was left out. */
export interface TextParts {
  readonly parts: readonly TextPart[]
  readonly faults: readonly PartFaultCode[]
}

const MAX_DEPTH = 10
const MAX_PARTS = 200
const MAX_TEXT_BYTES = 4 * 1024 * 1024

/** The text parts of a letter (RFC 2046), attachments and attached letters left out; bounded in depth, number and size. */
export function readTextParts(letter: Letter): TextParts {
  const walk: Walk = { bytes: letter.bytes, parts: [], faults: new Set(), seen: 0, textBytes: 0 }
  readPart(walk, letter.headers, letter.bodyStart, letter.bytes.length, 0)
  return { parts: walk.parts, faults: [...walk.faults].sort() }
}

interface Walk {
  readonly bytes: Uint8Array
  readonly parts: TextPart[]
  readonly faults: Set<PartFaultCode>
  seen: number
  textBytes: number
}

function readPart(walk: Walk, headers: readonly HeaderField[], start: number, end: number, depth: number): void {
  if (++walk.seen > MAX_PARTS) {
    walk.faults.add('parts-too-many')
    return
  }
  const media = parseMediaType(headersNamed(headers, 'content-type')[0]?.value ?? 'text/plain')
  if (media.type.startsWith('multipart/')) {
    const boundary = media.parameters.get('boundary') ?? ''
    if (depth >= MAX_DEPTH) walk.faults.add('parts-too-deep')
    else if (boundary !== '') readMultipart(walk, boundary, start, end, depth)
    return
  }
  if (media.type !== 'text/plain' && media.type !== 'text/html') return
  const disposition = parseMediaType(headersNamed(headers, 'content-disposition')[0]?.value ?? 'inline')
  if (disposition.type === 'attachment') return
  walk.textBytes += end - start
  if (walk.textBytes > MAX_TEXT_BYTES) {
    walk.faults.add('parts-too-large')
    return
  }
  const encoding = (headersNamed(headers, 'content-transfer-encoding')[0]?.value ?? '').trim().toLowerCase()
  const decoded = decodeTransfer(walk.bytes.subarray(start, end), encoding)
  const text = decodeCharset(decoded, media.parameters.get('charset') ?? 'utf-8')
  walk.parts.push({ type: media.type, text, start, end })
}

function decodeTransfer(body: Uint8Array, encoding: string): Uint8Array {
  if (encoding === 'base64') return decodeBase64Body(body)
  return encoding === 'quoted-printable' ? decodeQuotedPrintable(body) : body
}

function readMultipart(walk: Walk, boundary: string, start: number, end: number, depth: number): void {
  const mark = [...`--${boundary}`].map((char) => char.charCodeAt(0))
  let partStart = -1
  let at = start
  while (at < end && walk.seen <= MAX_PARTS) {
    const found = walk.bytes.indexOf(10, at)
    const next = found < 0 || found >= end ? end : found + 1
    const delimiter = readDelimiter(walk.bytes, at, next, mark)
    if (delimiter !== undefined) {
      if (partStart >= 0) readInnerPart(walk, partStart, withoutLineEnd(walk.bytes, partStart, at), depth)
      if (delimiter === 'last') return
      partStart = next
    }
    at = next
  }
  if (partStart >= 0 && partStart < end) readInnerPart(walk, partStart, end, depth)
}

function readInnerPart(walk: Walk, start: number, end: number, depth: number): void {
  const block = readHeaderFields(walk.bytes, start, end)
  readPart(walk, block.fields, block.bodyStart, end, depth + 1)
}

/** The line end before a delimiter belongs to the delimiter (RFC 2046 section 5.1.1). */
function withoutLineEnd(bytes: Uint8Array, start: number, end: number): number {
  if (end - 1 < start || bytes[end - 1] !== 10) return end
  return end - 2 >= start && bytes[end - 2] === 13 ? end - 2 : end - 1
}

/** Whether the line is this delimiter and nothing more: the mark of an inner multipart may begin with that of the outer one. */
function readDelimiter(
  bytes: Uint8Array,
  start: number,
  end: number,
  mark: readonly number[],
): 'next' | 'last' | undefined {
  if (start + mark.length > end) return undefined
  for (let index = 0; index < mark.length; index++) if (bytes[start + index] !== mark[index]) return undefined
  let at = start + mark.length
  const last = bytes[at] === 45 && bytes[at + 1] === 45
  if (last) at += 2
  while (at < end && (bytes[at] === 32 || bytes[at] === 9 || bytes[at] === 13 || bytes[at] === 10)) at++
  if (at < end) return undefined
  return last ? 'last' : 'next'
}
