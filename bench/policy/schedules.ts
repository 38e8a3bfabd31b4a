import type { ScheduleDocument, Weekday } from '@waxseal/policy'
import { compileSchedule } from '../../packages/policy/src/schedule/compile-schedule.js'
import { createRandom } from '../../packages/policy/test/workload/random.js'
import { SCHEDULES } from '../../packages/policy/test/workload/schedules.js'
import { compare, over } from '../measure.js'

const FROM = Date.parse('2026-01-01T00:00:00Z')
const TWO_YEARS = 2 * 365 * 86_400_000

/** Whether a schedule is open at random instants of two years: eight schedules, seven zones. */
export async function schedules(): Promise<void> {
  const random = createRandom(7)
  const documents = Object.values(SCHEDULES)
  const pairs = documents.map((document) => ({ ours: compileSchedule(document), intl: intlSchedule(document) }))
  const questions = Array.from({ length: 50_000 }, () => {
    const { ours, intl } = random.pick(pairs)
    return { ours, intl, at: FROM + random.below(TWO_YEARS) }
  })
  let open = 0
  for (const { ours, intl, at } of questions) {
    const answer = ours.isOpen(at)
    if (answer) open++
    if (answer !== intl(at)) throw new Error(`not both agree about ${new Date(at).toISOString()}`)
  }
  console.log(`schedules: ${questions.length} instants of two years, ${open} open; both agree`)
  await compare('one schedule at one instant', [
    { name: '@waxseal/policy', run: over(questions, ({ ours, at }) => ours.isOpen(at)) },
    { name: 'one Intl.DateTimeFormat kept per zone', run: over(questions, ({ intl, at }) => intl(at)) },
  ])
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** The usual way: ask the platform what the clock on the wall shows, and compare. */
function intlSchedule({ timeZone, windows, holidays = [] }: ScheduleDocument): (at: number) => boolean {
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { timeZone, ...SHOWN })
  formats.set(timeZone, format)
  const free = new Set(holidays)
  return (at) => {
    const { year, month, day, weekday, hour, minute } = partsOf(format, at)
    const today = `${year}-${month}-${day}`
    const time = `${hour}:${minute}`
    const name = weekday?.toLowerCase() as Weekday
    return windows.some(({ days, from, to }) => {
      const begun = time >= from && days.includes(name) && !free.has(today)
      if (from < to) return begun && time < to
      return begun || (time < to && beganYesterday(days, name, today, free))
    })
  }
}

const SHOWN = {
  hourCycle: 'h23',
  weekday: 'short',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
} as const

function partsOf(format: Intl.DateTimeFormat, at: number): Partial<Record<Intl.DateTimeFormatPartTypes, string>> {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {}
  for (const { type, value } of format.formatToParts(at)) parts[type] = value
  return parts
}

const BEFORE: Readonly<Record<Weekday, Weekday>> = {
  mon: 'sun',
  tue: 'mon',
  wed: 'tue',
  thu: 'wed',
  fri: 'thu',
  sat: 'fri',
  sun: 'sat',
}

function beganYesterday(days: readonly Weekday[], name: Weekday, today: string, free: ReadonlySet<string>): boolean {
  if (!days.includes(BEFORE[name])) return false
  return !free.has(new Date(Date.parse(`${today}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10))
}
