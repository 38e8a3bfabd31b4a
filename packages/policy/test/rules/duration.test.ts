import type { Duration } from '@waxseal/core'
import { isWaxsealError } from '@waxseal/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseDuration } from '../../src/rules/duration.js'

test('every unit is read', () => {
  const spans = { '45s': 45_000, '30m': 1_800_000, '12h': 43_200_000, '90d': 7_776_000_000, '2w': 1_209_600_000 }
  for (const [text, ms] of Object.entries(spans)) expect(parseDuration(text as Duration)).toBe(ms)
  expect(parseDuration('999999w')).toBe(604_799_395_200_000)
})

test('a span is the number of its units, exactly', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999_999 }), (many) => {
      expect(parseDuration(`${many}s`)).toBe(many * 1000)
      expect(parseDuration(`${many * 1}w`)).toBe(many * 7 * parseDuration('1d'))
      expect(Number.isSafeInteger(parseDuration(`${many}w`))).toBe(true)
    }),
  )
})

test('anything else is refused', () => {
  const texts = [
    '',
    'd',
    '0d',
    '00d',
    '090d',
    '-5d',
    '+5d',
    '1.5h',
    '1e3s',
    '5',
    '5 d',
    ' 5d',
    '5d ',
    '5d\n',
    '5D',
    '5ms',
    '5y',
  ]
  const others = [
    ...texts,
    '1000000s',
    '٥d',
    '５d',
    '5d5h',
    'Infinityd',
    5,
    null,
    undefined,
    ['5d'],
    { toString: () => '5d' },
  ]
  for (const bad of others) {
    expect(() => parseDuration(bad as Duration)).toThrow(expect.objectContaining({ code: 'rule-invalid' }))
  }
})

test('the error does not repeat what was given', () => {
  try {
    parseDuration('maria@romashka.ru' as Duration)
    expect.unreachable()
  } catch (error) {
    expect(isWaxsealError(error, 'rule-invalid')).toBe(true)
    expect(JSON.stringify(error)).not.toContain('maria')
  }
})
