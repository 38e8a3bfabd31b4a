import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normalizeEmailAddress, parseEmailAddress, toAsciiDomain } from '../src/email-address.js'

test.each([
  ['anna@example.com', 'anna', 'example.com'],
  ['Anna.B@Example.COM', 'Anna.B', 'example.com'],
  ['a@b.co', 'a', 'b.co'],
  ['first.last+tag@sub.example.org', 'first.last+tag', 'sub.example.org'],
  ["!#$%&'*+-/=?^_`{|}~@example.com", "!#$%&'*+-/=?^_`{|}~", 'example.com'],
  ['1@1.example', '1', '1.example'],
  ['анна@почта.рф', 'анна', 'xn--80a1acny.xn--p1ai'],
  ['anna@XN--80A1ACNY.xn--p1ai', 'anna', 'xn--80a1acny.xn--p1ai'],
  ['用户@例え.jp', '用户', 'xn--r8jz45g.jp'],
  ['anna@bücher.example', 'anna', 'xn--bcher-kva.example'],
  ['anna@example。com', 'anna', 'example.com'],
  ['anna@example.com.', 'anna', 'example.com'],
  [`${'a'.repeat(64)}@example.com`, 'a'.repeat(64), 'example.com'],
  [`a@${'b'.repeat(63)}.com`, 'a', `${'b'.repeat(63)}.com`],
])('reads %s', (text, local, domain) => {
  expect(parseEmailAddress(text)).toEqual({ local, domain })
})

test.each([
  ['nothing', ''],
  ['no at', 'anna.example.com'],
  ['no local part', '@example.com'],
  ['no domain', 'anna@'],
  ['a domain without a dot', 'anna@localhost'],
  ['two ats', 'anna@evil@example.com'],
  ['a second address', 'anna@example.com,boris@example.com'],
  ['a second address behind a blank', 'anna@example.com boris@example.com'],
  ['a display name', 'Anna <anna@example.com>'],
  ['a comment', 'anna(work)@example.com'],
  ['a quoted local part', '"anna"@example.com'],
  ['an address literal', 'anna@[192.0.2.1]'],
  ['an IP address as domain', 'anna@192.0.2.1'],
  ['an IP address in full-width digits', 'anna@１９２.0.2.1'],
  ['a dot in front', '.anna@example.com'],
  ['a dot at the end of the local part', 'anna.@example.com'],
  ['two dots', 'an..na@example.com'],
  ['an empty label', 'anna@example..com'],
  ['a label with a hyphen in front', 'anna@-example.com'],
  ['a label with an underscore', 'anna@ex_ample.com'],
  ['a blank in front', ' anna@example.com'],
  ['a blank inside', 'an na@example.com'],
  ['a line break for a header', 'anna@example.com\r\nBcc: all@example.com'],
  ['a line break in the local part', 'anna\r\nBcc:@example.com'],
  ['a NUL', 'anna\0@example.com'],
  ['a no-break space', 'an\u00a0na@example.com'],
  ['a soft hyphen', 'an\u00adna@example.com'],
  ['a zero-width space', 'an\u200bna@example.com'],
  ['a direction override', 'an\u202ena@example.com'],
  ['a byte order mark', '\ufeffanna@example.com'],
  ['a tag character', 'anna\u{e0041}@example.com'],
  ['a variation selector', 'anna\ufe0f@example.com'],
  ['a Hangul filler', 'an\u3164na@example.com'],
  ['half of a surrogate pair', 'anna\ud83d@example.com'],
  ['a full-width at', 'anna＠example.com'],
  ['a path behind the domain', 'anna@example.com/x.рф'],
  ['a port behind the domain', 'anna@example.com:25'],
  ['a percent code in the domain', 'anna@ex%61mple.рф'],
  ['an empty A-label', 'anna@xn--.com'],
  ['a local part of 65', `${'a'.repeat(65)}@example.com`],
  ['a label of 64', `a@${'b'.repeat(64)}.com`],
  ['an address of 255', `a@${`${'b'.repeat(49)}.`.repeat(5)}com`],
  ['a huge text', `${'a@'.repeat(500_000)}b.com`],
])('refuses %s', (_, text) => {
  expect(parseEmailAddress(text)).toBeUndefined()
})

test.each([
  [' Anna@Example.COM ', 'anna@example.com'],
  ['\tanna@example.com\r\n', 'anna@example.com'],
  ['АННА@ПОЧТА.РФ', 'анна@xn--80a1acny.xn--p1ai'],
  ['rene\u0301@example.com', 'ren\u00e9@example.com'],
  ['not an address', undefined],
])('the normal form of %j is %s', (text, normal) => {
  expect(normalizeEmailAddress(text)).toBe(normal)
})

test('a look-alike letter is another address', () => {
  expect(normalizeEmailAddress('аnna@example.com')).not.toBe(normalizeEmailAddress('anna@example.com'))
  expect(toAsciiDomain('exаmple.com')).toBe('xn--exmple-4nf.com')
})

test('a normal form is its own normal form, and case never matters', () => {
  fc.assert(
    fc.property(fc.emailAddress(), (text) => {
      const normal = normalizeEmailAddress(text)
      fc.pre(normal !== undefined)
      expect(normalizeEmailAddress(normal ?? '')).toBe(normal)
      expect(normalizeEmailAddress(text.toUpperCase())).toBe(normal)
      expect(parseEmailAddress(text)?.local).toBe(text.slice(0, text.lastIndexOf('@')))
    }),
  )
})

test('never throws, and what it accepts has one at, no blank and no control character', () => {
  const unit = fc.oneof(
    fc.constantFrom('@', '.', 'a', 'я', '-', ' ', '\n', '%', 'xn--'),
    fc.string({ unit: 'binary', maxLength: 1 }),
  )
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 20 }), fc.string({ unit, maxLength: 20 }), (left, right) => {
      const address = parseEmailAddress(`${left}@${right}.com`)
      if (address === undefined) return
      expect(`${address.local}@${address.domain}`).toMatch(/^[^@\s\p{Cc}\p{Cf}\p{Cs}]+@[a-z0-9.-]+$/u)
    }),
    { numRuns: 2000 },
  )
})

test.each([
  ['Пример.рф', 'xn--e1afmkfd.xn--p1ai'],
  ['Example.com.', 'example.com'],
  ['faß.de', 'xn--fa-hia.de'],
  ['localhost', 'localhost'],
  ['', undefined],
  ['.', undefined],
  ['example.com..', undefined],
  ['user@example.com', undefined],
  ['127.0.0.1', undefined],
  ['example.1', undefined],
  ['[::1]', undefined],
  ['пример.рф/путь', undefined],
  ['пример .рф', undefined],
  [`${'я'.repeat(60)}.${'я'.repeat(60)}.рф`, undefined],
])('the domain %s is %s in ASCII', (text, ascii) => {
  expect(toAsciiDomain(text)).toBe(ascii)
})

test('a domain that grows beyond 253 octets in ASCII is none', () => {
  const domain = `${'яжщ'.repeat(6)}.`.repeat(12)
  expect(domain.length).toBeLessThan(253)
  expect(toAsciiDomain(`${domain}com`)).toBeUndefined()
})
