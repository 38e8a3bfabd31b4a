import { crc32 as zlibCrc32 } from 'node:zlib'
import { utf8 } from '@waxseal/core'
import { parseApiKey } from '@waxseal/keys'
import { seededRandom } from '@waxseal/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeBase32 } from '../../src/api-key/base32.js'
import { crc32 } from '../../src/api-key/crc32.js'
import { keyHead, keyText, readId, readKey, readKeyId, readSecret } from '../../src/api-key/key-text.js'
import { base32, madeUp, summed } from './support.js'

const head = keyHead('wxs', 'live')

/** A key of random parts. */
const anyKey = fc
  .record({
    prefix: fc.stringMatching(/^[a-z][a-z0-9]{0,15}$/),
    environment: fc.stringMatching(/^[a-z][a-z0-9]{0,15}$/),
    id: fc.uint8Array({ minLength: 10, maxLength: 10 }),
    secret: fc.uint8Array({ minLength: 20, maxLength: 20 }),
  })
  .map((parts) => ({ ...parts, head: keyHead(parts.prefix, parts.environment) }))
  .map((parts) => ({ ...parts, key: keyText(parts.head, base32(parts.id), parts.secret) }))

describe('vectors', () => {
  test.each([
    ['', ''],
    ['f', 'my'],
    ['fo', 'mzxq'],
    ['foo', 'mzxw6'],
    ['foob', 'mzxw6yq'],
    ['fooba', 'mzxw6ytb'],
    ['foobar', 'mzxw6ytboi'],
  ])('RFC 4648 section 10: %j in base32', (text, encoded) => expect(encodeBase32(utf8(text))).toBe(encoded))

  test('the check value of CRC-32', () => expect(~crc32('123456789') >>> 0).toBe(0xcbf43926))

  test('the whole form, written down', () => {
    const key = keyText(head, 'a'.repeat(16), new Uint8Array(20))
    const text = 'wxs_live_aaaaaaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
    expect(key).toBe(summed(text))
    expect(key).toHaveLength(65)
    expect(key.slice(text.length)).toBe(
      base32(Uint8Array.from(Buffer.from(zlibCrc32(text).toString(16).padStart(8, '0'), 'hex'))),
    )
  })
})

describe('laws', () => {
  test('what is written is read', () => {
    fc.assert(
      fc.property(anyKey, ({ key, head, prefix, environment, id, secret }) => {
        expect(readKey(key, head)).toBeUndefined()
        expect([...readSecret]).toEqual([...secret])
        const parts = [...readId]
        readKeyId(base32(id))
        expect([...readId]).toEqual(parts)
        expect(parseApiKey(key)).toEqual({ prefix, environment, id: base32(id) })
      }),
    )
  })

  test('two ids are never read alike', () => {
    const ids = fc.uint8Array({ minLength: 10, maxLength: 10 })
    fc.assert(
      fc.property(ids, fc.nat(79), (id, bit) => {
        const other = id.slice()
        other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        readKeyId(base32(id))
        const one = [...readId]
        readKeyId(base32(other))
        expect([...readId]).not.toEqual(one)
      }),
    )
  })

  test('every change of a single character is found', () => {
    const characters = fc.oneof(
      fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789_'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    )
    fc.assert(
      fc.property(anyKey, fc.nat(90), characters, ({ key, head }, at, character) => {
        fc.pre(at < key.length && key[at] !== character)
        const slip = key.slice(0, at) + character + key.slice(at + 1)
        expect(['malformed', 'checksum']).toContain(readKey(slip, head))
        expect(parseApiKey(slip)).toBeUndefined()
      }),
      { numRuns: 300 },
    )
  })

  test('every character of some keys, replaced by every other of the alphabet', () => {
    for (const seed of [1, 2, 3]) {
      const key = madeUp({ seed })
      for (let at = 0; at < key.length; at++) {
        for (const character of 'abcdefghijklmnopqrstuvwxyz234567_') {
          if (key[at] !== character)
            expect(parseApiKey(key.slice(0, at) + character + key.slice(at + 1))).toBeUndefined()
        }
      }
    }
  })

  test('two neighbours in each other’s place are found, also where secret and checksum meet', () => {
    const random = seededRandom(5)
    for (let round = 0; round < 100; round++) {
      const key = keyText(head, base32(random(10)), random(20))
      for (let at = 0; at + 1 < key.length; at++) {
        if (key[at] === key[at + 1]) continue
        const slip = `${key.slice(0, at)}${key[at + 1]}${key[at]}${key.slice(at + 2)}`
        expect(readKey(slip, head)).toBeDefined()
      }
    }
  })

  test('where secret and checksum meet, no two characters can trade places unseen', () => {
    // One byte's change of the text changes the sum by an entry of the table; the trade changes the first five bits of the sum alone.
    for (let change = 1; change < 256; change++) {
      const entry = crc32(String.fromCharCode(change), 0)
      expect(entry & 0x07ffffff).not.toBe(0)
    }
  })

  test('what is cut off, doubled or added is found', () => {
    fc.assert(
      fc.property(anyKey, fc.nat(90), fc.constantFrom(...'a7_z'), ({ key, head }, at, character) => {
        const place = at % key.length
        expect(readKey(key.slice(0, place), head)).toBe('malformed')
        expect(readKey(key.slice(place + 1), head)).toBe('malformed')
        expect(readKey(key.slice(0, place) + key.slice(place + 1), head)).toBeDefined()
        expect(readKey(key.slice(0, place) + character + key.slice(place), head)).toBeDefined()
      }),
    )
  })

  test('a checksum has one text: its spare bits are zero', () => {
    const key = madeUp()
    const last = 'abcdefghijklmnopqrstuvwxyz234567'.indexOf(key.at(-1) ?? '')
    expect(last % 8).toBe(0)
    for (let spare = 1; spare < 8; spare++) {
      expect(readKey(key.slice(0, -1) + 'abcdefghijklmnopqrstuvwxyz234567'[last + spare], head)).toBe('checksum')
    }
  })
})

test('a key for another environment is told from one with a slip in it', () => {
  expect(readKey(madeUp({ head: 'wxs_test' }), head)).toBe('environment')
  expect(readKey(madeUp().replace('live', 'test'), head)).toBe('checksum')
  expect(readKey(madeUp({ head: 'acme_live' }), head)).toBe('malformed')
})

test.each([
  ['nothing', ''],
  ['blanks around it', ` ${madeUp()} `],
  ['a line break behind it', `${madeUp()}\n`],
  ['capital letters', madeUp().toUpperCase()],
  ['a Cyrillic а', madeUp().replace('a', 'а')],
  ['full-width letters', madeUp().replace('wxs', 'ｗｘｓ')],
  ['a zero for an o', madeUp().replace(/[a-z]{2}$/, '00')],
  ['a zero-width space', `${madeUp().slice(0, 20)}\u200b${madeUp().slice(20)}`],
  ['another separator', madeUp().replaceAll('_', '-')],
  ['no prefix', madeUp({ head: '_live' })],
  ['no environment', madeUp({ head: 'wxs_' })],
  ['three words before the id', madeUp({ head: 'wxs_live_eu' })],
  ['a prefix that begins with a digit', madeUp({ head: '1wxs_live' })],
  ['a megabyte', 'a'.repeat(1_000_000)],
  ['a megabyte behind the head', `wxs_live_${'a'.repeat(1_000_000)}`],
])('%s is no key', (_, text) => {
  expect(readKey(text, head)).toBe('malformed')
  expect(parseApiKey(text)).toBeUndefined()
})

test('nothing of a faulty key stays behind', () => {
  readKey(`${madeUp().slice(0, -7)}aaaaaaa`, head)
  expect([...readSecret]).toEqual(Array(20).fill(0))
  parseApiKey(madeUp())
  expect([...readSecret]).toEqual(Array(20).fill(0))
})

test.each([
  undefined,
  null,
  7,
  {},
  [],
  '',
  'a'.repeat(15),
  'a'.repeat(17),
  'A'.repeat(16),
  '0'.repeat(16),
  'а'.repeat(16),
])('%j is no id', (value) => expect(readKeyId(value)).toBe(false))
