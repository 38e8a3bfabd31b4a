import { BACKSLASH, BREAK, CLASS, classAt, PERCENT, WORD } from './char-class.js'

/**
 * A character as the scanner reads it, with its spelling: a plain code unit, `%40` (also `%2540` and UTF-8 sequences, as in
 * links and API logs) or `\u0040` (as in JSON). Packed as `length * 32 + class`, because an object for each character would cost
 * more than the scan.
 */
export type Unit = number

/** The class of a unit. */
export const unitClass = (unit: Unit): number => unit & 31

/** How many UTF-16 code units a unit takes. */
export const unitLength = (unit: Unit): number => unit >> 5

/** Reads the unit that begins at an index; a break of length 1 at the end of the text. */
export function unitAt(text: string, index: number): Unit {
  const cls = classAt(text, index)
  if (cls === PERCENT) return percentAt(text, index) || 32 + cls
  if (cls === BACKSLASH) return escapeAt(text, index) || 32 + cls
  return 32 + cls
}

/** Reads the unit that ends before an index. Bytes beyond ASCII count as letters: where they began is not worth a second look. */
export function unitBefore(text: string, end: number): Unit {
  if (end > 2 && text.charCodeAt(end - 3) === 0x25) {
    const byte = byteAt(text, end - 2)
    if (byte >= 0) return 3 * 32 + (byte < 0x80 ? (CLASS[byte] ?? BREAK) : WORD)
  }
  if (end > 5 && text.charCodeAt(end - 6) === 0x5c) {
    const unit = escapeAt(text, end - 6)
    if (unit !== 0) return unit
  }
  return 32 + classAt(text, end - 1)
}

/** The percent-encoded character at an index (RFC 3986 section 2.1), or 0. Encoded twice counts as encoded. */
export function percentAt(text: string, index: number): Unit {
  let at = index + 1
  while (text.charCodeAt(at) === 0x32 && text.charCodeAt(at + 1) === 0x35 && byteAt(text, at + 2) >= 0) at += 2
  const first = byteAt(text, at)
  if (first < 0) return 0
  at += 2
  if (first < 0x80) return (at - index) * 32 + (CLASS[first] ?? BREAK)
  const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc2 ? 1 : 0
  let code = first & (0x3f >> more)
  for (let count = 0; count < more; count++) {
    if (text.charCodeAt(at) !== 0x25) return 0
    at++
    while (text.charCodeAt(at) === 0x32 && text.charCodeAt(at + 1) === 0x35) at += 2
    const next = byteAt(text, at)
    if (next < 0x80 || next > 0xbf) return 0
    code = code * 64 + (next & 0x3f)
    at += 2
  }
  return more === 0 ? 0 : (at - index) * 32 + (code > 0xffff ? WORD : (CLASS[code] ?? BREAK))
}

/** The JSON escape `\uXXXX` (RFC 8259 section 7) at an index, or 0. */
export function escapeAt(text: string, index: number): Unit {
  if (text.charCodeAt(index + 1) !== 0x75) return 0
  const high = byteAt(text, index + 2)
  const low = byteAt(text, index + 4)
  return high < 0 || low < 0 ? 0 : 6 * 32 + (CLASS[high * 256 + low] ?? BREAK)
}

/** The byte written as two hexadecimal digits at an index, or -1. */
function byteAt(text: string, index: number): number {
  const high = hexValue(text.charCodeAt(index))
  const low = hexValue(text.charCodeAt(index + 1))
  return high < 0 || low < 0 ? -1 : high * 16 + low
}

function hexValue(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}
