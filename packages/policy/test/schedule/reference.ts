import type { ScheduleDocument } from '../../src/schedule/schedule-document.js'

// The meaning of a schedule read off the clock on the wall, with the platform asked each time. It shares nothing with the engine.

export interface WallClock {
  date: string
  weekday: string
  time: string
  dateBefore: string
  weekdayBefore: string
}

const clocks = new Map<string, Intl.DateTimeFormat>()

export function wallClockAt(timeZone: string, at: number): WallClock {
  let clock = clocks.get(timeZone)
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23' })
    clocks.set(timeZone, clock)
  }
  const part = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]))
  const today = new Date(`${part.year}-${part.month}-${part.day}T12:00:00Z`)
  const before = new Date(today)
  before.setUTCDate(before.getUTCDate() - 1)
  const names = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
  return {
    date: today.toISOString().slice(0, 10),
    weekday: String(names[today.getUTCDay()]),
    time: `${part.hour}:${part.minute}`,
    dateBefore: before.toISOString().slice(0, 10),
    weekdayBefore: String(names[before.getUTCDay()]),
  }
}

export function isOpenByClock({ windows, holidays = [] }: ScheduleDocument, now: WallClock): boolean {
  return windows.some(({ days, from, to }) => {
    const named: readonly string[] = days
    const begins = named.includes(now.weekday) && !holidays.includes(now.date) && now.time >= from
    const beganBefore = named.includes(now.weekdayBefore) && !holidays.includes(now.dateBefore)
    const sameDay = to > from
    return sameDay ? begins && now.time < to : begins || (beganBefore && now.time < to)
  })
}

export function isOpenByReference(document: ScheduleDocument, at: number): boolean {
  return isOpenByClock(document, wallClockAt(document.timeZone, at))
}
