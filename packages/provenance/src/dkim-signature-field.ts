import { concatBytes } from '@waxseal/core'

/** The field with the value of `b=` taken out, as it was when it was signed (RFC 6376 section 3.7). */
export function withoutSignature(field: Uint8Array): Uint8Array {
  const EQUALS = 61
  const SEMICOLON = 59
  let at = field.indexOf(58) + 1
  while (at < field.length) {
    const semicolon = field.indexOf(SEMICOLON, at)
    const end = semicolon < 0 ? field.length : semicolon
    const equals = field.subarray(at, end).indexOf(EQUALS)
    if (equals >= 0 && isTagB(field, at, at + equals)) {
      return concatBytes(field.subarray(0, at + equals + 1), field.subarray(end))
    }
    at = end + 1
  }
  return field
}

function isTagB(field: Uint8Array, start: number, end: number): boolean {
  let seen = false
  for (let index = start; index < end; index++) {
    const code = field[index] ?? 0
    if (code === 32 || code === 9 || code === 13 || code === 10) continue
    if (code !== 98 || seen) return false
    seen = true
  }
  return seen
}
