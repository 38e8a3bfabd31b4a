/** The two ways of RFC 6376 section 3.4 to write a letter down before it is hashed. */
export type Canonicalization = 'simple' | 'relaxed'

/** A range of bytes: one header field with its line ends. */
export interface FieldBytes {
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
}

const TAB = 9
const LF = 10
const CR = 13
const SPACE = 32
const COLON = 58

/** The bytes that a header signature covers: the fields in order, the last (the signature's own) without its line end. */
export function canonicalHeaders(fields: readonly FieldBytes[], mode: Canonicalization): Uint8Array<ArrayBuffer> {
  let room = 0
  // Each lone LF grows by one byte; twice the length is always enough.
  for (const field of fields) room += (field.end - field.start) * 2 + 2
  const out = new Uint8Array(room)
  let at = 0
  for (const field of fields) {
    at = mode === 'relaxed' ? writeRelaxedField(field, out, at) : writeSimpleField(field, out, at)
    out[at++] = CR
    out[at++] = LF
  }
  return out.subarray(0, Math.max(0, at - 2))
}

function writeSimpleField({ bytes, start, end }: FieldBytes, out: Uint8Array, to: number): number {
  let last = end
  if (last > start && bytes[last - 1] === LF) last -= last - 1 > start && bytes[last - 2] === CR ? 2 : 1
  let at = to
  for (let index = start; index < last; index++) {
    const code = bytes[index] ?? 0
    if (code === LF && bytes[index - 1] !== CR) out[at++] = CR
    out[at++] = code
  }
  return at
}

function writeRelaxedField({ bytes, start, end }: FieldBytes, out: Uint8Array, to: number): number {
  let at = to
  let index = start
  for (; index < end; index++) {
    const code = bytes[index] ?? 0
    if (code === COLON) break
    if (code !== SPACE && code !== TAB) out[at++] = code >= 65 && code <= 90 ? code | 32 : code
  }
  out[at++] = COLON
  let blank = false
  let begun = false
  for (index++; index < end; index++) {
    const code = bytes[index] ?? 0
    if (code === SPACE || code === TAB) blank = true
    else if (code !== LF && !(code === CR && bytes[index + 1] === LF)) {
      if (blank && begun) out[at++] = SPACE
      blank = false
      begun = true
      out[at++] = code
    }
  }
  return at
}

/** The bytes that a body hash covers (RFC 6376 sections 3.4.3 and 3.4.4): a view of the letter where nothing changes. */
export function canonicalBody(body: Uint8Array<ArrayBuffer>, mode: Canonicalization): Uint8Array<ArrayBuffer> {
  return mode === 'relaxed' ? relaxedBody(body) : simpleBody(body)
}

function simpleBody(body: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  let end = body.length
  let kept = end
  while (end > 0 && body[end - 1] === LF) {
    kept = end
    end -= end > 1 && body[end - 2] === CR ? 2 : 1
  }
  if (end === 0) return Uint8Array.of(CR, LF)
  const text = body.subarray(0, end)
  const lone = countLoneLineFeeds(text)
  if (lone === 0 && kept === end + 2) return body.subarray(0, kept)
  const out = new Uint8Array(end + lone + 2)
  let at = 0
  for (let index = 0; index < end; index++) {
    const code = text[index] ?? 0
    if (code === LF && text[index - 1] !== CR) out[at++] = CR
    out[at++] = code
  }
  out[at++] = CR
  out[at++] = LF
  return out.subarray(0, at)
}

function relaxedBody(body: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(body.length + countLoneLineFeeds(body) + 2)
  let at = 0
  let emptyLines = 0
  for (let index = 0; index < body.length; ) {
    const found = body.indexOf(LF, index)
    const next = found < 0 ? body.length : found + 1
    const lineEnd = found < 0 ? next : body[found - 1] === CR && found > index ? found - 1 : found
    // Room is left for the empty lines before: they count only when a line with text follows.
    const lineAt = at + emptyLines * 2
    const written = writeRelaxedLine(body, index, lineEnd, out, lineAt)
    if (written === lineAt) emptyLines++
    else {
      while (at < lineAt) {
        out[at++] = CR
        out[at++] = LF
      }
      out[written] = CR
      out[written + 1] = LF
      at = written + 2
      emptyLines = 0
    }
    index = next
  }
  return out.subarray(0, at)
}

/** One line with each run of blanks as one space and none at the end. */
function writeRelaxedLine(body: Uint8Array, start: number, end: number, out: Uint8Array, to: number): number {
  let at = to
  let blank = false
  for (let index = start; index < end; index++) {
    const code = body[index] ?? 0
    if (code === SPACE || code === TAB) blank = true
    else {
      if (blank) out[at++] = SPACE
      blank = false
      out[at++] = code
    }
  }
  return at
}

function countLoneLineFeeds(bytes: Uint8Array): number {
  let count = 0
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) if (bytes[at - 1] !== CR) count++
  return count
}
