import { type ContentFacts, type ContentRule, checkContent } from '@waxseal/policy'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const rule: ContentRule = {
  from: ['news@romashka.ru'],
  replyTo: ['answers@romashka.ru'],
  mergeFields: ['to_name'],
  linkHosts: ['romashka.ru', '*.romashka.ru'],
  imageHosts: ['cdn.romashka.ru'],
}
const letter: ContentFacts = { from: 'news@romashka.ru', mergeFields: [], linkHosts: [], imageHosts: [] }

const codes = (facts: Partial<ContentFacts>, rules: readonly ContentRule[] = [rule]) =>
  checkContent({ ...letter, ...facts }, rules).map(({ code, value }) => [code, value])

test('a letter within the rule has no problems', () => {
  const facts = {
    replyTo: 'answers@romashka.ru',
    mergeFields: ['to_name', 'to_name'],
    linkHosts: ['romashka.ru', 'shop.romashka.ru', 'a.b.romashka.ru'],
    imageHosts: ['cdn.romashka.ru'],
  }
  expect(codes(facts)).toEqual([])
})

test('every thing that the rule does not name is a problem, once', () => {
  const facts = {
    from: 'maria@mail.ru',
    replyTo: 'maria@mail.ru',
    mergeFields: ['Email', 'Email', 'to_name'],
    linkHosts: ['evil.example', 'romashka.ru'],
    imageHosts: ['evil.example', 'romashka.ru'],
  }
  expect(codes(facts)).toEqual([
    ['sender', 'maria@mail.ru'],
    ['reply-to', 'maria@mail.ru'],
    ['merge-field', 'Email'],
    ['link-host', 'evil.example'],
    ['image-host', 'evil.example'],
    ['image-host', 'romashka.ru'],
  ])
})

test('what a rule leaves out is not allowed', () => {
  const facts = {
    replyTo: 'news@romashka.ru',
    mergeFields: ['to_name'],
    linkHosts: ['romashka.ru'],
    imageHosts: ['romashka.ru'],
  }
  expect(codes(facts, [{ from: ['news@romashka.ru'] }]).map(([code]) => code)).toEqual([
    'reply-to',
    'merge-field',
    'link-host',
    'image-host',
  ])
})

test('no rule, no sender', () => {
  expect(checkContent(letter, [])).toEqual([
    { code: 'sender', message: 'no grant names a sender', value: 'news@romashka.ru' },
  ])
  expect(codes({}, [{ from: [] }])).toEqual([['sender', 'news@romashka.ru']])
})

test('two rules are alternatives and never added up; the closer one speaks', () => {
  const other: ContentRule = { from: ['boss@romashka.ru'], linkHosts: ['partner.example'] }
  expect(codes({ from: 'boss@romashka.ru', linkHosts: ['partner.example'] }, [rule, other])).toEqual([])
  expect(codes({ from: 'boss@romashka.ru', linkHosts: ['partner.example', 'romashka.ru'] }, [rule, other])).toEqual([
    ['link-host', 'romashka.ru'],
  ])
})

test('of rules that are equally far the first speaks, so that the answer does not waver', () => {
  const one: ContentRule = { from: ['news@romashka.ru'], linkHosts: [] }
  const other: ContentRule = { from: ['boss@romashka.ru'], linkHosts: ['partner.example'] }
  const facts = { linkHosts: ['partner.example'] }
  expect(codes(facts, [one, other])).toEqual([['link-host', 'partner.example']])
  expect(codes(facts, [other, one])).toEqual([['sender', 'news@romashka.ru']])
})

test('hosts are compared as names are: case, final dot and script do not matter', () => {
  const rules = [{ from: letter.from, linkHosts: ['*.Пример.рф'] }].map(({ from, linkHosts }) => ({
    from: [from],
    linkHosts,
  }))
  for (const host of ['shop.пример.рф', 'SHOP.xn--e1afmkfd.xn--p1ai', 'shop.пример.рф.']) {
    expect(codes({ linkHosts: [host] }, rules)).toEqual([])
  }
})

test.each([
  'evilromashka.ru',
  'romashka.ru.evil.example',
  'xn--romashka.ru',
  'romashka.ru:8080',
  'user@romashka.ru',
  'romashka.ru/',
  'romashka.ru\\.evil.example',
  '.romashka.ru',
  'a..romashka.ru',
  '*.romashka.ru',
  'rоmashka.ru',
  '203.0.113.7',
  'localhost',
  '',
])('a look-alike host is not the host: %s', (host) => {
  expect(codes({ linkHosts: [host] })).toEqual([['link-host', host]])
})

test('a star before a domain is not the domain itself', () => {
  expect(codes({ linkHosts: ['romashka.ru'] }, [{ from: [letter.from], linkHosts: ['*.romashka.ru'] }])).toEqual([
    ['link-host', 'romashka.ru'],
  ])
})

test('a sender is one bare address: case does not matter, everything around it does', () => {
  expect(codes({ from: 'News@Romashka.RU' })).toEqual([])
  for (const from of [
    'Romashka <news@romashka.ru>',
    'news@romashka.ru, maria@mail.ru',
    'news@romashka.ru\r\nBcc: maria@mail.ru',
    'news@romashka.ru\n',
    ' news@romashka.ru',
    'news@shop.romashka.ru',
    '"news"@romashka.ru',
    'nеws@romashka.ru',
    '',
  ]) {
    expect(codes({ from })).toEqual([['sender', from]])
  }
})

test('merge fields are compared letter by letter, also those that every object has', () => {
  for (const field of ['To_Name', 'to_name ', 'toString', '__proto__']) {
    expect(codes({ mergeFields: [field] })).toEqual([['merge-field', field]])
  }
})

test('messages never repeat what stood in the letter', () => {
  const facts = { ...letter, from: 'anna@secret.example', mergeFields: ['secret'], linkHosts: ['secret.example'] }
  for (const { message } of checkContent(facts, [rule])) expect(message).not.toContain('secret')
})

test('a further rule never adds problems', () => {
  const hosts = fc.array(fc.constantFrom('romashka.ru', 'shop.romashka.ru', 'evil.example'))
  const senders = fc.constantFrom('news@romashka.ru', 'boss@romashka.ru')
  const facts = fc.record({ from: senders, mergeFields: fc.constant([]), linkHosts: hosts, imageHosts: hosts })
  const patterns = fc.array(fc.constantFrom('romashka.ru', '*.romashka.ru', 'evil.example'))
  const rules = fc.record({ from: fc.array(senders), linkHosts: patterns, imageHosts: patterns })
  fc.assert(
    fc.property(facts, fc.array(rules, { minLength: 1 }), rules, (some, known, more) => {
      const before = checkContent(some, known)
      expect(checkContent(some, [...known, more]).length).toBeLessThanOrEqual(before.length)
      expect(before.length === 0).toBe(known.some((one) => checkContent(some, [one]).length === 0))
    }),
  )
})
