import type { DayRange } from './options.js'
import { invalid } from './settings.js'
import { DAY } from './zone-clock.js'

const DATE = /^\d{4}-\d{2}-\d{2}$/

/** Days counted from 1970-01-01, both included; absent: no bound. */
export interface ParsedRange {
  readonly from?: number
  readonly to?: number
}

/** Throws `daily-check-invalid` for what is no date. */
export function parseRange({ day, from = day, to = day }: DayRange): ParsedRange {
  return {
    ...(from === undefined ? {} : { from: parseDay(from) }),
    ...(to === undefined ? {} : { to: parseDay(to) }),
  }
}

function parseDay(text: string): number {
  const at = DATE.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  // What is no day of its month becomes one of the next.
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text) {
    throw invalid('a day must be a date such as `2026-11-24`')
  }
  return at / DAY
}
