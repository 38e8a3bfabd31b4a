import type { ScheduleDocument } from '../../src/schedule/schedule-document.js'

export const MINUTE = 60_000
export const DAY = 86_400_000
export const FIRST = Date.UTC(2026, 0, 1)
export const END = Date.UTC(2028, 0, 1)

/** Both clock changes by an hour and by half of one, at 02:00, at midnight and around Ramadan; odd offsets; no changes. */
export const ZONES = [
  'Europe/Moscow',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Pacific/Chatham',
  'Asia/Kathmandu',
]

const WORKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri'] as const
const ALL = [...WORKDAYS, 'sat', 'sun'] as const
/** Clock changes of 2026 and 2027 in these zones, and days beside them. */
const HOLIDAYS = ['2026-03-08', '2026-03-29', '2026-04-24', '2026-10-04', '2026-10-25', '2026-10-29', '2027-03-28']

/** Schedules that are each wrong in another way if a rule is read otherwise. */
export const SCHEDULES: readonly Omit<ScheduleDocument, 'timeZone'>[] = [
  { windows: [{ days: WORKDAYS, from: '09:00', to: '18:00' }] },
  { windows: [{ days: ['fri', 'sat', 'thu'], from: '22:00', to: '06:00' }], holidays: HOLIDAYS },
  { windows: [{ days: ALL, from: '01:45', to: '02:15' }] },
  { windows: [{ days: ['sun', 'wed'], from: '02:30', to: '02:30' }], holidays: HOLIDAYS },
  { windows: [{ days: ALL, from: '23:30', to: '00:30' }], holidays: HOLIDAYS },
  {
    windows: [
      { days: ['sat'], from: '12:00', to: '24:00' },
      { days: ['sun'], from: '00:00', to: '03:00' },
      { days: ['sun', 'sun'], from: '02:00', to: '04:01' },
      { days: ['mon'], from: '00:00', to: '00:00' },
    ],
    holidays: ['2026-10-24', '2026-10-25'],
  },
]
