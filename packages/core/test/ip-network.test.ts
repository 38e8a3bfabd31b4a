import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseIpNetwork } from '../src/ip-network.js'

test.each([
  ['10.0.0.0/8', { version: 4, words: [0x0a000000], prefix: 8 }],
  ['0.0.0.0/0', { version: 4, words: [0], prefix: 0 }],
  ['203.0.113.7/32', { version: 4, words: [0xcb007107], prefix: 32 }],
  ['203.0.113.7', { version: 4, words: [0xcb007107], prefix: 32 }],
  ['255.255.255.255', { version: 4, words: [0xffffffff], prefix: 32 }],
  ['2001:db8:1::/48', { version: 6, words: [0x20010db8, 0x10000, 0, 0], prefix: 48 }],
  ['::1', { version: 6, words: [0, 0, 0, 1], prefix: 128 }],
  ['::/0', { version: 6, words: [0, 0, 0, 0], prefix: 0 }],
  ['::ffff:10.0.0.0/104', { version: 4, words: [0x0a000000], prefix: 8 }],
  ['::ffff:0:0/96', { version: 4, words: [0], prefix: 0 }],
])('reads %s', (text, network) => {
  expect(parseIpNetwork(text)).toEqual(network)
})

test.each([
  ['bits beyond the prefix', '203.0.113.7/24'],
  ['bits beyond the prefix of IPv6', '2001:db8:1::1/48'],
  ['a prefix too long', '10.0.0.0/33'],
  ['a prefix too long for IPv6', '::/129'],
  ['an IPv6 prefix on IPv4', '10.0.0.0/104'],
  ['a mapped network beyond the mapped range', '::ffff:0:0/95'],
  ['no prefix after the slash', '10.0.0.0/'],
  ['a negative prefix', '10.0.0.0/-1'],
  ['a prefix with a leading zero', '10.0.0.0/08'],
  ['a fraction', '10.0.0.0/8.0'],
  ['an exponent', '10.0.0.0/1e1'],
  ['a netmask', '10.0.0.0/255.0.0.0'],
  ['two slashes', '10.0.0.0/8/8'],
  ['blanks', '10.0.0.0 / 8'],
  ['a line break behind', '10.0.0.0/8\n'],
  ['no address', '/8'],
  ['a short form', '10/8'],
  ['a range', '10.0.0.0-10.0.0.9'],
  ['a wildcard', '10.*'],
  ['a name', 'office.example'],
  ['nothing', ''],
])('refuses %s', (_, text) => {
  expect(parseIpNetwork(text)).toBeUndefined()
})

test('a prefix is refused exactly when it cuts off a set bit', () => {
  fc.assert(
    fc.property(fc.nat(0xffffffff), fc.integer({ min: 0, max: 32 }), (word, prefix) => {
      const text = [24, 16, 8, 0].map((shift) => (word >>> shift) & 255).join('.')
      const kept = prefix === 0 ? 0 : (word & (0xffffffff << (32 - prefix))) >>> 0
      expect(parseIpNetwork(`${text}/${prefix}`) !== undefined).toBe(kept === word)
    }),
  )
})

test('RFC 4632 section 3.1: a prefix of every length, from one host to everything', () => {
  for (let prefix = 0; prefix <= 32; prefix++) {
    const mask = prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0
    const text = [24, 16, 8, 0].map((shift) => (mask >>> shift) & 255).join('.')
    expect(parseIpNetwork(`${text}/${prefix}`)).toEqual({ version: 4, words: [mask], prefix })
    if (prefix > 0) expect(parseIpNetwork(`${text}/${prefix - 1}`)).toBeUndefined()
  }
})

test('an IPv6 prefix may end anywhere in the eight groups', () => {
  for (let prefix = 0; prefix <= 128; prefix++) {
    const bits = '1'.repeat(prefix).padEnd(128, '0')
    const groups = Array.from({ length: 8 }, (_, group) => Number.parseInt(bits.slice(group * 16, group * 16 + 16), 2))
    const text = groups.map((group) => group.toString(16)).join(':')
    const words = [0, 32, 64, 96].map((start) => Number.parseInt(bits.slice(start, start + 32), 2))
    expect(parseIpNetwork(`${text}/${prefix}`)).toEqual({ version: 6, words, prefix })
    if (prefix > 0) expect(parseIpNetwork(`${text}/${prefix - 1}`)).toBeUndefined()
  }
})

test('the longest well-formed text is read, a longer one is not', () => {
  const longest = '0000:0000:0000:0000:0000:ffff:255.255.255.255/128'
  expect(parseIpNetwork(longest)).toEqual({ version: 4, words: [0xffffffff], prefix: 32 })
  expect(parseIpNetwork(`${longest}0`)).toBeUndefined()
  expect(parseIpNetwork(`10.0.0.0/${'8'.repeat(1_000_000)}`)).toBeUndefined()
})

test.each([undefined, null, 8, {}, ['10.0.0.0/8']])('a value that is no text is no network: %j', (value) => {
  expect(parseIpNetwork(value as string)).toBeUndefined()
})
