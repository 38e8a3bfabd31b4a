/**
 * What a UTF-16 code unit means to the scanner. The order matters: from `SPACE` to `CLOSE`, and from `PERCENT` on, a unit may stand
 * between the digits of a number; from `DIGIT` on, it can begin or betray a value and stops the main loop.
 */
export const BREAK = 0
export const WORD = 1
export const SPACE = 2
export const ZERO = 3
export const MINUS = 4
export const DASH = 5
export const DOT = 6
export const OPEN = 7
export const CLOSE = 8
export const SLASH = 9
export const UNDERSCORE = 10
export const INNER = 11
export const EQUALS = 12
export const DIGIT = 13
export const PLUS = 14
export const AT = 15
export const COLON = 16
export const PERCENT = 17
export const BACKSLASH = 18

/** ASCII characters by class. What is not named is a break. `INNER` may stand inside a local part but not begin it. */
const ASCII: readonly (readonly [number, string])[] = [
  [WORD, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  [DIGIT, '0123456789'],
  [SPACE, ' '],
  [MINUS, '-'],
  [DOT, '.'],
  [OPEN, '('],
  [CLOSE, ')'],
  [SLASH, '/'],
  [UNDERSCORE, '_'],
  [INNER, "!#$'*^~"],
  [EQUALS, '='],
  [PLUS, '+'],
  [AT, '@'],
  [COLON, ':'],
  [PERCENT, '%'],
  [BACKSLASH, '\\'],
]

/** Ranges beyond ASCII, later rows win over earlier ones; both ends belong to the range. */
const RANGES: readonly (readonly [number, number, number])[] = [
  [WORD, 0x80, 0xffff],
  [BREAK, 0x80, 0xa9],
  [SPACE, 0xa0, 0xa0],
  [BREAK, 0xab, 0xb4],
  [ZERO, 0xad, 0xad], // soft hyphen
  [BREAK, 0xb6, 0xb9],
  [BREAK, 0xbb, 0xbf],
  [BREAK, 0xd7, 0xd7],
  [BREAK, 0xf7, 0xf7],
  [ZERO, 0x34f, 0x34f],
  [ZERO, 0x61c, 0x61c],
  [DIGIT, 0x660, 0x669],
  [DIGIT, 0x6f0, 0x6f9],
  [ZERO, 0x115f, 0x1160],
  [SPACE, 0x1680, 0x1680],
  [ZERO, 0x180b, 0x180f],
  [SPACE, 0x2000, 0x200a],
  [ZERO, 0x200b, 0x200f], // zero-width space, joiners, direction marks
  [MINUS, 0x2010, 0x2011], // hyphen, non-breaking hyphen
  [DASH, 0x2012, 0x2015],
  [BREAK, 0x2016, 0x2029],
  [ZERO, 0x202a, 0x202e],
  [SPACE, 0x202f, 0x202f],
  [BREAK, 0x2030, 0x205e],
  [SPACE, 0x205f, 0x205f],
  [ZERO, 0x2060, 0x206f],
  [BREAK, 0x20a0, 0x20cf], // currency signs
  [BREAK, 0x2116, 0x2116], // numero sign
  [BREAK, 0x2122, 0x2122],
  [BREAK, 0x2190, 0x2bff], // arrows, boxes, symbols
  [DASH, 0x2212, 0x2212], // minus sign
  [BREAK, 0x2e00, 0x2e7f],
  [SPACE, 0x3000, 0x3000],
  [BREAK, 0x3001, 0x3003],
  [DOT, 0x3002, 0x3002], // a label separator of IDNA, as is U+FF61
  [BREAK, 0x3008, 0x3020],
  [ZERO, 0x3164, 0x3164],
  [BREAK, 0xd83c, 0xd83e], // high surrogates of emoji
  [ZERO, 0xfe00, 0xfe0f],
  [ZERO, 0xfeff, 0xfeff],
  [DOT, 0xff61, 0xff61],
  [ZERO, 0xffa0, 0xffa0],
  [BREAK, 0xfff0, 0xffff],
]

/** The class of each UTF-16 code unit. */
export const CLASS: Uint8Array = /* @__PURE__ */ buildClasses()

function buildClasses(): Uint8Array {
  const table = new Uint8Array(0x10000)
  for (const [cls, characters] of ASCII) for (const character of characters) table[character.charCodeAt(0)] = cls
  for (const [cls, first, last] of RANGES) table.fill(cls, first, last + 1)
  // Full-width forms U+FF01–U+FF5E stand for U+0021–U+007E.
  table.copyWithin(0xff01, 0x21, 0x7f)
  return table
}

/** The class of the code unit at an index; a break outside the text. */
export function classAt(text: string, index: number): number {
  // Asked first, because an index of NaN would throw the engine off its fast path.
  return index >= 0 && index < text.length ? (CLASS[text.charCodeAt(index)] ?? BREAK) : BREAK
}

/** The value of a unit of class `DIGIT`: all four blocks of decimal digits begin at a multiple of 16. */
export function digitValue(code: number): number {
  return code & 15
}
