import { findTimeZone, looksLikeTimeZone } from './find-time-zone.js'
import type { ScheduleDocument, Weekday } from './schedule-document.js'
import type { TimeZone } from './time-zone.js'
import { DAY, parseDate, parseTimeOfDay } from './wall-clock.js'

/** A fault in a schedule: where, from the schedule's own root, and what. */
export interface ScheduleProblem {
  readonly path: readonly PropertyKey[]
  readonly what: string
}

/** A window in milliseconds from midnight. */
export interface ParsedWindow {
  readonly days: readonly Weekday[]
  readonly from: number
  readonly to: number
}

/** What a document says, as far as it can be read. Complete if there are no problems. */
export interface ParsedSchedule {
  readonly problems: readonly ScheduleProblem[]
  readonly zone: TimeZone | undefined
  readonly windows: readonly ParsedWindow[]
  /** Days from 1970-01-01. */
  readonly holidays: readonly number[]
}

/** Reads the texts in a schedule whose shape is right. */
export function parseSchedule({ timeZone, windows, holidays = [] }: ScheduleDocument): ParsedSchedule {
  const problems: ScheduleProblem[] = []
  const zone = findTimeZone(timeZone)
  if (zone === undefined) problems.push({ path: ['timeZone'], what: unknownTimeZone(timeZone) })
  if (windows.length === 0) problems.push({ path: ['windows'], what: 'must have a window: it would never open' })

  const parsedWindows: ParsedWindow[] = []
  for (const [index, window] of windows.entries()) {
    const path = ['windows', index]
    const from = parseTimeOfDay(window.from)
    const to = parseTimeOfDay(window.to)
    const begins = from !== undefined && from < DAY
    if (window.days.length === 0) problems.push({ path: [...path, 'days'], what: 'must name a day' })
    if (!begins) problems.push({ path: [...path, 'from'], what: 'must be a time from `00:00` to `23:59`' })
    if (to === undefined) problems.push({ path: [...path, 'to'], what: 'must be a time from `00:00` to `24:00`' })
    if (begins && to !== undefined) parsedWindows.push({ days: window.days, from, to })
  }

  const parsedHolidays: number[] = []
  for (const [index, text] of holidays.entries()) {
    const day = parseDate(text)
    if (day === undefined) problems.push({ path: ['holidays', index], what: 'must be a date such as `2027-01-01`' })
    else parsedHolidays.push(day)
  }
  return { problems, zone, windows: parsedWindows, holidays: parsedHolidays }
}

function unknownTimeZone(name: string): string {
  if (!looksLikeTimeZone(name)) return 'must be the name of a time zone such as `Europe/Moscow`'
  return `no time zone is named \`${name}\``
}
