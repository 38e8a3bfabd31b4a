import { concatBytes, utf8 } from '@waxseal/core'
import { PADDING_BLOCK } from './token-format.js'

/** First byte of a plaintext: how the value is written. */
const UTF_8 = 0
/** For strings with a lone surrogate, which UTF-8 cannot say: two of them must not become one token. */
const UTF_16 = 1

/** A value as padded bytes: encoding mark, bytes, 0x80, zeros (the padding of ISO/IEC 7816-4). */
export function encodePlaintext(value: string): Uint8Array {
  const bytes = utf8(value)
  const exact = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) === value
  const body = exact ? concatBytes(Uint8Array.of(UTF_8), bytes) : concatBytes(Uint8Array.of(UTF_16), utf16(value))
  const padded = new Uint8Array(Math.ceil((body.length + 1) / PADDING_BLOCK) * PADDING_BLOCK)
  padded.set(body)
  padded[body.length] = 0x80
  return padded
}

/** The value of padded bytes, `undefined` when they are none. */
export function decodePlaintext(padded: Uint8Array): string | undefined {
  const end = padded.findLastIndex((byte) => byte !== 0)
  if (end < 1 || padded[end] !== 0x80) return undefined
  const bytes = padded.subarray(1, end)
  if (padded[0] === UTF_8) return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  if (padded[0] !== UTF_16 || bytes.length % 2 !== 0) return undefined
  let value = ''
  for (let at = 0; at < bytes.length; at += 2)
    value += String.fromCharCode((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8))
  return value
}

function utf16(value: string): Uint8Array {
  const bytes = new Uint8Array(value.length * 2)
  for (let at = 0; at < value.length; at++) {
    bytes[at * 2] = value.charCodeAt(at) & 255
    bytes[at * 2 + 1] = value.charCodeAt(at) >> 8
  }
  return bytes
}
