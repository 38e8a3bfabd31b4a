import { expect, test } from 'vitest'
import { compileSchedule } from '../../src/schedule/compile-schedule.js'
import { isOpenByClock, wallClockAt } from './reference.js'
import { DAY, END, FIRST, MINUTE, SCHEDULES, ZONES } from './samples.js'

const THOROUGH = process.env.THOROUGH === '1'

/** Days before, of and after each clock change of two years, by the platform. */
function daysOfChange(timeZone: string): number[] {
  const distance = (at: number) => {
    const { date, time } = wallClockAt(timeZone, at)
    return Date.parse(`${date}T${time}Z`) - at
  }
  const days: number[] = []
  for (let day = FIRST; day < END; day += DAY) if (distance(day) !== distance(day + DAY)) days.push(day)
  return days
}

function* instants(timeZone: string): Generator<number> {
  if (THOROUGH) for (let at = FIRST; at < END; at += MINUTE) yield at
  else {
    for (const day of daysOfChange(timeZone)) for (let m = -720; m < 2160; m++) yield day + m * MINUTE
    for (let at = FIRST; at < END; at += 241 * MINUTE) yield at
  }
}

test.each(ZONES)('%s: equal to the reference at the minutes of two years', { timeout: 300_000 }, (timeZone) => {
  const pairs = SCHEDULES.map((schedule) => {
    const document = { timeZone, ...schedule }
    return { document, compiled: compileSchedule(document), seen: new Set<boolean>() }
  })
  const wrong: string[] = []
  for (const at of instants(timeZone)) {
    const clock = wallClockAt(timeZone, at)
    for (const [index, { document, compiled, seen }] of pairs.entries()) {
      const open = isOpenByClock(document, clock)
      seen.add(open)
      if (compiled.isOpen(at) !== open || compiled.isOpen(at + 59_999) !== open) {
        wrong.push(`${index} ${new Date(at).toISOString()}`)
      }
    }
  }
  expect(wrong.slice(0, 5)).toEqual([])
  expect(pairs.every(({ seen }) => seen.size === 2)).toBe(true)
})

test('the zones have the clock changes they are here for', () => {
  const counts = Object.fromEntries(ZONES.map((timeZone) => [timeZone, daysOfChange(timeZone).length]))
  // Governments change their minds, and the platform's data follow: most of them will do.
  expect(Object.values(counts).filter((count) => count >= 4).length).toBeGreaterThanOrEqual(5)
  expect(Object.values(counts)).toContain(0)
})

test.each(ZONES)('%s: the next change is the one that stepping finds', { timeout: 300_000 }, (timeZone) => {
  const days = THOROUGH ? Array.from({ length: 730 }, (_, index) => FIRST + index * DAY) : daysOfChange(timeZone)
  const wrong: string[] = []
  for (const schedule of SCHEDULES) {
    const compiled = compileSchedule({ timeZone, ...schedule })
    for (const day of days) {
      let expected = compiled.nextChange(day - DAY - 1)
      let before = compiled.isOpen(day - DAY - 1)
      for (let at = day - DAY; at < day + 2 * DAY; at += MINUTE) {
        const open = compiled.isOpen(at)
        if ((open !== before) !== (at === expected)) wrong.push(new Date(at).toISOString())
        if (open !== before) expected = compiled.nextChange(at)
        before = open
      }
    }
  }
  expect(wrong.slice(0, 5)).toEqual([])
})
