import type { ScheduleDocument } from '../../src/schedule/schedule-document.js'
import type { Random } from './random.js'

const WORKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri'] as const
const DAYS = [...WORKDAYS, 'sat', 'sun'] as const
const HOLIDAYS = ['2026-01-01', '2026-03-09', '2026-05-01', '2026-06-12', '2026-10-25', '2026-11-04', '2027-01-01']

/** Hours of every kind: by day, through the night, in pieces, in zones with and without summer time, and with odd offsets. */
export const SCHEDULES: Readonly<Record<string, ScheduleDocument>> = {
  office: {
    timeZone: 'Europe/Moscow',
    windows: [{ days: WORKDAYS, from: '09:00', to: '19:00' }],
    holidays: HOLIDAYS,
  },
  berlin: { timeZone: 'Europe/Berlin', windows: [{ days: WORKDAYS, from: '08:30', to: '17:45' }], holidays: HOLIDAYS },
  night: { timeZone: 'Europe/Berlin', windows: [{ days: ['fri', 'sat'], from: '22:00', to: '06:00' }] },
  newyork: {
    timeZone: 'America/New_York',
    windows: [
      { days: WORKDAYS, from: '01:30', to: '02:30' },
      { days: DAYS, from: '06:00', to: '14:00' },
    ],
  },
  lordhowe: {
    timeZone: 'Australia/Lord_Howe',
    windows: [{ days: DAYS, from: '15:00', to: '02:00' }],
    holidays: HOLIDAYS,
  },
  kathmandu: { timeZone: 'Asia/Kathmandu', windows: [{ days: WORKDAYS, from: '10:15', to: '24:00' }] },
  havana: { timeZone: 'America/Havana', windows: [{ days: ['sat', 'sun'], from: '00:00', to: '00:00' }] },
  always: { timeZone: 'UTC', windows: [{ days: DAYS, from: '00:00', to: '24:00' }] },
}

const HOUR = 3_600_000
const FROM = Date.parse('2026-01-01T00:00:00Z')

/** Instants near which the clock changes in one of the zones, or a holiday begins. */
const EDGES = [
  '2026-03-29T01:00Z',
  '2026-10-25T01:00Z',
  '2026-03-08T07:00Z',
  '2026-11-01T06:00Z',
  '2026-03-08T05:00Z',
  '2026-11-01T05:00Z',
  '2026-04-04T15:00Z',
  '2026-10-03T15:30Z',
  '2026-06-11T21:00Z',
  '2026-12-31T21:00Z',
  '2027-01-01T21:00Z',
].map((text) => Date.parse(text))

const ODD_TIMES = [Number.NaN, Number.POSITIVE_INFINITY, -8.64e15, 8.64e15, 8.64e15 + 1, -1, -0.5, 0]

/** An instant of two years, two thirds of them in working hours of Moscow. */
export function drawTime(random: Random): number {
  const day = FROM + random.below(730) * 24 * HOUR
  if (random.chance(0.34)) return day + random.below(24 * HOUR)
  const weekday = new Date(day).getUTCDay()
  const workday = day + (weekday === 0 ? 1 : weekday === 6 ? 2 : 0) * 24 * HOUR
  return workday + 6 * HOUR + random.below(10 * HOUR)
}

/** An instant within three hours of a change, on the minute or beside it, or one that is none. */
export function drawOddTime(random: Random): number {
  if (random.chance(0.1)) return random.pick(ODD_TIMES)
  return random.pick(EDGES) + (random.below(361) - 180) * 60_000 + random.pick([-1, 0, 0, 1, 0.5])
}
