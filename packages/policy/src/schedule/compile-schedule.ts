import { policyInvalid, problemAt } from '../policy/problem.js'
import { parseSchedule } from './parse-schedule.js'
import type { ScheduleDocument } from './schedule-document.js'
import { weekHours } from './week-hours.js'
import { WeeklySchedule } from './weekly-schedule.js'

/** A schedule that can be asked. Neither method changes it or reads a clock. */
export interface CompiledSchedule {
  /**
   * Tells whether a window is open at an instant, exact to the millisecond.
   *
   * @param at epoch milliseconds. `false` for what no `Date` can be (`NaN`, infinities, beyond ±8.64e15): refuse such times before
   *   you ask, for a grant that *denies* during the schedule would not apply
   */
  isOpen(at: number): boolean
  /**
   * The first instant after `at` (epoch milliseconds) at which `isOpen` is not what it is at `at`.
   *
   * @returns epoch milliseconds; `undefined` if there is none within 400 days, or if `at` is not in the range of `Date`
   */
  nextChange(at: number): number | undefined
}

/**
 * Compiles a schedule, to be asked millions of times a second.
 *
 * All is read off the clock on the wall of the zone. A window is open from `from` on a day that it names until before `to`: of the
 * same day if that is later, otherwise of the next day, whatever day that is (`00:00` to `00:00` is 24 hours). On a holiday no
 * window begins; one that began the day before runs on. What the clock shows twice, when it is put back, counts both times; what
 * it skips does not exist, and a window that would begin or end there does so with the skip. Windows may overlap.
 *
 * Offsets of the zone come from the platform (`Intl`) at the first question about a year and are kept, by all schedules of the zone.
 *
 * @throws WaxsealError `policy-invalid` if {@link scheduleProblems} finds any
 *
 * @example
 * ```ts
 * import { compileSchedule } from '@waxseal/policy'
 *
 * const nights = compileSchedule({
 *   timeZone: 'Europe/Moscow',
 *   windows: [{ days: ['fri'], from: '22:00', to: '06:00' }],
 *   holidays: ['2027-01-01'],
 * })
 * console.log(nights.isOpen(Date.parse('2026-11-28T05:59:59+03:00'))) // true
 * console.log(nights.isOpen(Date.parse('2026-11-28T06:00:00+03:00'))) // false
 * console.log(nights.isOpen(Date.parse('2027-01-01T23:00:00+03:00'))) // false
 *
 * const opens = nights.nextChange(Date.parse('2026-12-26T12:00:00+03:00'))
 * console.log(new Date(opens ?? 0).toISOString()) // 2027-01-08T19:00:00.000Z
 * ```
 */
export function compileSchedule(document: ScheduleDocument): CompiledSchedule {
  const { problems, zone, windows, holidays } = parseSchedule(document)
  if (zone === undefined || problems.length > 0) {
    throw policyInvalid(problems.map(({ path, what }) => problemAt(path, what)))
  }
  return new WeeklySchedule(zone, weekHours(windows), new Set(holidays))
}
