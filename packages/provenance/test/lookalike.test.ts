import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editDistance } from '../src/edit-distance.js'
import { findLookalike } from '../src/lookalike.js'
import { toUnicodeDomain } from '../src/punycode.js'
import { skeleton } from '../src/skeleton.js'

const identities = [
  { name: 'Romashka', domains: ['romashka.ru', 'почта-ромашки.рф'], displayNames: ['Ромашка', 'Банк «Ромашка»'] },
  { name: 'Ok', domains: ['okay.com'] },
]
const find = (domain: string, display = '') => findLookalike(domain, display, identities)?.code

test.each([
  ['romashka.com', 'lookalike-tld'],
  ['mail.romashka.co.uk', 'lookalike-tld'],
  ['r0mashka.ru', 'lookalike-confusable'],
  ['rornashka.ru', 'lookalike-confusable'],
  ['xn--romshka-4fg.ru', 'lookalike-confusable'],
  ['romashca.ru', 'lookalike-typo'],
  ['romahska.ru', 'lookalike-typo'],
  ['romashkaa.com', 'lookalike-typo'],
  ['romashka-news.ru', 'lookalike-affix'],
  ['my-romashka.net', 'lookalike-affix'],
  ['romashka-ru.com', 'lookalike-affix'],
  ['romashkanews.ru', 'lookalike-affix'],
  ['roma-shka.ru', 'lookalike-affix'],
  ['romashka.ru.evil.com', 'lookalike-subdomain'],
  ['romashka.evil.com', 'lookalike-subdomain'],
  ['login.romashka-ru.evil.com', 'lookalike-subdomain'],
  ['oksy.com', undefined],
  ['okay.evil.com', 'lookalike-subdomain'],
  ['ramashki.ru', undefined],
  ['example.com', undefined],
  ['shop.romashka.ru', undefined],
  ['co.uk', undefined],
])('%s: %s', (domain, code) => {
  expect(find(domain)).toBe(code)
})

test.each([
  ['Romashka', 'lookalike-display-name'],
  ['ROMASHKA', 'lookalike-display-name'],
  ['Rоmаshkа', 'lookalike-display-name'],
  ['Ро\u200bмашка', 'lookalike-display-name'],
  ['\u202eRomashka', 'lookalike-display-name'],
  ['Romashka: support', 'lookalike-display-name'],
  ['Банк Ромашка', 'lookalike-display-name'],
  ['Ok', 'lookalike-display-name'],
  ['Ok then', undefined],
  ['Fields of romashka flowers', undefined],
  ['news@romashka.ru', 'lookalike-display-address'],
  ['Director (boss@shop.romashka.ru)', 'lookalike-display-address'],
  ['romashka.ru', 'lookalike-display-address'],
  ['info@romashka-news.ru', 'lookalike-display-address'],
  ['news@roma\u00adshka.ru', 'lookalike-display-address'],
  ['Mr. Smith Jr.', undefined],
  ['', undefined],
])('the name %j beside a foreign address: %s', (display, code) => {
  expect(find('example.com', display)).toBe(code)
})

test('RFC 3492 section 7.1: samples of Punycode', () => {
  expect(toUnicodeDomain('xn--ihqwcrb4cv8a8dqg056pqjye')).toBe('他们为什么不说中文')
  expect(toUnicodeDomain('xn--b1abfaaepdrnnbgefbadotcwatmq2g4l')).toBe('почемужеонинеговорятпорусски')
  expect(toUnicodeDomain('xn--porqunopuedensimplementehablarenespaol-fmd56a.com')).toBe(
    'porquénopuedensimplementehablarenespañol.com',
  )
  expect(toUnicodeDomain('xn--99999999999.xn--é.xn--.com')).toBe('xn--99999999999.xn--é..com')
})

test('every A-label that the runtime makes comes back', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'абвыщэюяαβγżé한中a1'), minLength: 1, maxLength: 15 }),
      (label) => {
        const ascii = new URL(`http://${label}.com`).hostname
        expect(toUnicodeDomain(ascii)).toBe(`${label}.com`)
      },
    ),
  )
})

test('a skeleton of a skeleton is itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'rnvwаоеRN10ёйéß\u200bx') }), (text) => {
      const once = skeleton(text)
      fc.pre(!/r+n|v{2,}/.test(once))
      expect(skeleton(once)).toBe(once)
    }),
  )
  expect(skeleton('Ｒｏｍａｓｈｋａ')).toBe('romashka')
})

test('the distance counts slips of the pen', () => {
  const cases: [string, string, number][] = [
    ['', '', 0],
    ['abc', '', 3],
    ['abc', 'acb', 1],
    ['abc', 'abcd', 1],
    ['kitten', 'sitting', 3],
    ['ca', 'abc', 3],
  ]
  for (const [left, right, distance] of cases) expect(editDistance(left, right)).toBe(distance)
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 })
  fc.assert(
    fc.property(word, word, (left, right) => {
      expect(editDistance(left, right)).toBe(editDistance(right, left))
      expect(editDistance(left, right) === 0).toBe(left === right)
      expect(editDistance(left, right)).toBeLessThanOrEqual(Math.max(left.length, right.length))
    }),
  )
  expect(editDistance('a'.repeat(1e6), 'b')).toBe(64)
})

test('no alarm on five hundred honest senders', () => {
  const parts = [
    'azbuka',
    'vesna',
    'market',
    'north',
    'les',
    'reka',
    'kniga',
    'tehno',
    'dom',
    'sport',
    'omega',
    'remont',
  ]
  const words = [
    ...parts,
    'rosinka',
    'masha',
    'roman',
    'kashka',
    'promo',
    'mashina',
    'shkaf',
    'romantika',
    'romashov',
    'lavka',
  ]
  let count = 0
  for (const first of words) {
    for (const second of words) {
      for (const domain of [`${first}${second}.ru`, `${first}-${second}.com`]) {
        expect([domain, find(domain, `${first} ${second}`)]).toEqual([domain, undefined])
        count++
      }
    }
  }
  expect(count).toBeGreaterThan(500)
})
