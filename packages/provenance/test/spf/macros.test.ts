import { parseIpAddress } from '@waxseal/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ipMacroText, ipText, isInNetwork, reverseName } from '../../src/ip-text.js'
import { expandDomain, expandText, type MacroValues } from '../../src/spf/expand-macros.js'
import { parseDomainSpec, parseMacroString } from '../../src/spf/macro-string.js'

function address(text: string) {
  const found = parseIpAddress(text)
  if (!found) throw new Error(`\`${text}\` is no address`)
  return found
}

/** RFC 7208 section 7.4. */
const values: MacroValues = {
  local: 'strong-bad',
  senderDomain: 'email.example.com',
  domain: 'email.example.com',
  client: address('192.0.2.3'),
  helo: 'mx.example.com',
  validatedName: 'unknown',
  receiver: 'mx.example.net',
  time: 1_767_340_800,
}

function expand(text: string, changed: Partial<MacroValues> = {}): string | undefined {
  const read = parseMacroString(text)
  return read && expandDomain(read, { ...values, ...changed })
}

test.each([
  ['%{s}', 'strong-bad@email.example.com'],
  ['%{o}', 'email.example.com'],
  ['%{d}', 'email.example.com'],
  ['%{d4}', 'email.example.com'],
  ['%{d3}', 'email.example.com'],
  ['%{d2}', 'example.com'],
  ['%{d1}', 'com'],
  ['%{dr}', 'com.example.email'],
  ['%{d2r}', 'example.email'],
  ['%{l}', 'strong-bad'],
  ['%{l-}', 'strong.bad'],
  ['%{lr}', 'strong-bad'],
  ['%{lr-}', 'bad.strong'],
  ['%{l1r-}', 'strong'],
  ['%{ir}.%{v}._spf.%{d2}', '3.2.0.192.in-addr._spf.example.com'],
  ['%{lr-}.lp._spf.%{d2}', 'bad.strong.lp._spf.example.com'],
  ['%{lr-}.lp.%{ir}.%{v}._spf.%{d2}', 'bad.strong.lp.3.2.0.192.in-addr._spf.example.com'],
  ['%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}', '3.2.0.192.in-addr.strong.lp._spf.example.com'],
  ['%{d2}.trusted-domains.example.net', 'example.com.trusted-domains.example.net'],
])('the expansion of %s in RFC 7208 section 7.4', (text, expanded) => {
  expect(expand(text)).toBe(expanded)
})

test('the IPv6 expansion of RFC 7208 section 7.4', () => {
  const expanded = expand('%{ir}.%{v}._spf.%{d2}', { client: address('2001:db8::cb01') })
  expect(expanded?.toLowerCase()).toBe(
    '1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com',
  )
})

test('upper case escapes what a URL cannot carry', () => {
  expect(expand('%{L}', { local: "a!b(c)*d'e~f я" })).toBe('a%21b%28c%29%2Ad%27e~f%20%D1%8F')
  expect(expand('%{L}', { local: 'a\ud800b' })).toBe('a%EF%BF%BDb')
})

test('c, r and t belong to explanations', () => {
  expect(parseMacroString('%{c}')).toBeUndefined()
  const text = parseMacroString('%{c} %{r} %{t}', true)
  expect(text && expandText(text, values)).toBe('192.0.2.3 mx.example.net 1767340800')
})

test.each([
  '%',
  '%a',
  '%{',
  '%{}',
  '%{d',
  '%{q}',
  '%{d0}',
  '%{dr2}',
  '%{d!}',
  '%{d }',
  'a b',
  'ü',
  '\0',
  '%{__proto__}',
])('%j is no macro-string', (text) => {
  expect(parseMacroString(text)).toBeUndefined()
})

test('a domain-spec ends in a macro or a top label', () => {
  for (const good of ['a.b', '.b', 'a.b.', '%{d}', 'x%%', 'a:b/c.x-y', '%{d}.xn--p1ai', 'a.1-2']) {
    expect(parseDomainSpec(good), good).toBeDefined()
  }
  const long = `a.${'x'.repeat(64)}`
  for (const bad of ['', '.', 'a', 'a.', 'a..', 'a.1', 'a.-b', 'a.b-', '%{d}com', 'a.b/24', long]) {
    expect(parseDomainSpec(bad), bad).toBeUndefined()
  }
})

test('a name that is too long loses labels on the left', () => {
  const labels = Array.from({ length: 100 }, (_, index) => `label${index}`).join('.')
  const name = expand(`%{l}.example.com`, { local: labels }) ?? ''
  expect(name.length).toBeLessThanOrEqual(253)
  expect(name.length).toBeGreaterThan(240)
  expect(`${labels}.example.com`.endsWith(`.${name}`)).toBe(true)
})

test('addresses as RFC 5952 writes them', () => {
  for (const [text, written] of [
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['::', '::'],
    ['::1', '::1'],
    ['fe80::', 'fe80::'],
    ['255.0.10.1', '255.0.10.1'],
  ] as const) {
    expect(ipText(address(text))).toBe(written)
  }
  expect(reverseName(address('192.0.2.3'))).toBe('3.2.0.192.in-addr.arpa')
  expect(ipMacroText(address('CAFE:BABE::1')).startsWith('C.A.F.E.B.A.B.E.0.0')).toBe(true)
})

const words = fc.array(fc.integer({ min: 0, max: 0xffffffff }), { minLength: 4, maxLength: 4 })

test('an address that is written is read again, and lies in each network of its own bits', () => {
  fc.assert(
    fc.property(words, fc.nat(128), (bits, prefix) => {
      const own = { version: 6 as const, words: bits }
      if (bits[0] !== 0) expect(parseIpAddress(ipText(own))).toEqual(own)
      expect(isInNetwork(own, own, prefix)).toBe(true)
      const place = Math.max(0, prefix - 1)
      const flipped = bits.map((word, index) =>
        index === place >> 5 ? (word ^ (1 << (31 - (place & 31)))) >>> 0 : word,
      )
      expect(isInNetwork({ version: 6, words: flipped }, own, prefix)).toBe(prefix === 0)
    }),
  )
})
