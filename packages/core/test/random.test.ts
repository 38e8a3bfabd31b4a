import { expect, test } from 'vitest'
import { systemClock } from '../src/clock.js'
import { randomId, systemRandom } from '../src/random.js'

test('an id is its prefix and 128 bits of the source it is given', () => {
  const lengths: number[] = []
  const id = randomId('cmp', (length) => {
    lengths.push(length)
    return new Uint8Array(length).fill(255)
  })
  expect(id).toBe('cmp______________________w')
  expect(lengths).toEqual([16])
})

test('ids of the system do not repeat', () => {
  const ids = new Set(Array.from({ length: 1000 }, () => randomId('x')))
  expect(ids.size).toBe(1000)
})

test('system randomness fills the length that was asked for', () => {
  expect(systemRandom(0)).toHaveLength(0)
  expect(systemRandom(64).some((byte) => byte !== 0)).toBe(true)
})

test('the system clock counts milliseconds of the epoch', () => {
  const before = Date.now()
  const now = systemClock()
  expect(now).toBeGreaterThanOrEqual(before)
  expect(now).toBeLessThanOrEqual(Date.now())
})
