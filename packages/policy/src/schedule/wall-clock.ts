/** Milliseconds of a day by the clock on the wall, which knows days of 24 hours only. */
export const DAY = 86_400_000

const TIME = /^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/
const DATE = /^\d{4}-\d{2}-\d{2}$/

/** Milliseconds from midnight of `HH:MM`, from `00:00` to `24:00`; `undefined` for any other text. */
export function parseTimeOfDay(text: string): number | undefined {
  const match = TIME.exec(text)
  if (match === null) return undefined
  const [, hours = '24', minutes = '00'] = match
  return (Number(hours) * 60 + Number(minutes)) * 60_000
}

/** Days from 1970-01-01 to a date (`2027-01-01`); `undefined` for other text and for dates that no calendar has. */
export function parseDate(text: string): number | undefined {
  if (!DATE.test(text)) return undefined
  const midnight = new Date(`${text}T00:00:00Z`)
  // Platforms differ in what they make of 30 February: nothing, or 2 March.
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(text)) return undefined
  return midnight.getTime() / DAY
}

/** The day of the week of a day counted from 1970-01-01, a Thursday: 0 for Monday to 6 for Sunday. */
export function weekdayOf(day: number): number {
  return ((day % 7) + 10) % 7
}
