export const HOUR = 3_600_000
export const DAY = 24 * HOUR
const QUARTER = 15 * 60_000
/** Days or quarters of an hour whose offset is kept: some years of a zone, whatever instants are asked about. */
const KEPT = 4096

/** The clock on the wall of one time zone. Offsets are asked of the platform once a day of the calendar. */
export class ZoneClock {
  readonly #format: Intl.DateTimeFormat
  readonly #known = new Map<number, number>()
  #day = Number.NaN
  #offset = 0

  /** @throws RangeError of the platform if it does not know the zone */
  constructor(timeZone: string) {
    const numeric = { day: 'numeric', hour: 'numeric', minute: 'numeric' } as const
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', calendar: 'gregory', ...numeric })
  }

  /** The clock on the wall as if it were UTC, in epoch milliseconds. */
  local(at: number): number {
    const day = Math.floor(at / DAY)
    if (day !== this.#day) {
      const offset = this.#read(day * DAY)
      // The clocks change on this day, if its ends differ.
      if (offset !== this.#read((day + 1) * DAY)) return at + this.#read(Math.floor(at / QUARTER) * QUARTER)
      this.#day = day
      this.#offset = offset
    }
    return at + this.#offset
  }

  #read(at: number): number {
    const known = this.#known.get(at)
    if (known !== undefined) return known
    if (this.#known.size >= KEPT) this.#known.clear()
    const utc = new Date(at)
    let minutes = -utc.getUTCHours() * 60 - utc.getUTCMinutes()
    for (const { type, value } of this.#format.formatToParts(utc)) {
      if (type === 'minute') minutes += Number(value)
      else if (type === 'hour') minutes += Number(value) * 60
      else if (type === 'day') minutes += 1440 * daysAhead(Number(value) - utc.getUTCDate())
    }
    const offset = minutes * 60_000
    this.#known.set(at, offset)
    return offset
  }
}

/** Days of the month differ by one, or by nearly a month when it ends between them. */
function daysAhead(difference: number): number {
  return Math.abs(difference) > 1 ? -Math.sign(difference) : difference
}
