import type { ParsedWindow } from './parse-schedule.js'
import { WEEKDAYS } from './schedule-document.js'
import { DAY } from './wall-clock.js'

/** A part of a day in milliseconds from midnight: `from` included, `to` excluded. */
export interface Hours {
  readonly from: number
  readonly to: number
}

/** What the windows make of one day of the week. */
export interface DayHours {
  /** Where the windows that began the day before end; 0 if none runs past midnight. */
  readonly carriedUntil: number
  /** Parts of the day in windows that begin on it, in order, neither overlapping nor touching. */
  readonly own: readonly Hours[]
  /** Times of this day at which the answer can change, ascending, its beginning among them. */
  readonly edges: readonly number[]
}

/** The seven days of the week, Monday first. */
export function weekHours(windows: readonly ParsedWindow[]): readonly DayHours[] {
  return WEEKDAYS.map((weekday, index) => {
    const before = WEEKDAYS[(index + 6) % 7]
    const parts: Hours[] = []
    let carriedUntil = 0
    for (const { days, from, to } of windows) {
      const pastMidnight = to <= from
      if (days.includes(weekday)) parts.push({ from, to: pastMidnight ? DAY : to })
      if (pastMidnight && before !== undefined && days.includes(before)) carriedUntil = Math.max(carriedUntil, to)
    }
    const own = merge(parts)
    const edges = new Set([0, carriedUntil, ...own.flatMap(({ from, to }) => [from, to])])
    edges.delete(DAY)
    return { carriedUntil, own, edges: [...edges].sort((a, b) => a - b) }
  })
}

function merge(parts: readonly Hours[]): readonly Hours[] {
  const merged: Hours[] = []
  for (const part of [...parts].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1)
    if (last === undefined || part.from > last.to) merged.push(part)
    else merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, part.to) }
  }
  return merged
}
