const EQUALS = 61

/** Decodes quoted-printable (RFC 2045 section 6.7); what is no valid escape stays as it is. */
export function decodeQuotedPrintable(body: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(body.length)
  let length = 0
  let index = 0
  while (index < body.length) {
    const code = body[index] ?? 0
    if (code !== EQUALS) {
      bytes[length++] = code
      index++
      continue
    }
    const after = softBreakEnd(body, index + 1)
    if (after > 0) {
      index = after
      continue
    }
    const high = hexValue(body[index + 1])
    const low = hexValue(body[index + 2])
    if (high < 0 || low < 0) {
      bytes[length++] = EQUALS
      index++
    } else {
      bytes[length++] = high * 16 + low
      index += 3
    }
  }
  return bytes.subarray(0, length)
}

/** Offset after a soft line break whose `=` stands before `at`, or 0. */
function softBreakEnd(body: Uint8Array, at: number): number {
  if (body[at] === 10) return at + 1
  return body[at] === 13 && body[at + 1] === 10 ? at + 2 : 0
}

/** Value of a hexadecimal digit given as a character code, -1 for anything else. */
export function hexValue(code: number | undefined): number {
  if (code === undefined) return -1
  if (code >= 48 && code <= 57) return code - 48
  const letter = code | 32
  return letter >= 97 && letter <= 102 ? letter - 87 : -1
}
