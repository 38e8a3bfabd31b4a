import { isIP } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isIpAddress, parseIpAddress } from '../src/ip-address.js'

/** An address back as text without any shortening, for comparing two spellings. */
function plain(text: string): string | undefined {
  const address = parseIpAddress(text)
  return address && `${address.version}:${address.words.map((word) => word.toString(16).padStart(8, '0')).join('')}`
}

test.each([
  ['2001:DB8:0:0:8:800:200C:417A', '2001:db8::8:800:200c:417a'],
  ['FF01:0:0:0:0:0:0:101', 'FF01::101'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['0:0:0:0:0:0:0:0', '::'],
  ['0:0:0:0:0:0:13.1.68.3', '::13.1.68.3'],
  ['0:0:0:0:0:FFFF:129.144.52.38', '::FFFF:129.144.52.38'],
])('RFC 4291 section 2.2: %s and %s are one address', (long, short) => {
  expect(plain(long)).toBeDefined()
  expect(plain(short)).toBe(plain(long))
})

test.each([
  ['2001:db8:0:0:1:0:0:1', '2001:0db8:0:0:1:0:0:1'],
  ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:db8:0:0:1:0:0:1', '2001:db8::0:1:0:0:1'],
  ['2001:db8:0:0:1:0:0:1', '2001:0db8::1:0:0:1'],
  ['2001:db8:0:0:1:0:0:1', '2001:db8:0:0:1::1'],
  ['2001:db8:0:0:1:0:0:1', '2001:DB8:0:0:1::1'],
  ['2001:db8:aaaa:bbbb:cccc:dddd:eeee:1', '2001:db8:aaaa:bbbb:cccc:dddd:eeee:0001'],
  ['2001:db8:aaaa:bbbb:cccc:dddd:0:1', '2001:db8:aaaa:bbbb:cccc:dddd::1'],
])('RFC 5952 section 2: %s and %s are one address', (left, right) => {
  expect(plain(left)).toBeDefined()
  expect(plain(right)).toBe(plain(left))
})

test('an IPv4-mapped address is its IPv4, in every spelling', () => {
  const spellings = ['10.0.0.5', '::ffff:10.0.0.5', '::ffff:a00:5', '0:0:0:0:0:ffff:0a00:0005', '0::FFFF:10.0.0.5']
  expect(new Set(spellings.map(plain))).toEqual(new Set(['4:0a000005']))
  expect(plain('::10.0.0.5')).toBe('6:0000000000000000000000000a000005')
  expect(plain('::fffe:10.0.0.5')).toMatch(/^6:/)
})

test.each([
  ['an octal-looking part', '010.0.0.5'],
  ['a hexadecimal part', '0x0a.0.0.5'],
  ['a short form', '10.5'],
  ['a single number', '167772165'],
  ['a part beyond 255', '256.0.0.1'],
  ['five parts', '1.2.3.4.5'],
  ['a dot at the end', '1.2.3.4.'],
  ['an empty part', '1..3.4'],
  ['a sign', '+1.2.3.4'],
  ['a port', '1.2.3.4:80'],
  ['a blank in front', ' 1.2.3.4'],
  ['a line break behind', '1.2.3.4\n'],
  ['digits of another script', '١.٢.٣.٤'],
  ['full-width digits', '１.2.3.4'],
  ['full-width hexadecimal digits', '２００１:db8::ａ'],
  ['a full-width colon', '2001：db8：：1'],
  ['an ideographic full stop', '10。0。0。5'],
  ['a zero byte behind', '10.0.0.5\0'],
  ['an invisible joiner', '10.0.\u200d0.5'],
  ['a soft hyphen in IPv6', '2001:db8:\u00ad:1'],
  ['a lone surrogate', '10.0.0.\ud835'],
  ['nothing', ''],
  ['a dot', '.'],
  ['a zone', 'fe80::1%eth0'],
  ['brackets', '[::1]'],
  ['a port behind brackets', '[::1]:443'],
  ['a zone in numbers', 'fe80::1%25'],
  ['two gaps', '1::2::3'],
  ['two gaps in a row', '1::::2'],
  ['only colons', ':::'],
  ['a single colon', ':'],
  ['a gap of three colons', '1:::2'],
  ['a gap that stands for nothing', '1:2:3:4::5:6:7:8'],
  ['nine groups', '1:2:3:4:5:6:7:8:9'],
  ['seven groups', '1:2:3:4:5:6:7'],
  ['a group of five', '12345::'],
  ['a letter beyond f', '::g'],
  ['a colon in front', ':1:2:3:4:5:6:7'],
  ['a colon behind', '1:2:3:4:5:6:7:'],
  ['an IPv4 part in the middle', '::1.2.3.4:5'],
  ['an IPv4 part before the gap', '1.2.3.4::'],
  ['an IPv4 part with a leading zero', '::ffff:01.2.3.4'],
  ['an IPv4 part that is one group too many', '1:2:3:4:5:6:7:1.2.3.4'],
  ['a network', '10.0.0.0/8'],
  ['an exponent', '1e1.0.0.5'],
  ['a negative part', '10.0.0.-5'],
  ['a thousand gaps', '::'.repeat(1000)],
  ['a letter at the edge of the alphabet', '::@'],
  ['a letter behind f in capitals', '::G'],
  ['a prototype key', '__proto__'],
  ['another prototype key', 'constructor'],
  ['a huge text', '1'.repeat(1_000_000)],
])('refuses %s', (_, text) => {
  expect(parseIpAddress(text)).toBeUndefined()
})

test.each([undefined, null, 5, {}, ['1.2.3.4']])('a value that is no text is no address: %j', (value) => {
  expect(parseIpAddress(value as string)).toBeUndefined()
})

test('every well-formed address of a generator is read with its version', () => {
  fc.assert(
    fc.property(fc.ipV4(), (text) => {
      expect(parseIpAddress(text)?.version).toBe(4)
    }),
  )
  fc.assert(
    fc.property(fc.ipV6(), (text) => {
      expect([4, 6]).toContain(parseIpAddress(text)?.version)
    }),
    { numRuns: 1000 },
  )
})

test('agrees with the reader of Node about what an address is', () => {
  const unit = fc.constantFrom('0', '1', '2', '5', '9', 'a', 'f', 'g', ':', '::', '.', '1.2.3.4', '00', '255')
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 14 }), (text) => {
      expect(parseIpAddress(text) !== undefined).toBe(isIP(text) !== 0)
    }),
    { numRuns: 5000 },
  )
})

test('every code unit stands for a hexadecimal digit, or for nothing', () => {
  for (let code = 0; code <= 0xffff; code++) {
    const letter = String.fromCharCode(code)
    if (letter === ':') continue
    const expected = /^[0-9a-fA-F]$/.test(letter) ? [0, 0, 0, Number.parseInt(letter, 16)] : undefined
    expect(parseIpAddress(`::${letter}`)?.words).toEqual(expected)
  }
})

test('what was read does not change with what is read next', () => {
  const first = parseIpAddress('2001:db8::1')
  parseIpAddress('fe80::2')
  parseIpAddress('10.0.0.5')
  expect(first).toEqual({ version: 6, words: [0x20010db8, 0, 0, 1] })
})

test('knows its own results from anything else', () => {
  for (const text of ['10.0.0.5', '255.255.255.255', '::', '2001:db8::1', '::ffff:10.0.0.5']) {
    expect(isIpAddress(parseIpAddress(text))).toBe(true)
  }
  for (const value of [undefined, null, '10.0.0.5', 4, {}, { version: 4 }, { version: 4, words: '1' }, []]) {
    expect(isIpAddress(value)).toBe(false)
  }
  for (const words of [[], [0, 0], [-1], [0.5], [2 ** 32], [Number.NaN], ['1'], [0, 0, 0, 0]]) {
    expect(isIpAddress({ version: 4, words })).toBe(false)
  }
  expect(isIpAddress({ version: 6, words: [0] })).toBe(false)
  expect(isIpAddress({ version: 5, words: [0, 0, 0, 0] })).toBe(false)
})

test('agrees with the URL parser about which address it is', () => {
  const groups = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 })
  fc.assert(
    fc.property(groups, fc.nat(7), fc.integer({ min: 1, max: 8 }), (numbers, from, count) => {
      const zeroed = numbers.map((number, index) => (index >= from && index < from + count ? 0 : number))
      const long = zeroed.map((number) => number.toString(16)).join(':')
      const short = new URL(`http://[${long}]`).hostname.slice(1, -1)
      expect(plain(short)).toBe(plain(long))
    }),
  )
})
