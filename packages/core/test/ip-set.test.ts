import { expect, test } from 'vitest'
import { type IpAddress, parseIpAddress } from '../src/ip-address.js'
import { formatIpAddress } from '../src/ip-format.js'
import { type IpNetwork, parseIpNetwork } from '../src/ip-network.js'
import { IpSet } from '../src/ip-set.js'

function setOf(...texts: string[]): IpSet {
  const { set, bad } = IpSet.parse(texts)
  expect(bad).toEqual([])
  return set
}

function network(text: string): IpNetwork {
  const found = parseIpNetwork(text)
  if (found === undefined) throw new Error(`${text} is no network`)
  return found
}

test('holds what lies in one of its networks', () => {
  const set = setOf('203.0.113.0/24', '2001:db8:1::/48', '192.0.2.1')
  for (const inside of ['203.0.113.0', '203.0.113.255', '::ffff:203.0.113.7', '2001:db8:1:ffff::', '192.0.2.1']) {
    expect(set.has(inside)).toBe(true)
  }
  for (const outside of ['203.0.112.255', '203.0.114.0', '2001:db8:2::', '192.0.2.0', '192.0.2.2', '::cb00:7107']) {
    expect(set.has(outside)).toBe(false)
  }
})

test('an address that was read earlier is found like its text', () => {
  const set = setOf('203.0.113.0/24', '2001:db8:1::/48')
  for (const text of ['203.0.113.7', '203.0.114.7', '2001:db8:1::9', '2001:db8:2::9']) {
    const address = parseIpAddress(text)
    expect(address && set.has(address)).toBe(set.has(text))
  }
})

test('an empty set holds nothing, and malformed text lies in no set', () => {
  expect(new IpSet().has('127.0.0.1')).toBe(false)
  expect(new IpSet().has('::')).toBe(false)
  const all = setOf('0.0.0.0/0', '::/0')
  expect(all.has('10.1.2.3')).toBe(true)
  expect(all.has('2001:db8::1')).toBe(true)
  for (const text of ['', '010.0.0.5', '10.0.0.0/8', '203.0.113.7:443', 'localhost']) expect(all.has(text)).toBe(false)
})

test('the versions do not mix', () => {
  expect(setOf('::/0').has('10.0.0.1')).toBe(false)
  expect(setOf('::/0').has('::ffff:10.0.0.1')).toBe(false)
  expect(setOf('0.0.0.0/0').has('::1')).toBe(false)
  expect(setOf('::/96').has('::10.0.0.1')).toBe(true)
})

test('both ends of the address space', () => {
  const ends = setOf('0.0.0.0', '255.255.255.255', '::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff')
  for (const inside of ['0.0.0.0', '255.255.255.255', '::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff']) {
    expect(ends.has(inside)).toBe(true)
  }
  for (const outside of ['0.0.0.1', '255.255.255.254', '::1', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe']) {
    expect(ends.has(outside)).toBe(false)
  }
  const upper = setOf('128.0.0.0/1', '224.0.0.0/3', '8000::/1', 'ff00::/8')
  expect(['127.255.255.255', '128.0.0.0', '255.255.255.255'].map((ip) => upper.has(ip))).toEqual([false, true, true])
  expect(['7fff::', '8000::', 'ffff::1'].map((ip) => upper.has(ip))).toEqual([false, true, true])
})

test('a network that ends where a word of the address ends carries into the next', () => {
  const set = setOf('2001:db8:ffff:ffff::/64', '2001:db8::ffff:ffff:0:0/96')
  expect(set.has('2001:db8:ffff:ffff:ffff:ffff:ffff:ffff')).toBe(true)
  expect(set.has('2001:db9::')).toBe(false)
  expect(set.has('2001:db8::ffff:ffff:ffff:ffff')).toBe(true)
  expect(set.has('2001:db8:0:1::')).toBe(false)
})

test('texts that are no networks are named by their place, and the others count', () => {
  const { set, bad } = IpSet.parse(['10.0.0.5/8', '203.0.113.0/24', '', '010.0.0.5', '2001:db8::/32', 'office'])
  expect(bad).toEqual([0, 2, 3, 5])
  expect(['203.0.113.1', '2001:db8::1', '10.0.0.5', '8.0.0.5'].map((ip) => set.has(ip))).toEqual([
    true,
    true,
    false,
    false,
  ])
})

test('takes any iterable once', () => {
  const texts = new Set(['10.0.0.0/8', '10.0.0.0/8x']).values()
  const { set, bad } = IpSet.parse(texts)
  expect([set.has('10.0.0.5'), bad]).toEqual([true, [1]])
  expect(new IpSet([network('10.0.0.0/8')].values()).has('10.0.0.5')).toBe(true)
})

test('equal sets are equal however they were written', () => {
  const whole = setOf('10.0.0.0/8', '2001:db8::/32')
  expect(whole.equals(setOf('2001:db8::/33', '10.128.0.0/9', '10.0.0.0/9', '10.1.2.3', '2001:db8:8000::/33'))).toBe(
    true,
  )
  expect(whole.equals(new IpSet([network('2001:db8::/32'), network('::ffff:10.0.0.0/104')]))).toBe(true)
  expect(whole.equals(setOf('10.0.0.0/8'))).toBe(false)
  expect(whole.equals(setOf('10.0.0.0/8', '2001:db8::/31'))).toBe(false)
  expect(setOf('10.0.0.0/8').equals(setOf('11.0.0.0/8'))).toBe(false)
  expect(new IpSet().equals(setOf())).toBe(true)
  expect(new IpSet().equals(setOf('0.0.0.0/0'))).toBe(false)
})

test('ranges of another version are other ranges, even if their words are the same', () => {
  const start = [0, 1, 2, 3].map((word) => word.toString(2).padStart(32, '0')).join('')
  // Everything from 0:0:0:1:0:2:0:3 on: the address itself, and a network for each of its zeros.
  const prefixes = [start, ...[...start].flatMap((bit, at) => (bit === '0' ? [`${start.slice(0, at)}1`] : []))]
  const v6 = prefixes.map((bits): IpNetwork => {
    const words = [0, 32, 64, 96].map((from) => Number.parseInt(bits.padEnd(128, '0').slice(from, from + 32), 2))
    return { version: 6, words, prefix: bits.length }
  })
  const later = new IpSet(v6)
  expect(['::1:0:2:0:2', '::1:0:2:0:3', 'ffff::'].map((ip) => later.has(ip))).toEqual([false, true, true])
  expect(later.equals(setOf('0.0.0.0', '0.0.0.2'))).toBe(false)
  expect(setOf('0.0.0.0/0').equals(setOf('::/0'))).toBe(false)
})

test('covers a network only as a whole', () => {
  const set = setOf('10.0.0.0/9', '10.128.0.0/9', '203.0.113.4', '2001:db8::/32', 'ff00::/8')
  for (const inside of ['10.0.0.0/8', '10.7.0.0/16', '10.9.9.9', '203.0.113.4', '2001:db8:5::/48', 'ffff::/16']) {
    expect(set.covers(network(inside))).toBe(true)
  }
  for (const outside of ['10.0.0.0/7', '203.0.113.4/30', '203.0.113.5', '0.0.0.0/0', '::/0', '2001:db8::/31']) {
    expect(set.covers(network(outside))).toBe(false)
  }
  expect(setOf('10.0.0.0/10', '10.128.0.0/9').covers(network('10.0.0.0/8'))).toBe(false)
  expect(setOf('0.0.0.0/1', '128.0.0.0/1').covers(network('0.0.0.0/0'))).toBe(true)
  expect(new IpSet().covers(network('0.0.0.0/0'))).toBe(false)
})

test.each([
  [[], undefined],
  [['203.0.113.0/24', '10.0.0.0/8'], '10.0.0.0'],
  [['2001:db8::/32', '10.1.2.3'], '10.1.2.3'],
  [['ff00::/8', '2001:db8:0:5::/64'], '2001:db8:0:5::'],
  [['::/0'], '::'],
  [['0.0.0.0/0'], '0.0.0.0'],
])('the first address of %j is %s', (texts, expected) => {
  const set = setOf(...texts)
  const first = set.first()
  expect(first && formatIpAddress(first)).toBe(expected)
  if (first !== undefined) expect(set.has(first)).toBe(true)
})

test.each([
  ['no words', { version: 4, words: [], prefix: 8 }],
  ['words of the other version', { version: 6, words: [0], prefix: 8 }],
  ['a third version', { version: 5, words: [0, 0, 0, 0], prefix: 0 }],
  ['host bits', { version: 4, words: [0x0a000005], prefix: 8 }],
  ['a prefix too long', { version: 4, words: [0], prefix: 33 }],
  ['a negative prefix', { version: 4, words: [0], prefix: -1 }],
  ['a prefix that is no number', { version: 4, words: [0], prefix: Number.NaN }],
  ['a prefix in text', { version: 4, words: [0], prefix: '8' }],
  ['no prefix', { version: 4, words: [0] }],
  ['nothing', undefined],
  ['a text', '10.0.0.0/8'],
])('a network with %s is refused, not taken for everything', (_, value) => {
  const hostile = value as unknown as IpNetwork
  expect(() => new IpSet([hostile])).toThrow(expect.objectContaining({ code: 'ip-network-invalid' }))
  expect(setOf('0.0.0.0/0', '::/0').covers(hostile)).toBe(false)
})

test.each([
  undefined,
  null,
  5,
  {},
  [],
  { version: 4, words: [] },
  { version: 4, words: [-1] },
  { version: 6, words: [0] },
])('no set holds %j', (value) => {
  expect(setOf('0.0.0.0/0', '::/0').has(value as unknown as IpAddress)).toBe(false)
})

test('a huge text and the names of prototypes lie in no set', () => {
  const all = setOf('0.0.0.0/0', '::/0')
  for (const text of [
    '__proto__',
    'constructor',
    '1'.repeat(1_000_000),
    ':'.repeat(1_000_000),
    '::1%'.repeat(10_000),
  ]) {
    expect(all.has(text)).toBe(false)
    expect(IpSet.parse([text]).bad).toEqual([0])
  }
})

test('shows no network when it is printed or written as JSON', () => {
  expect(JSON.stringify(setOf('203.0.113.7'))).toBe('{}')
})
