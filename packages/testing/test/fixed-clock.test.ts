import { expect, test } from 'vitest'
import { fixedClock } from '../src/index.js'

test('the clock stands until it is moved', () => {
  const clock = fixedClock(5)
  expect([clock(), clock()]).toEqual([5, 5])
  clock.advance(10)
  clock.advance(0.5)
  expect(clock()).toBe(15.5)
  expect(fixedClock(0)()).toBe(0)
})
