import type { TimeZone } from './time-zone.js'
import { DAY, weekdayOf } from './wall-clock.js'
import type { DayHours } from './week-hours.js'

/** The greatest distance of a `Date` from the epoch. */
const LAST_DATE = 8.64e15
/** More than a year of holidays: what has not changed by then is not worth naming. */
const SEARCHED = 400 * DAY

const NO_HOURS: DayHours = { carriedUntil: 0, own: [], edges: [] }

/** Hours of the week in a zone, without the days on which no window begins. */
export class WeeklySchedule {
  readonly #zone: TimeZone
  readonly #week: readonly DayHours[]
  readonly #holidays: ReadonlySet<number>

  constructor(zone: TimeZone, week: readonly DayHours[], holidays: ReadonlySet<number>) {
    this.#zone = zone
    this.#week = week
    this.#holidays = holidays
  }

  isOpen(at: number): boolean {
    if (!(at >= -LAST_DATE && at <= LAST_DATE)) return false
    const local = at + this.#zone.offsetAt(at)
    const day = Math.floor(local / DAY)
    const time = local - day * DAY
    const { carriedUntil, own } = this.#hoursOf(day)
    if (time < carriedUntil && !this.#holidays.has(day - 1)) return true
    for (const { from, to } of own) {
      if (time < to) return time >= from && !this.#holidays.has(day)
    }
    return false
  }

  nextChange(at: number): number | undefined {
    if (!(at >= -LAST_DATE && at <= LAST_DATE)) return undefined
    const open = this.isOpen(at)
    const end = Math.min(at + SEARCHED, LAST_DATE)
    for (let from = at; from <= end; from = this.#zone.sameOffsetUntil(from)) {
      for (const instant of this.#edges(from)) {
        if (instant > end) return undefined
        if (this.isOpen(instant) !== open) return instant
      }
    }
    return undefined
  }

  /** Instants from `from` on, in order, at which the answer can change: those while the offset stays, and that of its end. */
  *#edges(from: number): Generator<number> {
    const offset = this.#zone.offsetAt(from)
    const until = this.#zone.sameOffsetUntil(from)
    for (let day = Math.floor((from + offset) / DAY); day * DAY - offset < until; day++) {
      for (const edge of this.#hoursOf(day).edges) {
        const instant = day * DAY + edge - offset
        if (instant >= from && instant < until) yield instant
      }
    }
    yield until
  }

  #hoursOf(day: number): DayHours {
    return this.#week[weekdayOf(day)] ?? NO_HOURS
  }
}
