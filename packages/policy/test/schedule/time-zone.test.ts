import { expect, test } from 'vitest'
import { findTimeZone } from '../../src/schedule/find-time-zone.js'
import { TimeZone } from '../../src/schedule/time-zone.js'

const THOROUGH = process.env.THOROUGH === '1'
const HOUR = 3_600_000
const YEAR = 365.2425 * 24 * HOUR

/** The offset from the whole date that the platform shows, for years with four to six digits. */
function offsetByDate(clock: Intl.DateTimeFormat, at: number): number {
  const part = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 0, day, hour, minute, second } = part
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000
}

function dateClock(timeZone: string): Intl.DateTimeFormat {
  const digits = 'numeric'
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: digits,
    month: digits,
    day: digits,
    hour: digits,
    minute: digits,
    second: digits,
  })
}

/** Fractions that fill the unit interval evenly. */
const spread = (index: number) => (index * 0.618_033_988_749_895) % 1

test('every zone of the platform, from the year 1000 to 275,000', { timeout: 600_000 }, () => {
  const wrong: string[] = []
  const eras = [
    [1000, 1800],
    [1840, 1970],
    [1970, 2038],
    [1970, 2038],
    [2038, 2100],
    [2100, 2500],
    [2500, 3300],
    [3300, 275_000],
  ]
  let drawn = 0
  for (const name of Intl.supportedValuesOf('timeZone')) {
    const zone = new TimeZone(name)
    const clock = dateClock(name)
    for (let turn = 0; turn < (THOROUGH ? 100 : 1); turn++) {
      // All eras of a zone when there is time, otherwise one of them, in turn.
      for (const [from = 0, to = 0] of THOROUGH ? eras : [eras[drawn % eras.length] ?? []]) {
        const at = Math.floor((from - 1970 + (to - from) * spread(drawn++)) * YEAR)
        if (zone.offsetAt(at) !== offsetByDate(clock, at)) wrong.push(`${name} ${new Date(at).toISOString()}`)
      }
    }
  }
  expect(wrong).toEqual([])
})

test.each(['Europe/Berlin', 'Africa/Casablanca', 'Australia/Lord_Howe', 'Asia/Gaza', 'America/New_York'])(
  '%s: each change at its second',
  (name) => {
    const zone = new TimeZone(name)
    const clock = dateClock(name)
    let changes = 0
    for (const year of [1880, 1895, 1910, 1940, 2026, 2826]) {
      for (let at = Date.UTC(year); at < Date.UTC(year + 15); ) {
        const offset = zone.offsetAt(at)
        at = zone.sameOffsetUntil(at)
        expect([zone.offsetAt(at - 1), offsetByDate(clock, at - 1)]).toEqual([offset, offset])
        expect(zone.offsetAt(at)).toBe(offsetByDate(clock, at))
        if (zone.offsetAt(at) !== offset) changes++
      }
    }
    expect(changes).toBeGreaterThan(3)
  },
)

test('four days at an offset, the shortest stay there ever was', () => {
  const zone = new TimeZone('Africa/Freetown')
  const clock = dateClock('Africa/Freetown')
  for (let at = Date.UTC(1939, 8, 1); at < Date.UTC(1939, 8, 10); at += HOUR / 2) {
    expect(zone.offsetAt(at)).toBe(offsetByDate(clock, at))
  }
})

test.each(['Africa/Casablanca', 'Asia/Gaza', 'America/Nuuk', 'Antarctica/Troll'])(
  '%s: each hour of 2026 and of 2826',
  (name) => {
    const zone = new TimeZone(name)
    const clock = dateClock(name)
    const wrong: string[] = []
    for (const year of [2026, 2826]) {
      for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += HOUR) {
        if (zone.offsetAt(at) !== offsetByDate(clock, at)) wrong.push(new Date(at).toISOString())
      }
    }
    expect(wrong).toEqual([])
  },
)

test('the offset stays until it may change, far away too', () => {
  const zone = new TimeZone('America/New_York')
  for (const start of [
    -8.64e15,
    -1e14,
    Date.UTC(1798),
    Date.UTC(2026),
    Date.UTC(2499),
    Date.UTC(2500),
    Date.UTC(9999),
    8.6e15,
  ]) {
    let at = start
    for (let turn = 0; turn < 12; turn++) {
      const until = zone.sameOffsetUntil(at)
      expect(until).toBeGreaterThan(at)
      for (const part of [0.1, 0.5, 0.999]) expect(zone.offsetAt(at + (until - at) * part)).toBe(zone.offsetAt(at))
      at = until
    }
  }
})

test('one object for a zone, however its name is spelt; none for what is no zone', () => {
  expect(findTimeZone('Europe/Moscow')).toBeDefined()
  expect(findTimeZone('EUROPE/moscow')).toBe(findTimeZone('Europe/Moscow'))
  for (const name of ['__proto__', 'constructor', '', '+03:00', 'x'.repeat(1_000_000)])
    expect(findTimeZone(name)).toBeUndefined()
})
