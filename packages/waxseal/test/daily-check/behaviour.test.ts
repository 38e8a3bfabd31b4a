import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newDayLog } from '../../src/daily-check/day-log.js'
import { followDrip, fullnessOf, NO_DRIP } from '../../src/daily-check/drip.js'
import { addLevel, levelOf } from '../../src/daily-check/levels.js'
import { countScore, thresholdOf } from '../../src/daily-check/threshold.js'

function drips(before: readonly number[], run: readonly number[]): number[] {
  const levels: number[] = []
  let drip = NO_DRIP
  return [...before, ...run].flatMap((volume, day) => {
    const log = { ...newDayLog(day), volume }
    const step = followDrip(drip, levels, log, fullnessOf(drip, levels, volume), 1, 50)
    drip = step.drip
    addLevel(levels, levelOf(volume))
    return step.found === undefined ? [] : [day - before.length]
  })
}

const HONEST = Array.from({ length: 60 }, (_, day) => [20, 80, 40, 200, 60][day % 5] ?? 0)

test('twice as much every day is told within three weeks of work, and not again at once', () => {
  const [first = -1, ...more] = drips(HONEST, new Array(20).fill(160))
  expect(first).toBeGreaterThan(4)
  expect(first).toBeLessThan(15)
  expect(more).toEqual([])
})

test('honest life goes on, with one enormous day or without', () => {
  expect(drips(HONEST, HONEST)).toEqual([])
  expect(drips(HONEST, [50_000, ...HONEST])).toEqual([])
})

test('more time finds more: the threshold falls as sensitivity grows, and rises with a noisy company', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 30, noNaN: true }), { maxLength: 200 }), (scores) => {
      const counts: number[] = []
      for (const score of scores) countScore(counts, score)
      expect(thresholdOf(counts, 2)).toBeLessThanOrEqual(thresholdOf(counts, 0.5))
    }),
  )
  const noisy: number[] = []
  for (let day = 0; day < 20_000; day++) countScore(noisy, day % 100 === 0 ? 7 : 0)
  expect(thresholdOf(noisy, 0.9)).toBeGreaterThan(thresholdOf([], 0.9))
})
