/** The two numbers of an RSA public key, big-endian, without leading zeros. */
export interface RsaNumbers {
  readonly modulus: Uint8Array
  readonly exponent: Uint8Array
  readonly bits: number
}

const SEQUENCE = 0x30
const INTEGER = 0x02
const BIT_STRING = 0x03
const RSA_ENCRYPTION = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01]
/** Larger numbers serve only to keep a verifier busy. */
const MAX_MODULUS_BITS = 8192
const MAX_EXPONENT_BYTES = 8

/**
 * Reads an RSA key of a key record: a SubjectPublicKeyInfo as everybody publishes it, or the bare RSAPublicKey that RFC 6376
 * section 3.6.1 names. `undefined` for anything else.
 */
export function readRsaKey(der: Uint8Array): RsaNumbers | undefined {
  const outer = readElement(der, 0)
  if (!outer || outer.tag !== SEQUENCE || outer.end !== der.length) return undefined
  const first = readElement(der, outer.start)
  if (!first) return undefined
  if (first.tag === INTEGER) return readNumbers(der, outer.start, outer.end)
  if (first.tag !== SEQUENCE || !RSA_ENCRYPTION.every((byte, index) => der[first.start + index] === byte))
    return undefined
  const bits = readElement(der, first.end)
  if (!bits || bits.tag !== BIT_STRING || bits.end !== outer.end || der[bits.start] !== 0) return undefined
  const inner = readElement(der, bits.start + 1)
  if (!inner || inner.tag !== SEQUENCE || inner.end !== bits.end) return undefined
  return readNumbers(der, inner.start, inner.end)
}

function readNumbers(der: Uint8Array, start: number, end: number): RsaNumbers | undefined {
  const first = readElement(der, start)
  const second = first && readElement(der, first.end)
  if (!first || !second || first.tag !== INTEGER || second.tag !== INTEGER || second.end !== end) return undefined
  const modulus = withoutLeadingZeros(der.subarray(first.start, first.end))
  const exponent = withoutLeadingZeros(der.subarray(second.start, second.end))
  const bits = modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24
  if (modulus.length === 0 || bits > MAX_MODULUS_BITS || exponent.length > MAX_EXPONENT_BYTES) return undefined
  const odd = (exponent[exponent.length - 1] ?? 0) & 1
  return odd === 1 && !(exponent.length === 1 && exponent[0] === 1) ? { modulus, exponent, bits } : undefined
}

interface Element {
  readonly tag: number
  readonly start: number
  readonly end: number
}

function readElement(der: Uint8Array, at: number): Element | undefined {
  const tag = der[at]
  const short = der[at + 1]
  if (tag === undefined || short === undefined) return undefined
  let start = at + 2
  let length = short
  if (short >= 0x80) {
    const count = short & 0x7f
    if (count < 1 || count > 3) return undefined
    length = 0
    for (let index = 0; index < count; index++) length = length * 256 + (der[start++] ?? 0)
  }
  return start + length <= der.length ? { tag, start, end: start + length } : undefined
}

function withoutLeadingZeros(bytes: Uint8Array): Uint8Array {
  let start = 0
  while (start < bytes.length && bytes[start] === 0) start++
  return bytes.subarray(start)
}
