import { formatIpAddress, IpSet, parseIpAddress } from '@waxseal/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createClientAddress } from '../../src/address/client-address.js'
import type { HeaderSource } from '../../src/address/header-value.js'

const numRuns = process.env.THOROUGH === '1' ? 30_000 : 2000
const trusted = IpSet.parse(['10.0.0.0/8', 'fd00::/8']).set
const xForwardedFor = createClientAddress({ trusted, header: 'x-forwarded-for' })
const forwarded = createClientAddress({ trusted, header: 'forwarded' })

const low = fc.integer({ min: 1, max: 0xffff })
const proxy = fc.oneof(
  low.map((number) => `10.0.${number >> 8}.${number & 255}`),
  low.map((number) => `fd00::${number.toString(16)}`),
)
const stranger = fc.oneof(
  low.map((number) => `198.51.${number >> 8}.${number & 255}`),
  low.map((number) => `2001:db8::${number.toString(16)}`),
)
const port = fc.option(fc.nat(65535), { nil: undefined })
const blank = fc.constantFrom('', ' ', '\t', '  ')

/** One address as a proxy may write it in `X-Forwarded-For`. */
function plainEntry(address: string): fc.Arbitrary<string> {
  return fc.tuple(port, fc.boolean(), blank, blank).map(([number, brackets, before, behind]) => {
    const node = number === undefined && !brackets ? address : `${inBrackets(address)}${suffix(number)}`
    return before + node + behind
  })
}

function inBrackets(address: string): string {
  return address.includes(':') ? `[${address}]` : address
}

function suffix(number: number | undefined): string {
  return number === undefined ? '' : `:${number}`
}

/** What a proxy may copy from a request into an entry of its own, well quoted. */
const quoted = fc.string({
  unit: fc.constantFrom('"', '\\', ',', ';', '=', ' ', 'for=', '192.0.2.1', 'a'),
  maxLength: 8,
})

/** One address as a proxy may write it in `Forwarded`. */
function forwardedEntry(address: string): fc.Arbitrary<string> {
  return fc
    .tuple(port, fc.constantFrom('for', 'For', 'FOR'), fc.option(quoted, { nil: undefined }), fc.boolean(), blank)
    .map(([number, name, host, first, space]) => {
      const node = `${name}="${inBrackets(address)}${suffix(number)}"`
      if (host === undefined) return space + node
      const other = `host="${host.replace(/["\\]/g, '\\$&')}"`
      return space + (first ? [node, other] : [other, node]).join(`${space};${space}`)
    })
}

/** Hops as trusted proxies tell them: a caller from outside, then proxies. */
const honest = fc.tuple(stranger, fc.array(proxy, { maxLength: 5 })).map(([caller, proxies]) => [caller, ...proxies])
const invention = fc.oneof(
  fc.string({ unit: 'binary-ascii', maxLength: 40 }),
  fc.string({
    unit: fc.constantFrom('"', '\\', ',', ';', '=', ' ', '[', ']', ':', 'for=', '10.0.0.1', '192.0.2.1'),
    maxLength: 12,
  }),
)

function withEntries(entry: (address: string) => fc.Arbitrary<string>) {
  return honest.chain((hops) => fc.tuple(fc.constant(hops), fc.tuple(...hops.map(entry))))
}

test.each([
  ['x-forwarded-for', xForwardedFor, plainEntry],
  ['forwarded', forwarded, forwardedEntry],
] as const)('whatever the caller writes in front of %s, he stays who he is', (header, clientAddress, entry) => {
  fc.assert(
    fc.property(withEntries(entry), fc.array(invention, { maxLength: 3 }), proxy, (chain, inventions, socket) => {
      const [hops, entries] = chain
      const own = entries.join(',')
      expect(clientAddress(socket, { [header]: own })).toBe(hops[0])
      expect(clientAddress(socket, { [header]: [...inventions, own].join(',') })).toBe(hops[0])
      expect(clientAddress(socket, { [header]: [...inventions, ...entries] })).toBe(hops[0])
    }),
    { numRuns },
  )
})

test('one stranger among the hops hides all that stands before him', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(proxy, stranger), { minLength: 1, maxLength: 8 }), proxy, (hops, socket) => {
      const expected = hops.findLast((hop) => !trusted.has(hop)) ?? hops[0]
      expect(xForwardedFor(socket, { 'x-forwarded-for': hops.join(', ') })).toBe(expected)
      const nodes = hops.map((hop) => `for="${inBrackets(hop)}"`)
      expect(forwarded(socket, { forwarded: nodes.join(', ') })).toBe(expected)
      expect(forwarded(socket, new Headers(nodes.map((node): [string, string] => ['forwarded', node])))).toBe(expected)
    }),
    { numRuns },
  )
})

test('a hop damaged on the way that is read gives nothing', () => {
  const damage = fc.constantFrom('unknown', '_x', '', '10.0.0.1x', '10.0.0.1.', '1O.0.0.1', 'fd00::1%1', 'fd00:::1')
  fc.assert(
    fc.property(fc.array(proxy, { maxLength: 4 }), damage, fc.array(proxy, { maxLength: 4 }), (before, bad, behind) => {
      const hops = [...before, bad, ...behind]
      expect(xForwardedFor('10.0.0.1', { 'x-forwarded-for': hops.join(', ') })).toBeUndefined()
      expect(forwarded('10.0.0.1', { forwarded: hops.map((hop) => `for="${hop}"`).join(', ') })).toBeUndefined()
    }),
  )
})

test('the answer to anything is an address in its one form, or nothing; never an exception', () => {
  const value = fc.oneof(invention, fc.array(invention), fc.anything())
  const headers = fc.oneof(fc.record({ 'x-forwarded-for': value, forwarded: value }), fc.anything())
  const remote = fc.oneof(proxy, fc.anything())
  fc.assert(
    fc.property(remote, headers, (socket, source) => {
      for (const clientAddress of [xForwardedFor, forwarded]) {
        const found = clientAddress(socket as string, source as HeaderSource)
        const address = parseIpAddress(found ?? '')
        expect(found).toBe(address && formatIpAddress(address))
      }
    }),
    { numRuns },
  )
})

test('a chain of 32 is read, a longer one is refused', () => {
  const chain = (proxies: number) => ['198.51.100.4', ...Array<string>(proxies).fill('10.0.0.2')]
  expect(xForwardedFor('10.0.0.1', { 'x-forwarded-for': chain(31).join() })).toBe('198.51.100.4')
  expect(xForwardedFor('10.0.0.1', { 'x-forwarded-for': chain(32).join() })).toBeUndefined()
  expect(xForwardedFor('10.0.0.1', { 'x-forwarded-for': Array(10_000).fill('10.0.0.2').join() })).toBeUndefined()
})

test('an entry longer than any real one gives nothing', () => {
  const entry = (length: number) => `for=198.51.100.4;x=${'a'.repeat(length - 19)}`
  expect(forwarded('10.0.0.1', { forwarded: entry(1000) })).toBe('198.51.100.4')
  expect(forwarded('10.0.0.1', { forwarded: entry(1001) })).toBeUndefined()
  expect(forwarded('10.0.0.1', { forwarded: `${'x'.repeat(1_000_000)},${entry(100)}` })).toBe('198.51.100.4')
})

test.each(['"', '\\', '\\"', ' ', ',', ';', '=', '[', ':', 'a', '" ', 'for=', 'for="', 'x="";', '10.0.0.2,', ' ;'])(
  'the time grows no faster than a header of many %j',
  (piece) => {
    const time = (length: number) => {
      const value = piece.repeat(length)
      const start = performance.now()
      for (const end of ['', '"', ',for=10.0.0.2', ',10.0.0.2']) {
        forwarded('10.0.0.1', { forwarded: value + end })
        xForwardedFor('10.0.0.1', { 'x-forwarded-for': value + end })
      }
      return performance.now() - start
    }
    time(1000)
    // A quadratic reader needs minutes for that.
    expect(time(500_000)).toBeLessThan(2000)
  },
)
