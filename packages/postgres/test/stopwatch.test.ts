import { fixedClock } from '@waxseal/testing'
import { expect, test } from 'vitest'
import { Stopwatch } from '../src/stopwatch.js'

test('the longer of two times counts', () => {
  const clock = fixedClock(1_000)
  const stopwatch = new Stopwatch(clock)
  const start = stopwatch.now()
  expect(stopwatch.since(start)).toBeLessThan(500)
  clock.advance(90_000)
  expect(stopwatch.since(start)).toBe(90_000)
  clock.advance(-200_000)
  expect(stopwatch.since({ ...start, steady: performance.now() - 7_000 })).toBeGreaterThanOrEqual(7_000)
})
