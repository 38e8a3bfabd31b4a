const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const VALUE_OF = new Int8Array(128).fill(-1)
for (let index = 0; index < ALPHABET.length; index++) VALUE_OF[ALPHABET.charCodeAt(index)] = index

/**
 * Encodes bytes as base64url without padding (RFC 4648 section 5).
 *
 * @example
 * ```ts
 * import { encodeBase64url } from '@waxseal/core'
 *
 * console.log(encodeBase64url(Uint8Array.of(255, 239))) // _-8
 * ```
 */
export function encodeBase64url(bytes: Uint8Array): string {
  let text = ''
  let index = 0
  for (; index + 2 < bytes.length; index += 3) {
    const group = ((bytes[index] ?? 0) << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0)
    text += `${ALPHABET[group >> 18]}${ALPHABET[(group >> 12) & 63]}${ALPHABET[(group >> 6) & 63]}${ALPHABET[group & 63]}`
  }
  const rest = bytes.length - index
  if (rest === 1) {
    const group = (bytes[index] ?? 0) << 4
    text += `${ALPHABET[group >> 6]}${ALPHABET[group & 63]}`
  } else if (rest === 2) {
    const group = ((bytes[index] ?? 0) << 10) | ((bytes[index + 1] ?? 0) << 2)
    text += `${ALPHABET[group >> 12]}${ALPHABET[(group >> 6) & 63]}${ALPHABET[group & 63]}`
  }
  return text
}

/**
 * Decodes base64url without padding; `undefined` for anything else, also for a second spelling of the same bytes, so that
 * one value has one text.
 *
 * @example
 * ```ts
 * import { decodeBase64url } from '@waxseal/core'
 *
 * console.log(decodeBase64url('_-8')) // Uint8Array(2) [ 255, 239 ]
 * console.log(decodeBase64url('_-9')) // undefined
 * ```
 */
export function decodeBase64url(text: string): Uint8Array | undefined {
  const rest = text.length % 4
  if (rest === 1) return undefined
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  let buffer = 0
  let bits = 0
  let at = 0
  for (let index = 0; index < text.length; index++) {
    const value = VALUE_OF[text.charCodeAt(index)] ?? -1
    if (value < 0) return undefined
    buffer = ((buffer << 6) | value) & 0xffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes[at++] = (buffer >> bits) & 255
    }
  }
  return bits > 0 && (buffer & ((1 << bits) - 1)) !== 0 ? undefined : bytes
}
