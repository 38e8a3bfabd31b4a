import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maskEmail, maskPhone, maskText } from '../src/index.js'

test.each([
  ['maria@romashka.ru', 'm•••@•••.ru'],
  ['m@x.ru', 'm•••@•••.ru'],
  [' maria@romashka.ru ', 'm•••@•••.ru'],
  ['мария@почта.рф', 'м•••@•••.рф'],
  ['maria@mail.romashka.co.uk', 'm•••@•••.uk'],
  ['maria@romashka.ru.', 'm•••@•••.ru'],
  ['maria%40romashka.ru', 'm•••@•••.ru'],
  ['ma\u200bria＠romashka.ru', 'm•••@•••.ru'],
  ['𝓂aria@romashka.ru', '𝓂•••@•••.ru'],
])('maskEmail(%j) is %j', (email, masked) => {
  expect(maskEmail(email)).toBe(masked)
})

test.each([
  '',
  'maria',
  'maria@',
  '@romashka.ru',
  'maria@localhost',
  'a@b@c.ru',
  'Maria <maria@romashka.ru>',
  'user:pw',
  '%',
  '%40%',
])('maskEmail(%j) shows nothing', (email) => {
  expect(maskEmail(email)).toBe('•••')
})

test.each([
  ['+7 916 123-45-67', '+7•••••••67'],
  ['8 (916) 123-45-67', '8•••••••67'],
  ['79161234567', '7•••••••67'],
  ['+380 93 409 80 95', '+3•••••••95'],
  ['＋７ ９２１ ３７５ ８９ ２６', '+7•••••••26'],
  ['%2B79161234567', '+7•••••••67'],
  ['12345678', '1•••••••78'],
])('maskPhone(%j) is %j', (phone, masked) => {
  expect(maskPhone(phone)).toBe(masked)
})

test.each(['', '112', '1234567', '1234567890123456', '8 916 123 45 67 (Маша)', 'maria@romashka.ru', '+7•••••••67'])(
  'maskPhone(%j) shows nothing',
  (phone) => {
    expect(maskPhone(phone)).toBe('•••')
  },
)

test('maskText shows the first character only', () => {
  expect(maskText('Мария Иванова')).toBe('М•••')
  expect(maskText('  Мария')).toBe('М•••')
  expect(maskText('👩 Мария')).toBe('👩•••')
  expect(maskText('')).toBe('')
  expect(maskText(' ')).toBe('')
})

test('no mask is long, whatever it is given', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      expect(maskText(text).length).toBeLessThanOrEqual(5)
      expect(maskPhone(text).length).toBeLessThanOrEqual(11)
      expect(maskText(maskText(text))).toBe(maskText(text))
    }),
  )
  expect(maskEmail(`${'a'.repeat(1_000_000)}@x.ru`)).toBe('•••')
  expect(maskPhone('1'.repeat(1_000_000))).toBe('•••')
})
