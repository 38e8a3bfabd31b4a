import { BlockList } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { IpNetwork } from '../src/ip-network.js'
import { parseIpNetwork } from '../src/ip-network.js'
import { IpSet } from '../src/ip-set.js'

function networks(...texts: string[]): IpNetwork[] {
  return texts.map((text) => {
    const network = parseIpNetwork(text)
    if (network === undefined) throw new Error(`${text} is no network`)
    return network
  })
}

test('holds what lies in one of its networks', () => {
  const set = new IpSet(networks('203.0.113.0/24', '2001:db8:1::/48', '192.0.2.1'))
  for (const inside of ['203.0.113.0', '203.0.113.255', '::ffff:203.0.113.7', '2001:db8:1:ffff::', '192.0.2.1']) {
    expect(set.has(inside)).toBe(true)
  }
  for (const outside of ['203.0.112.255', '203.0.114.0', '2001:db8:2::', '192.0.2.0', '192.0.2.2', '::cb00:7107']) {
    expect(set.has(outside)).toBe(false)
  }
})

test('an empty set holds nothing, and malformed text lies in no set', () => {
  expect(new IpSet().has('127.0.0.1')).toBe(false)
  const all = new IpSet(networks('0.0.0.0/0', '::/0'))
  expect(all.has('10.1.2.3')).toBe(true)
  expect(all.has('2001:db8::1')).toBe(true)
  for (const text of ['', '010.0.0.5', '10.0.0.0/8', '203.0.113.7:443', 'localhost']) expect(all.has(text)).toBe(false)
})

test('the versions do not mix', () => {
  expect(new IpSet(networks('::/0')).has('10.0.0.1')).toBe(false)
  expect(new IpSet(networks('0.0.0.0/0')).has('::1')).toBe(false)
})

test('the order of overlapping networks does not matter', () => {
  const texts = ['10.0.0.0/8', '10.1.0.0/16', '10.1.2.3']
  for (const order of [texts, [...texts].reverse()]) {
    const set = new IpSet(networks(...order))
    expect(['10.255.0.1', '10.1.255.1', '10.1.2.3', '11.0.0.0'].map((ip) => set.has(ip))).toEqual([
      true,
      true,
      true,
      false,
    ])
  }
})

/** Addresses close to each other, so that they often share networks. */
const v4 = fc.integer({ min: 0, max: 0xffff }).map((low) => `10.0.${low >> 8}.${low & 255}`)
const v6 = fc
  .array(fc.constantFrom('0', '1', '8000', 'ffff'), { minLength: 6, maxLength: 6 })
  .map((rest) => `2001:db8:${rest.join(':')}`)

test.each([
  ['ipv4', v4, 32],
  ['ipv6', v6, 128],
] as const)('agrees with the block list of Node: %s', (family, addresses, width) => {
  const entries = fc.array(fc.tuple(addresses, fc.integer({ min: 8, max: width })), { maxLength: 12 })
  fc.assert(
    fc.property(entries, fc.array(addresses, { minLength: 1, maxLength: 12 }), (pairs, asked) => {
      const list = new BlockList()
      const set = new IpSet(
        pairs.map(([address, prefix]) => {
          list.addSubnet(address, prefix, family)
          return masked(address, prefix)
        }),
      )
      for (const address of [...asked, ...pairs.map(([own]) => own)]) {
        expect(set.has(address)).toBe(list.check(address, family))
      }
    }),
    { numRuns: 300 },
  )
})

function masked(address: string, prefix: number): IpNetwork {
  const [network] = networks(address)
  if (network === undefined) throw new Error('no network')
  const words = network.words.map((word, index) => {
    const kept = Math.min(32, Math.max(0, prefix - index * 32))
    return kept === 0 ? 0 : (word & (0xffffffff << (32 - kept))) >>> 0
  })
  return { version: network.version, words, prefix }
}
