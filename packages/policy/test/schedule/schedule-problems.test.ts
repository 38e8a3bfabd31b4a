import { expect, test } from 'vitest'
import type { ScheduleDocument, ScheduleWindow } from '../../src/schedule/schedule-document.js'
import { scheduleProblems } from '../../src/schedule/schedule-problems.js'

const window: ScheduleWindow = { days: ['mon', 'mon'], from: '09:00', to: '18:00' }
const schedule: ScheduleDocument = { timeZone: 'Europe/Moscow', windows: [window] }

const paths = (document: ScheduleDocument) => scheduleProblems(document).map(({ path }) => path.join('.'))

test('a sound schedule', () => {
  expect(scheduleProblems(schedule)).toEqual([])
  expect(scheduleProblems({ ...schedule, holidays: ['2028-02-29', '2027-01-01', '2027-01-01'] })).toEqual([])
  expect(scheduleProblems({ ...schedule, holidays: undefined })).toEqual([])
})

test.each(['00:00', '09:05', '23:59'])('%s is a time', (from) => {
  expect(scheduleProblems({ ...schedule, windows: [{ ...window, from, to: from }] })).toEqual([])
})

test('`24:00` only ends', () => {
  expect(paths({ ...schedule, windows: [{ ...window, to: '24:00' }] })).toEqual([])
  expect(paths({ ...schedule, windows: [{ ...window, from: '24:00' }] })).toEqual(['windows.0.from'])
})

test.each([
  '9:00',
  '09:0',
  '0900',
  '09:60',
  '24:01',
  '25:00',
  '09:00:00',
  '09:00 ',
  ' 09:00',
  '09:00\n',
  '-1:00',
  '+9:00',
  '9am',
  '09.00',
  '٠٩:٠٠',
  '０９:００',
  '',
  '__proto__',
])('%j is no time', (text) => {
  expect(paths({ ...schedule, windows: [{ ...window, from: text, to: text }] })).toEqual([
    'windows.0.from',
    'windows.0.to',
  ])
})

test.each([
  '2027-02-29',
  '2027-02-30',
  '2027-04-31',
  '2027-13-01',
  '2027-00-10',
  '2027-01-00',
  '2027-01-32',
  '2027-1-1',
  '20270101',
  '01.01.2027',
  '2027-01-01T00:00',
  '2027-01-01\n',
  '+002027-01-01',
  '-002027-01-01',
  '2027/01/01',
  '',
  '٢٠٢٧-٠١-٠١',
])('%j is no date', (text) => {
  expect(paths({ ...schedule, holidays: ['2027-01-01', text] })).toEqual(['holidays.1'])
})

test.each([
  'UTC',
  'Etc/GMT+5',
  'America/Argentina/Buenos_Aires',
  'Europe/Kiev',
  'europe/moscow',
  'America/Port-au-Prince',
])('%s is a time zone', (timeZone) => {
  expect(scheduleProblems({ ...schedule, timeZone })).toEqual([])
})

test.each(['Europe/Moskow', 'toString', 'constructor', 'Europe', 'Mars/Olympus'])('%s is no time zone', (timeZone) => {
  const what = `no time zone is named \`${timeZone}\``
  // Twice: a zone that was not found is not kept.
  for (let time = 0; time < 2; time++)
    expect(scheduleProblems({ ...schedule, timeZone })).toEqual([{ path: ['timeZone'], what }])
})

test.each([
  '',
  '__proto__',
  '+03:00',
  '-00:00',
  '+0300',
  ' Europe/Moscow',
  'Europe/Moscow\n',
  'Europe/Moscow\0',
  'Еurope/Moscow',
  'Asia/\u212Aathmandu',
  '../Moscow',
  '`Europe/Moscow`',
  'x'.repeat(1_000_000),
  'Europe/'.repeat(200_000),
])('%.20j cannot be the name of a time zone, and is not quoted', (timeZone) => {
  const what = 'must be the name of a time zone such as `Europe/Moscow`'
  expect(scheduleProblems({ ...schedule, timeZone })).toEqual([{ path: ['timeZone'], what }])
})

test('a schedule that never opens', () => {
  expect(paths({ ...schedule, windows: [] })).toEqual(['windows'])
  expect(paths({ ...schedule, windows: [window, { ...window, days: [] }] })).toEqual(['windows.1.days'])
})

test('all faults at once', () => {
  const document = { timeZone: '', windows: [{ days: [], from: '', to: '' }], holidays: ['', '2027-02-30'] }
  expect(paths(document)).toEqual([
    'timeZone',
    'windows.0.days',
    'windows.0.from',
    'windows.0.to',
    'holidays.0',
    'holidays.1',
  ])
})
