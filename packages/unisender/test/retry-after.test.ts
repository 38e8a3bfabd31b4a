import { expect, test } from 'vitest'
import { retryAfter } from '../src/retry-after.js'

const now = Date.parse('2026-01-15T10:00:00Z')

test.each([
  ['0', 0],
  ['120', 120_000],
  ['Thu, 15 Jan 2026 10:00:30 GMT', 30_000],
  ['Thu, 15 Jan 2026 09:00:00 GMT', 0],
  ['', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['soon', undefined],
  ['2026-01-15 10:00:30', undefined],
  ['9'.repeat(1_000), undefined],
  [null, undefined],
])('%s is %s ms', (header, expected) => {
  expect(retryAfter(header, () => now)).toBe(expected)
})
