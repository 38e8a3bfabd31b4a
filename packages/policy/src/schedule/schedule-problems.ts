import { parseSchedule, type ScheduleProblem } from './parse-schedule.js'
import type { ScheduleDocument } from './schedule-document.js'

export type { ScheduleProblem } from './parse-schedule.js'

/**
 * Finds what is wrong in a schedule whose shape is right (strings are strings, days are days): an unknown time zone, a
 * malformed time or date, a date that does not exist, a window without days, no windows. Nothing of unbounded length is quoted.
 *
 * @returns each fault with its path from the schedule's own root; empty if it can be compiled
 *
 * @example
 * ```ts
 * import { scheduleProblems } from '@waxseal/policy'
 *
 * const [problem] = scheduleProblems({
 *   timeZone: 'Europe/Moscow',
 *   windows: [{ days: ['mon'], from: '9:00', to: '18:00' }],
 * })
 * console.log(problem?.path.join('.')) // windows.0.from
 * console.log(problem?.what) // must be a time from `00:00` to `23:59`
 * ```
 */
export function scheduleProblems(document: ScheduleDocument): readonly ScheduleProblem[] {
  return parseSchedule(document).problems
}
