import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileSchedule } from '../../src/schedule/compile-schedule.js'
import { type ScheduleDocument, type ScheduleWindow, WEEKDAYS } from '../../src/schedule/schedule-document.js'
import { isOpenByReference } from './reference.js'
import { DAY, END, FIRST, ZONES } from './samples.js'

const RUNS = { numRuns: process.env.THOROUGH === '1' ? 100_000 : 1000 }

const two = (value: number) => String(value).padStart(2, '0')
// Few minutes, so that edges meet; the hours in which clocks change as often as all the others.
const time = fc
  .tuple(fc.oneof(fc.constantFrom(0, 1, 2, 3, 23), fc.nat(23)), fc.constantFrom(0, 1, 15, 30, 59))
  .map(([hours, minutes]) => `${two(hours)}:${two(minutes)}`)
const window: fc.Arbitrary<ScheduleWindow> = fc.record({
  days: fc.array(fc.constantFrom(...WEEKDAYS), { minLength: 1, maxLength: 7 }),
  from: time,
  to: fc.oneof({ weight: 9, arbitrary: time }, { weight: 1, arbitrary: fc.constant('24:00') }),
})
const instant = fc.oneof(
  fc.integer({ min: FIRST, max: END }),
  fc.integer({ min: FIRST / 900_000, max: END / 900_000 }).map((quarter) => quarter * 900_000),
)
const dateNear = (at: number, days: number) => new Date(at + days * DAY).toISOString().slice(0, 10)
/** A schedule and an instant, with holidays about the instant. */
const question = fc
  .record({
    timeZone: fc.constantFrom(...ZONES),
    windows: fc.array(window, { minLength: 1, maxLength: 4 }),
    at: instant,
    holidays: fc.array(fc.integer({ min: -2, max: 2 }), { maxLength: 3 }),
  })
  .map(({ timeZone, windows, at, holidays }) => {
    const document: ScheduleDocument = { timeZone, windows, holidays: holidays.map((days) => dateNear(at, days)) }
    return { document, at }
  })

test('any schedule at any instant is what the reference says', () => {
  fc.assert(
    fc.property(question, ({ document, at }) => {
      expect(compileSchedule(document).isOpen(at)).toBe(isOpenByReference(document, at))
    }),
    RUNS,
  )
})

test('one more window never closes', () => {
  fc.assert(
    fc.property(question, window, ({ document, at }, more) => {
      const wider = { ...document, windows: [more, ...document.windows] }
      expect(compileSchedule(wider).isOpen(at)).toBe(
        compileSchedule(document).isOpen(at) || compileSchedule({ ...document, windows: [more] }).isOpen(at),
      )
    }),
    RUNS,
  )
})

test('one more holiday never opens', () => {
  fc.assert(
    fc.property(question, fc.integer({ min: -2, max: 2 }), ({ document, at }, days) => {
      const more = { ...document, holidays: [...(document.holidays ?? []), dateNear(at, days)] }
      if (compileSchedule(more).isOpen(at)) expect(compileSchedule(document).isOpen(at)).toBe(true)
      const none = { ...document, holidays: [-2, -1, 0, 1, 2].map((each) => dateNear(at, each)) }
      expect(compileSchedule(none).isOpen(at)).toBe(false)
    }),
    RUNS,
  )
})

test('until the next change all stays as it is, and there it is otherwise', () => {
  fc.assert(
    fc.property(question, fc.double({ min: 0, max: 1, noNaN: true }), ({ document, at }, part) => {
      const schedule = compileSchedule(document)
      const change = schedule.nextChange(at)
      const open = schedule.isOpen(at)
      const until = change ?? at + 400 * DAY
      expect(until).toBeGreaterThan(at)
      expect(schedule.isOpen(until - 1)).toBe(open)
      expect(schedule.isOpen(Math.min(at + (until - at) * part, until - 1))).toBe(open)
      if (change !== undefined) expect(schedule.isOpen(change)).toBe(!open)
      if (change !== undefined) expect(isOpenByReference(document, change)).toBe(!open)
    }),
    RUNS,
  )
})
