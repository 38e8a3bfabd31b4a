import { WEEKDAYS, type Weekday } from './schedule-document.js'

/** A stretch of time in which the clocks of a zone keep one distance from UTC. A list, for a span holds one to five of them. */
export interface OffsetRun {
  /** The offset holds before this instant (epoch milliseconds). */
  readonly until: number
  /** Local time minus UTC, in milliseconds. */
  readonly offset: number
  /** What comes after; absent in the last run, which ends where the span ends. */
  readonly next: OffsetRun | undefined
}

/** Tells the offset of a zone at an instant (epoch milliseconds, a whole second), in milliseconds. Slow. */
export type ReadOffset = (at: number) => number

const SECOND = 1000
const WEEK_SECONDS = 604_800
/** The epoch is a Thursday; a week begins on Monday. */
const EPOCH_IN_WEEK = 3 * 86_400

/**
 * The shortest stay at an offset in the tz database (2026a, all years) is four days, in Freetown in 1939. A step of one day finds
 * every change.
 */
const STEP = 86_400 * SECOND

/**
 * Asks the platform for the offset of a zone. The day of the week is enough to tell on which side of midnight the zone is, so
 * no calendar and no era takes part, and offsets with seconds (all zones before about 1900) are exact.
 *
 * @throws RangeError of the platform if it does not know the zone
 */
export function offsetReader(timeZone: string): ReadOffset {
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  return (at) => {
    let local = 0
    for (const { type, value } of clock.formatToParts(at)) {
      if (type === 'weekday') local += WEEKDAYS.indexOf(value.toLowerCase() as Weekday) * 86_400
      else if (type === 'hour') local += Number(value) * 3600
      else if (type === 'minute') local += Number(value) * 60
      else if (type === 'second') local += Number(value)
    }
    const ahead = modulo(local - EPOCH_IN_WEEK - at / SECOND, WEEK_SECONDS)
    return (ahead < WEEK_SECONDS / 2 ? ahead : ahead - WEEK_SECONDS) * SECOND
  }
}

/** The runs from `start` to `end`, both whole seconds. */
export function offsetRuns(offsetAt: ReadOffset, start: number, end: number): OffsetRun {
  const ended: { until: number; offset: number }[] = []
  let at = start
  let offset = offsetAt(start)
  while (at < end) {
    const later = Math.min(at + STEP, end)
    if (offsetAt(later) === offset) {
      at = later
      continue
    }
    at = changeBetween(offsetAt, at, later, offset)
    ended.push({ until: at, offset })
    offset = offsetAt(at)
  }
  return ended.reduceRight<OffsetRun>((next, run) => ({ ...run, next }), { until: end, offset, next: undefined })
}

/** The first second after `before`, and not after `after`, at which the offset is another. */
function changeBetween(offsetAt: ReadOffset, before: number, after: number, offset: number): number {
  let low = before / SECOND
  let high = after / SECOND
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(middle * SECOND) === offset) low = middle
    else high = middle
  }
  return high * SECOND
}

function modulo(value: number, base: number): number {
  return ((value % base) + base) % base
}
