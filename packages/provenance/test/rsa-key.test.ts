import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readRsaKey } from '../src/rsa-key.js'

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1032, publicExponent: 65537 })
const spki = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }))
const bare = new Uint8Array(publicKey.export({ format: 'der', type: 'pkcs1' }))

test('both published forms give the same numbers', () => {
  const numbers = readRsaKey(spki)
  expect(numbers).toEqual(readRsaKey(bare))
  expect(numbers?.bits).toBe(1032)
  expect(numbers?.exponent).toEqual(Uint8Array.of(1, 0, 1))
  expect(Buffer.from(numbers?.modulus ?? []).toString('base64url')).toBe(publicKey.export({ format: 'jwk' }).n)
})

/** RSAPublicKey of small numbers. */
const key = (modulus: readonly number[], exponent: readonly number[]) => {
  const body = [2, modulus.length, ...modulus, 2, exponent.length, ...exponent]
  return Uint8Array.of(0x30, body.length, ...body)
}

test('bits are counted from the first that is set', () => {
  expect(readRsaKey(key([0, 0x80], [3]))?.bits).toBe(8)
  expect(readRsaKey(key([0x01, 0], [3]))?.bits).toBe(9)
})

test.each<[string, Uint8Array]>([
  ['nothing', new Uint8Array()],
  ['an even exponent', key([0x7f], [2])],
  ['an exponent of one', key([0x7f], [1])],
  ['an exponent without end', key([0x7f], [1, 2, 3, 4, 5, 6, 7, 8, 9])],
  ['no modulus', key([0], [3])],
  ['something behind the key', Uint8Array.of(...bare, 0)],
  ['a cut key', bare.subarray(0, -1)],
  ['an endless length', Uint8Array.of(0x30, 0x84, 1, 1, 1, 1)],
  [
    'another algorithm',
    new Uint8Array(generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' })),
  ],
])('%s is no key', (_, der) => {
  expect(readRsaKey(der)).toBeUndefined()
})

test('a modulus above 8192 bits is refused', () => {
  const modulus = new Uint8Array(1025).fill(255)
  const body = Uint8Array.of(2, 0x82, 4, 1, ...modulus, 2, 1, 3)
  expect(readRsaKey(Uint8Array.of(0x30, 0x82, body.length >> 8, body.length & 255, ...body))).toBeUndefined()
})

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.nat(spki.length - 1), fc.nat(255), fc.nat(spki.length), (at, value, length) => {
      const changed = spki.slice(0, length)
      if (at < length) changed[at] = value
      const read = readRsaKey(changed)
      if (read) expect(read.modulus.length).toBeLessThanOrEqual(1024)
    }),
    { numRuns: 2000 },
  )
})
