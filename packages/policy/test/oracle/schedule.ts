import type { ScheduleDocument } from '@waxseal/policy'

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

/** Step 2 of the meaning: whether a schedule is open, by what the clock on the wall shows at that instant. */
export function isOpen(schedule: ScheduleDocument, at: number): boolean {
  const now = wallClock(schedule.timeZone, at)
  return schedule.windows.some(({ days, from, to }) => {
    const beginsOn = (day: { name: (typeof DAYS)[number]; date: string }) =>
      days.includes(day.name) && !(schedule.holidays ?? []).includes(day.date)
    if (from < to) return beginsOn(now.today) && from <= now.time && now.time < to
    return (beginsOn(now.today) && from <= now.time) || (beginsOn(now.yesterday) && now.time < to)
  })
}

/** Weekday, date and time of day on the wall. */
function wallClock(timeZone: string, at: number) {
  // A formatter cuts towards zero: before 1970 that would be the next millisecond.
  const parts = Object.fromEntries(
    formatter(timeZone)
      .formatToParts(Math.floor(at))
      .map((part) => [part.type, part.value]),
  )
  const { weekday = '', era, year = '', month = '', day = '', hour, minute } = parts
  const index = DAYS.indexOf(weekday.toLowerCase() as (typeof DAYS)[number])
  const date = era === 'AD' ? `${year.padStart(4, '0')}-${month}-${day}` : 'before all holidays'
  const name = DAYS[index]
  const before = DAYS[(index + 6) % 7]
  if (name === undefined || before === undefined) throw new Error('no weekday')
  return { today: { name, date }, yesterday: { name: before, date: dayBefore(date) }, time: `${hour}:${minute}` }
}

function dayBefore(date: string): string {
  const midnight = Date.parse(`${date}T00:00:00Z`)
  return Number.isNaN(midnight) ? '' : new Date(midnight - 86_400_000).toISOString().slice(0, 10)
}

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    era: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  formatters.set(timeZone, made)
  return made
}
