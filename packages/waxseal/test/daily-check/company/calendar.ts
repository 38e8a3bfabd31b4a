export const HOUR = 3_600_000
export const DAY = 24 * HOUR

/** The first day of every company, counted from 1970-01-01: Monday, 12 January 2026. */
export const FIRST_DAY = Date.UTC(2026, 0, 12) / DAY

/** The clocks of one place, asked of the platform once a day: at noon, for nobody works when clocks are changed. */
export class PlaceClock {
  readonly #offsets = new Map<number, number>()
  readonly #format: Intl.DateTimeFormat

  constructor(readonly timeZone: string) {
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', day: 'numeric', hour: 'numeric' })
  }

  /** Epoch milliseconds of an hour (with fractions, past 24 too) of a day. */
  instant(day: number, hour: number): number {
    return Math.round(day * DAY + hour * HOUR) - this.#offset(day)
  }

  #offset(day: number): number {
    const known = this.#offsets.get(day)
    if (known !== undefined) return known
    const noon = day * DAY + 12 * HOUR
    const parts = this.#format.formatToParts(noon)
    const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value)
    const ahead = part('day') - new Date(noon).getUTCDate()
    const days = ahead > 1 ? -1 : ahead < -1 ? 1 : ahead
    const offset = (days * 24 + part('hour') - 12) * HOUR
    this.#offsets.set(day, offset)
    return offset
  }
}

/** 0 is Monday. The epoch was a Thursday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7
}

export function isWeekend(day: number): boolean {
  return weekdayOf(day) > 4
}

/** Whether fewer than three working days of the month come after this one. */
export function isMonthEnd(day: number): boolean {
  const date = new Date(day * DAY)
  const last = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0) / DAY
  let after = 0
  for (let later = day + 1; later <= last; later++) if (!isWeekend(later)) after++
  return after < 3
}
