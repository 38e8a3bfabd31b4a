const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'

/** The five bits that a character stands for, by its code; -1 for every other. */
export const BASE32_VALUES = /* @__PURE__ */ valuesOf(ALPHABET)

/** Base32 (RFC 4648 section 6) in lower case, without padding: survives a double click, a phone call and a case-blind file name. */
export function encodeBase32(bytes: Uint8Array): string {
  let text = ''
  let buffer = 0
  let bits = 0
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xfff
    for (bits += 8; bits >= 5; ) {
      bits -= 5
      text += ALPHABET[(buffer >> bits) & 31]
    }
  }
  return bits > 0 ? text + ALPHABET[(buffer << (5 - bits)) & 31] : text
}

function valuesOf(alphabet: string): Int8Array {
  const values = new Int8Array(128).fill(-1)
  for (let index = 0; index < alphabet.length; index++) values[alphabet.charCodeAt(index)] = index
  return values
}
