import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeEncodedWords } from '../src/encoded-words.js'

test.each([
  ['plain', 'plain'],
  ['=?iso-8859-1?q?this=20is=20some=20text?=', 'this is some text'],
  ['(=?ISO-8859-1?Q?a?= b)', '(a b)'],
  ['=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=', 'ab'],
  ['=?ISO-8859-1?Q?a?=  \t =?ISO-8859-2?Q?_b?=', 'a b'],
  ['=?US-ASCII*en?Q?Keith?= x', 'Keith x'],
  ['=?windows-1251?B?0O7s4Pjq4A==?=', 'Ромашка'],
  ['=?koi8-r?B?8s/NwdvLwQ==?=', 'Ромашка'],
  ['=?utf-8?B?0KA=?= =?utf-8?B?0L4=?=', 'Ро'],
  ['=?no-such-set?Q?abc?=', 'abc'],
  ['=?utf-8?X?abc?=', '=?utf-8?X?abc?='],
  ['=?utf-8?Q?abc', '=?utf-8?Q?abc'],
  ['a =? b ?= c', 'a =? b ?= c'],
  ['x =?utf-8?Q?y?= z', 'x y z'],
])('%s → %s (RFC 2047)', (encoded, decoded) => {
  expect(decodeEncodedWords(encoded)).toBe(decoded)
})

test('a letter cut in two between words is joined again', () => {
  expect(decodeEncodedWords('=?utf-8?B?0A==?= =?utf-8?B?oA==?=')).toBe('Р')
})

test('any text comes back from base64 words', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }), { minLength: 1 }), (texts) => {
      const words = texts.map((text) => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`)
      expect(decodeEncodedWords(words.join(' '))).toBe(Buffer.from(texts.join('')).toString())
    }),
  )
})

test('a flood of half-open words takes linear time', () => {
  expect(decodeEncodedWords('=?'.repeat(200_000))).toHaveLength(400_000)
  expect(decodeEncodedWords('=?u?q?'.repeat(100_000))).toHaveLength(600_000)
})
