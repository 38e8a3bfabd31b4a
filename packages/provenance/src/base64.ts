const SKIP = -2
const VALUE_OF = new Int8Array(256).fill(-1)
for (let index = 0; index < 64; index++) {
  VALUE_OF['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.charCodeAt(index)] = index
}
for (const blank of [9, 10, 13, 32]) VALUE_OF[blank] = SKIP
const PAD = 61

/**
 * Decodes base64 of a tag value (RFC 4648 section 4): blanks between are ignored as RFC 6376 section 3.5 asks, everything else
 * must be exact, so that a signature has one spelling. `undefined` for anything else.
 */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes = new Uint8Array(Math.ceil((text.length * 3) / 4))
  let buffer = 0
  let bits = 0
  let length = 0
  let digits = 0
  let pads = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    const value = code < 256 ? (VALUE_OF[code] ?? -1) : -1
    if (value === SKIP) continue
    if (code === PAD) {
      pads++
      continue
    }
    if (value < 0 || pads > 0) return undefined
    digits++
    buffer = ((buffer << 6) | value) & 0xffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes[length++] = (buffer >> bits) & 255
    }
  }
  if (digits % 4 === 1 || pads > 2 || (pads > 0 && (digits + pads) % 4 !== 0)) return undefined
  return (buffer & ((1 << bits) - 1)) === 0 ? bytes.subarray(0, length) : undefined
}

/** Decodes a base64 body as mail programs do (RFC 2045 section 6.8): what is no digit is skipped, the first padding ends it. */
export function decodeBase64Body(body: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.ceil((body.length * 3) / 4))
  let buffer = 0
  let bits = 0
  let length = 0
  for (let index = 0; index < body.length; index++) {
    const code = body[index] ?? 0
    if (code === PAD) break
    const value = VALUE_OF[code] ?? -1
    if (value < 0) continue
    buffer = ((buffer << 6) | value) & 0xffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes[length++] = (buffer >> bits) & 255
    }
  }
  return bytes.subarray(0, length)
}
