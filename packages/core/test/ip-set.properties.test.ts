import { BlockList } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseIpAddress } from '../src/ip-address.js'
import { formatIpAddress } from '../src/ip-format.js'
import { IpSet } from '../src/ip-set.js'

/** How many pairs of an address and a set are compared. */
const PAIRS = process.env.THOROUGH === '1' ? 1_000_000 : 20_000

/** An address as text of 0 and 1, for a reference that knows nothing of words. */
type Bits = string

/** A network as a family and the bits that all its addresses begin with. */
interface Network {
  readonly family: 'ipv4' | 'ipv6'
  readonly bits: Bits
}

const WIDTH = { ipv4: 32, ipv6: 128 } as const

function text(family: Network['family'], bits: Bits): string {
  const step = family === 'ipv4' ? 8 : 16
  const parts = Array.from({ length: WIDTH[family] / step }, (_, index) =>
    Number.parseInt(bits.slice(index * step, (index + 1) * step), 2),
  )
  if (family === 'ipv4') return parts.join('.')
  const long = parts.map((part) => part.toString(16)).join(':')
  // Half of the time as short as can be, by somebody else's hand.
  return bits.endsWith('0') ? new URL(`http://[${long}]`).hostname.slice(1, -1) : long
}

function cidr({ family, bits }: Network): string {
  return `${text(family, bits.padEnd(WIDTH[family], '0'))}/${bits.length}`
}

/** Few places with few endings, so that networks nest and touch, and addresses hit their edges. */
const STEMS = { ipv4: '00001010', ipv6: '00100000000000010000110110111000' } as const
const tail = fc.oneof(
  fc.array(fc.constantFrom('0', '1', '00000000', '11111111', '0000000000000000000000000000'), { maxLength: 6 }),
  fc.array(fc.constantFrom('0', '1'), { maxLength: 24 }),
)

function networks(family: Network['family']): fc.Arbitrary<Network> {
  return tail.map((bits) => ({ family, bits: (STEMS[family] + bits.join('')).slice(0, WIDTH[family]) }))
}

const network = fc.oneof(networks('ipv4'), networks('ipv6'))
const sets = fc.array(network, { maxLength: 12 })

/** Addresses at and around the edges of networks: the first, the last, one before, one behind, and some anywhere. */
function probes(family: Network['family'], all: readonly Network[]): Bits[] {
  const width = WIDTH[family]
  const edges = all.flatMap((each) => {
    if (each.family !== family) return []
    const first = BigInt(`0b${each.bits.padEnd(width, '0')}`)
    const last = BigInt(`0b${each.bits.padEnd(width, '1')}`)
    return [first, last, first - 1n, last + 1n, (first + last) / 2n]
  })
  const limit = 1n << BigInt(width)
  return [0n, limit - 1n, ...edges].map((value) => ((value + limit) % limit).toString(2).padStart(width, '0'))
}

test.each(['ipv4', 'ipv6'] as const)(
  'agrees with a bit by bit reference and with the block list of Node: %s',
  (family) => {
    let pairs = 0
    let hits = 0
    while (pairs < PAIRS / 2) {
      const seed = 7 + pairs
      for (const all of fc.sample(sets, { seed, numRuns: 100 })) {
        const { set, bad } = IpSet.parse(all.map(cidr))
        expect(bad).toEqual([])
        const list = new BlockList()
        for (const each of all) {
          list.addSubnet(text(each.family, each.bits.padEnd(WIDTH[each.family], '0')), each.bits.length, each.family)
        }
        for (const bits of probes(family, all)) {
          const address = text(family, bits)
          const expected = all.some((each) => each.family === family && bits.startsWith(each.bits))
          if (set.has(address) !== expected || list.check(address, family) !== expected) {
            expect({ address, all: all.map(cidr), has: set.has(address), node: list.check(address, family) }).toBe(
              expected,
            )
          }
          pairs++
          if (expected) hits++
        }
      }
    }
    // Neither answer is rare, or the comparison would say little.
    expect(hits / pairs).toBeGreaterThan(0.2)
    expect(hits / pairs).toBeLessThan(0.8)
  },
  120_000,
)

test('large sets agree with the reference', () => {
  const random = fc.sample(fc.nat(0xffffffff), { seed: 5, numRuns: 40_000 })
  const prefixes = new Map<number, Set<number>>()
  const texts = random.slice(0, 20_000).map((word, index) => {
    const prefix = 14 + (index % 19)
    const base = (word & (0xffffffff << (32 - prefix))) >>> 0
    prefixes.set(prefix, (prefixes.get(prefix) ?? new Set()).add(base))
    return `${formatIpAddress({ version: 4, words: [base] })}/${prefix}`
  })
  const { set } = IpSet.parse(texts)
  let hits = 0
  for (const word of random) {
    const expected = [...prefixes].some(([prefix, bases]) => bases.has((word & (0xffffffff << (32 - prefix))) >>> 0))
    if (set.has({ version: 4, words: [word] }) !== expected) expect(word).toBe(expected)
    if (expected) hits++
  }
  expect(hits).toBeGreaterThan(20_000)
  expect(hits).toBeLessThan(35_000)
})

test('a union holds what one of its parts holds, whatever the order', () => {
  fc.assert(
    fc.property(sets, sets, (one, other) => {
      const union = IpSet.parse([...one, ...other].map(cidr)).set
      const [left, right] = [IpSet.parse(one.map(cidr)).set, IpSet.parse(other.map(cidr)).set]
      for (const family of ['ipv4', 'ipv6'] as const) {
        for (const bits of probes(family, [...one, ...other])) {
          const address = text(family, bits)
          expect(union.has(address)).toBe(left.has(address) || right.has(address))
        }
      }
      expect(IpSet.parse([...other, ...one].reverse().map(cidr)).set.equals(union)).toBe(true)
      expect(left.equals(right)).toBe(union.equals(left) && union.equals(right))
    }),
    { numRuns: 200 },
  )
})

test('splitting a network into halves changes nothing', () => {
  fc.assert(
    fc.property(sets, fc.nat(), (all, pick) => {
      const at = all.length === 0 ? -1 : pick % all.length
      const halves = all.flatMap((each, index) =>
        index === at && each.bits.length < WIDTH[each.family]
          ? ['1', '0'].map((bit) => ({ ...each, bits: each.bits + bit }))
          : [each],
      )
      expect(IpSet.parse(halves.map(cidr)).set.equals(IpSet.parse(all.map(cidr)).set)).toBe(true)
    }),
  )
})

test('a set covers a network exactly when adding it changes nothing', () => {
  fc.assert(
    fc.property(sets, network, (all, more) => {
      const set = IpSet.parse(all.map(cidr)).set
      const [base] = probes(more.family, [more]).slice(2)
      const address = parseIpAddress(text(more.family, base ?? ''))
      if (address === undefined) throw new Error('no address')
      const grown = IpSet.parse([...all, more].map(cidr)).set
      expect(set.covers({ ...address, prefix: more.bits.length })).toBe(grown.equals(set))
    }),
    { numRuns: 500 },
  )
})

test('the first address is in the set, and the one before it is not', () => {
  fc.assert(
    fc.property(sets, (all) => {
      const set = IpSet.parse(all.map(cidr)).set
      const first = set.first()
      expect(first === undefined).toBe(all.length === 0)
      if (first === undefined) return
      expect(set.has(formatIpAddress(first))).toBe(true)
      const lowest = all
        .filter(({ family }) => family === (first.version === 4 ? 'ipv4' : 'ipv6'))
        .map(({ bits }) => bits)
      const start = lowest.map((bits) => bits.padEnd(128, '0')).sort()[0] ?? ''
      expect(first.words.map((word) => word.toString(2).padStart(32, '0')).join('')).toBe(
        start.slice(0, first.words.length * 32),
      )
    }),
  )
})
