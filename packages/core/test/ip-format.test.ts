import { isIPv4, isIPv6 } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseIpAddress } from '../src/ip-address.js'
import { formatIpAddress } from '../src/ip-format.js'

test.each([
  ['RFC 5952 section 4.1: no leading zeros', '2001:0db8::0001', '2001:db8::1'],
  ['RFC 5952 section 4.2.1: shortened as far as possible', '2001:db8:0:0:0:0:2:1', '2001:db8::2:1'],
  ['RFC 5952 section 4.2.2: one zero group stays', '2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['RFC 5952 section 4.2.3: the longest run', '2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
  ['RFC 5952 section 4.2.3: the first of equal runs', '2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['RFC 5952 section 4.3: lower case', '2001:DB8::ABCD:EF12', '2001:db8::abcd:ef12'],
  ['a run in front', '0:0:0:1:2:3:4:5', '::1:2:3:4:5'],
  ['a run behind', '1:2:3:4:5:0:0:0', '1:2:3:4:5::'],
  ['no run', '1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
  ['a zero group at each end', '0:2:3:4:5:6:7:0', '0:2:3:4:5:6:7:0'],
  ['nothing but zeros', '0:0:0:0:0:0:0:0', '::'],
  ['loopback', '0:0:0:0:0:0:0:1', '::1'],
  ['IPv4', '203.0.113.7', '203.0.113.7'],
  ['the last IPv4', '255.255.255.255', '255.255.255.255'],
  ['the first IPv4', '0.0.0.0', '0.0.0.0'],
  ['IPv4-mapped', '::ffff:c000:201', '192.0.2.1'],
])('%s', (_, text, expected) => {
  const address = parseIpAddress(text)
  expect(address && formatIpAddress(address)).toBe(expected)
})

test('what is written reads back as the same address, and is what the URL parser writes', () => {
  const group = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat(0xffff))
  fc.assert(
    fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
      const long = groups.map((each) => each.toString(16)).join(':')
      const address = parseIpAddress(long)
      if (address === undefined) throw new Error('no address')
      const text = formatIpAddress(address)
      expect(parseIpAddress(text)).toEqual(address)
      expect(address.version === 4 ? isIPv4(text) : isIPv6(text)).toBe(true)
      if (address.version === 6) expect(`[${text}]`).toBe(new URL(`http://[${long}]`).hostname)
    }),
    { numRuns: 2000 },
  )
  fc.assert(
    fc.property(fc.ipV4(), (text) => {
      const address = parseIpAddress(text)
      expect(address && formatIpAddress(address)).toBe(text)
    }),
  )
})
