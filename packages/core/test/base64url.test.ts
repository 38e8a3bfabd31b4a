import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBase64url, encodeBase64url } from '../src/base64url.js'
import { utf8 } from '../src/bytes.js'

test.each([
  ['', ''],
  ['f', 'Zg'],
  ['fo', 'Zm8'],
  ['foo', 'Zm9v'],
  ['foob', 'Zm9vYg'],
  ['fooba', 'Zm9vYmE'],
  ['foobar', 'Zm9vYmFy'],
])('RFC 4648 section 10: %j', (plain, encoded) => {
  expect(encodeBase64url(utf8(plain))).toBe(encoded)
  expect(decodeBase64url(encoded)).toEqual(utf8(plain))
})

test('RFC 7515 appendix C', () => {
  const bytes = Uint8Array.of(3, 236, 255, 224, 193)
  expect(encodeBase64url(bytes)).toBe('A-z_4ME')
  expect(decodeBase64url('A-z_4ME')).toEqual(bytes)
})

test('agrees with the encoder of Node and comes back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const text = encodeBase64url(bytes)
      expect(text).toBe(Buffer.from(bytes).toString('base64url'))
      expect(decodeBase64url(text)).toEqual(new Uint8Array(bytes))
    }),
  )
})

test('one value has one text: whatever decodes encodes to the same text', () => {
  const texts = fc.string({ unit: fc.constantFrom(...'AQgwZz019-_'), maxLength: 12 })
  fc.assert(
    fc.property(texts, (text) => {
      const bytes = decodeBase64url(text)
      if (bytes !== undefined) expect(encodeBase64url(bytes)).toBe(text)
    }),
  )
  expect(decodeBase64url('_-8')).toBeDefined()
})

test.each([
  ['padding', 'Zg=='],
  ['the other alphabet', '+/8'],
  ['white space', 'Zm 9v'],
  ['a line break at the end', 'Zg\n'],
  ['an impossible length', 'A'],
  ['bits beyond the last byte', 'Zh'],
  ['bits beyond the last two bytes', 'Zm9'],
  ['a look-alike letter', 'Zm9\u0430'],
  ['a character beyond the table', 'Zm9\u{1f600}'],
])('refuses %s', (_, text) => {
  expect(decodeBase64url(text)).toBeUndefined()
})
