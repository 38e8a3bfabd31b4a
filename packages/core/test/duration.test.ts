import { durationMs } from '@waxseal/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'

test.each([
  ['45s', 45_000],
  ['30m', 1_800_000],
  ['12h', 43_200_000],
  ['90d', 7_776_000_000],
  ['2w', 1_209_600_000],
  ['999999w', 999_999 * 604_800_000],
])('%s', (text, ms) => {
  expect(durationMs(text)).toBe(ms)
  expect(Number.isSafeInteger(Date.parse('9999-12-31') + ms)).toBe(true)
})

test.each([
  '',
  '0s',
  '-1s',
  '+1s',
  '1',
  's',
  '01s',
  '1.5h',
  '1e3s',
  ' 1s',
  '1s\n',
  '1S',
  '1ms',
  '1000000s',
  '1s1m',
  '١s',
  'P1D',
])('%j is none', (text) => expect(durationMs(text)).toBeUndefined())

test('whatever is no text is none', () => {
  fc.assert(fc.property(fc.anything(), (value) => typeof value === 'string' || durationMs(value) === undefined))
})
