import { isWaxsealError } from '@waxseal/core'
import { expect, test } from 'vitest'
import { compileSchedule } from '../../src/schedule/compile-schedule.js'
import type { ScheduleDocument } from '../../src/schedule/schedule-document.js'

const WORKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri'] as const
const MAX = 8.64e15

/** Open or closed at local times with offsets. */
function states(document: ScheduleDocument, times: readonly string[]): boolean[] {
  const schedule = compileSchedule(document)
  return times.map((time) => schedule.isOpen(Date.parse(time)))
}

test('office hours in Moscow: the start is in, the end is out, to the millisecond', () => {
  const office = { timeZone: 'Europe/Moscow', windows: [{ days: WORKDAYS, from: '09:00', to: '18:00' }] }
  const monday = ['08:59:59.999', '09:00:00.000', '17:59:59.999', '18:00:00.000'].map((t) => `2026-11-23T${t}+03:00`)
  expect(states(office, monday)).toEqual([false, true, true, false])
  expect(states(office, ['2026-11-22T12:00:00+03:00', '2026-11-21T12:00:00+03:00'])).toEqual([false, false])
})

test('a window past midnight belongs to the day on which it begins', () => {
  const nights = { timeZone: 'Europe/Moscow', windows: [{ days: ['fri'] as const, from: '22:00', to: '06:00' }] }
  const times = [
    '2026-11-27T05:59:00+03:00', // Friday morning: nothing began on Thursday
    '2026-11-27T21:59:59.999+03:00',
    '2026-11-27T22:00:00+03:00',
    '2026-11-28T00:00:00+03:00',
    '2026-11-28T05:59:59.999+03:00',
    '2026-11-28T06:00:00+03:00',
    '2026-11-28T22:00:00+03:00',
  ]
  expect(states(nights, times)).toEqual([false, false, true, true, true, false, false])
})

test('from Sunday into Monday', () => {
  const nights = { timeZone: 'UTC', windows: [{ days: ['sun'] as const, from: '23:00', to: '01:00' }] }
  const times = ['2026-11-29T23:00Z', '2026-11-30T00:59Z', '2026-11-30T01:00Z', '2026-11-30T23:00Z']
  expect(states(nights, times)).toEqual([true, true, false, false])
})

test('the same time twice is 24 hours; `24:00` ends the day', () => {
  const day = { timeZone: 'UTC', windows: [{ days: ['wed'] as const, from: '08:00', to: '08:00' }] }
  const times = ['2026-11-25T07:59Z', '2026-11-25T08:00Z', '2026-11-26T07:59Z', '2026-11-26T08:00Z']
  expect(states(day, times)).toEqual([false, true, true, false])
  const midnights = ['2026-11-24T23:59Z', '2026-11-25T00:00Z', '2026-11-25T23:59Z', '2026-11-26T00:00Z']
  for (const to of ['00:00', '24:00']) {
    const wednesday = { timeZone: 'UTC', windows: [{ days: ['wed'] as const, from: '00:00', to }] }
    expect(states(wednesday, midnights)).toEqual([false, true, true, false])
  }
})

test('on a holiday nothing begins, and what began the day before runs on', () => {
  const nights = { timeZone: 'Europe/Moscow', windows: [{ days: WORKDAYS, from: '22:00', to: '06:00' }] }
  const times = [
    '2026-12-31T23:00:00+03:00',
    '2027-01-01T05:59:59+03:00', // the holiday itself, a Friday
    '2027-01-01T22:00:00+03:00',
    '2027-01-02T05:00:00+03:00',
  ]
  expect(states(nights, times)).toEqual([true, true, true, true])
  expect(states({ ...nights, holidays: ['2027-01-01'] }, times)).toEqual([true, true, false, false])
})

test('a holiday is a date of the zone, not of UTC', () => {
  const always = { timeZone: 'Asia/Vladivostok', windows: [{ days: ['fri'] as const, from: '00:00', to: '24:00' }] }
  const closed = { ...always, holidays: ['2027-01-01'] }
  expect(states(always, ['2026-12-31T14:00:00Z', '2027-01-01T13:59:59Z'])).toEqual([true, true])
  expect(states(closed, ['2026-12-31T14:00:00Z', '2027-01-01T13:59:59Z'])).toEqual([false, false])
})

test('Berlin, clocks forward: the skipped hour does not exist', () => {
  const early = { timeZone: 'Europe/Berlin', windows: [{ days: ['sun'] as const, from: '02:30', to: '03:30' }] }
  const schedule = compileSchedule(early)
  const skip = Date.parse('2025-03-30T01:00:00Z') // 02:00 +01:00 is 03:00 +02:00
  expect([skip - 1, skip, skip + 1_799_999, skip + 1_800_000].map((at) => schedule.isOpen(at))).toEqual([
    false,
    true,
    true,
    false,
  ])
  expect(schedule.nextChange(skip - 3_600_000)).toBe(skip)

  const within = { timeZone: 'Europe/Berlin', windows: [{ days: ['sun'] as const, from: '02:10', to: '02:50' }] }
  expect(compileSchedule(within).nextChange(Date.parse('2025-03-29T12:00:00Z'))).toBe(
    Date.parse('2025-04-06T00:10:00Z'),
  )
})

test('Berlin, clocks back: the repeated hour counts twice', () => {
  const late = { timeZone: 'Europe/Berlin', windows: [{ days: ['sun'] as const, from: '02:15', to: '02:45' }] }
  const schedule = compileSchedule(late)
  const changes: string[] = []
  for (let at = Date.parse('2025-10-25T12:00:00Z'); changes.length < 4; ) {
    at = schedule.nextChange(at) ?? Number.NaN
    changes.push(new Date(at).toISOString().slice(11, 16))
  }
  expect(changes).toEqual(['00:15', '00:45', '01:15', '01:45'])
})

test('Cairo, clocks back at midnight: the evening is repeated, and the morning after comes once', () => {
  // 2025-10-31 00:00 +03:00 is Thursday 23:00 +02:00 again.
  const evening = { timeZone: 'Africa/Cairo', windows: [{ days: ['thu'] as const, from: '23:30', to: '00:30' }] }
  const times = [
    '2025-10-30T20:30Z',
    '2025-10-30T20:59Z',
    '2025-10-30T21:00Z',
    '2025-10-30T21:30Z',
    '2025-10-30T22:29Z',
  ]
  expect(states(evening, [...times, '2025-10-30T22:30Z'])).toEqual([true, true, false, true, true, false])
})

test('Apia skipped a day: what would have begun on it runs on after it', () => {
  const nights = { timeZone: 'Pacific/Apia', windows: [{ days: ['fri'] as const, from: '22:00', to: '06:00' }] }
  const times = ['2011-12-30T09:59:59Z', '2011-12-30T10:00:00Z', '2011-12-30T15:59:59Z', '2011-12-30T16:00:00Z']
  expect(states(nights, times)).toEqual([false, true, true, false])
})

test('before time zones were, clocks differed by seconds', () => {
  // New York kept -04:56:02 until 1883. 1 June 1880 was a Tuesday.
  const office = { timeZone: 'America/New_York', windows: [{ days: ['tue'] as const, from: '09:00', to: '18:00' }] }
  const schedule = compileSchedule(office)
  const opens = Date.parse('1880-06-01T13:56:02Z')
  expect([schedule.isOpen(opens - 1), schedule.isOpen(opens)]).toEqual([false, true])
  expect(schedule.nextChange(opens - 1)).toBe(opens)
  expect(schedule.nextChange(opens - 0.25)).toBe(opens)
})

test('the next change over weeks of holidays, and none if there is none within 400 days', () => {
  const windows = [{ days: ['mon'] as const, from: '09:00', to: '10:00' }]
  const mondays = (count: number) =>
    Array.from({ length: count }, (_, week) => new Date(Date.UTC(2026, 0, 5 + 7 * week)).toISOString().slice(0, 10))
  const from = Date.parse('2026-01-01T00:00:00Z')
  const next = (count: number) =>
    compileSchedule({ timeZone: 'UTC', windows, holidays: mondays(count) }).nextChange(from)
  expect(next(0)).toBe(Date.parse('2026-01-05T09:00:00Z'))
  expect(next(56)).toBe(Date.parse('2027-02-01T09:00:00Z'))
  expect(next(57)).toBeUndefined() // the 403rd day
  const late = compileSchedule({ timeZone: 'UTC', windows, holidays: mondays(57) })
  const opens = Date.parse('2027-02-08T09:00:00Z')
  expect(late.nextChange(opens - 400 * 86_400_000)).toBe(opens)
  expect(late.nextChange(opens - 400 * 86_400_000 - 1)).toBeUndefined()
  const always = {
    timeZone: 'Europe/Berlin',
    windows: [{ days: [...WORKDAYS, 'sat', 'sun'] as const, from: '07:00', to: '07:00' }],
  }
  expect(compileSchedule(always).nextChange(from)).toBeUndefined()
})

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, MAX + 1, -MAX - 1, Number.MAX_VALUE])(
  'no instant at all: %s',
  (at) => {
    const always = compileSchedule({
      timeZone: 'Europe/Berlin',
      windows: [{ days: [...WORKDAYS, 'sat', 'sun'], from: '00:00', to: '24:00' }],
    })
    expect(always.isOpen(at)).toBe(false)
    expect(always.nextChange(at)).toBeUndefined()
  },
)

test.each([-MAX, MAX, -62_167_219_200_000, 0, -0, Number.MIN_VALUE, -1])('an instant far away: %s', (at) => {
  const always = {
    timeZone: 'America/St_Johns',
    windows: [{ days: [...WORKDAYS, 'sat', 'sun'] as const, from: '00:00', to: '24:00' }],
  }
  expect(compileSchedule(always).isOpen(at)).toBe(true)
  expect(compileSchedule(always).nextChange(at)).toBeUndefined()
})

test('the first and the last weeks that a date can name', () => {
  const office = compileSchedule({ timeZone: 'UTC', windows: [{ days: WORKDAYS, from: '09:00', to: '18:00' }] })
  expect(office.nextChange(-MAX)).toBe(-MAX + 9 * 3_600_000) // a Tuesday
  expect(office.nextChange(MAX - 3_600_000)).toBeUndefined() // a Friday
  expect(office.nextChange(MAX)).toBeUndefined()
})

test('a schedule with faults cannot be compiled', () => {
  const broken = { timeZone: 'Mars/Olympus', windows: [{ days: ['mon'] as const, from: '9:00', to: '18:00' }] }
  const error = (() => {
    try {
      return compileSchedule(broken)
    } catch (thrown) {
      return thrown
    }
  })()
  expect(isWaxsealError(error) && error.code).toBe('policy-invalid')
  expect(isWaxsealError(error) && error.details).toEqual({
    problems: [
      'timeZone: no time zone is named `Mars/Olympus`',
      'windows[0].from: must be a time from `00:00` to `23:59`',
    ],
  })
})

test('neither can one whose time zone is right', () => {
  const moscow = (windows: ScheduleDocument['windows'], holidays?: string[]) => () =>
    compileSchedule({ timeZone: 'Europe/Moscow', windows, holidays })
  const days = ['mon'] as const
  expect(moscow([])).toThrow('windows: must have a window')
  expect(moscow([{ days, from: '09:00', to: '24:30' }])).toThrow('windows[0].to: must be a time')
  expect(moscow([{ days, from: '09:00', to: '18:00' }], ['2027-02-30'])).toThrow('holidays[0]: must be a date')
})

test('thousands of windows and holidays', () => {
  const time = (minute: number) =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
  const odd = Array.from({ length: 720 }, (_, index) => ({
    days: WORKDAYS,
    from: time(2 * index),
    to: time(2 * index + 1),
  }))
  const holidays = Array.from({ length: 20_000 }, (_, day) =>
    new Date(Date.UTC(2027, 0, 1 + day)).toISOString().slice(0, 10),
  )
  const schedule = compileSchedule({ timeZone: 'UTC', windows: [...odd, ...odd.toReversed()], holidays })
  const monday = Date.parse('2026-11-23T00:00:00Z')
  for (let minute = 0; minute < 1440; minute++) expect(schedule.isOpen(monday + minute * 60_000)).toBe(minute % 2 === 0)
  expect(schedule.isOpen(Date.parse('2027-06-01T00:00:00Z'))).toBe(false)
  expect(schedule.nextChange(Date.parse('2027-06-01T00:00:00Z'))).toBeUndefined()
})
