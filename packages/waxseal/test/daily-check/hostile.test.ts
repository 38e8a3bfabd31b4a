import { isWaxsealError, type JournalEvent } from '@waxseal/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDailyCheck, dailyCheck } from '../../src/daily-check.js'
import { makeCompany } from './company/company.js'
import { DAY, Record, START } from './record.js'

const TYPES = [
  'contacts.viewed',
  'contacts.exported',
  'deliveries.viewed',
  'access.refused',
  'key.used',
  'rotation.begun',
]
TYPES.push('rotation.tested', 'rotation.switched', 'rotation.replaced', 'rotation.retired', 'rotation.ended')
TYPES.push('principal.offboarded', 'principal.reinstated', 'offboarding.begun', 'offboarding.reported', '', '.', 'a')
const NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'maria',
  '',
  'x'.repeat(100_000),
  '\ud800',
  '$map',
]

const anything = fc.oneof(
  fc.constantFrom(...NAMES, null, true, -1, 0, 1e300, -1e300, Number.NaN, Number.POSITIVE_INFINITY, [], {}),
  fc.array(
    fc.dictionary(fc.constantFrom('id', 'count', 'at'), fc.constantFrom<unknown>(...NAMES, 1, -5, 1e300, null, {})),
  ),
)
const members = ['principal', 'count', 'masked', 'network', 'outside', 'version', 'owner', 'until', 'expiresAt', 'uses']
const hostile = fc.record({
  type: fc.constantFrom(...TYPES),
  stream: fc
    .tuple(fc.constantFrom('key/', 'signing/', 'offboarding/', 'list/', ''), fc.constantFrom(...NAMES))
    .map((it) => it.join('')),
  at: fc.oneof(
    fc.nat(200).map((day) => START + day * DAY),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -8.64e15, 8.64e15, 8e15, -8e15, 0, -1),
  ),
  data: fc.oneof(
    { weight: 8, arbitrary: fc.dictionary(fc.constantFrom(...members), anything) },
    fc.constantFrom<unknown>(null, undefined, 'text', 7, []),
  ),
})

test('no event stops the check, and its state can still be kept', () => {
  fc.assert(
    fc.property(fc.array(hostile, { maxLength: 60 }), (events) => {
      const check = createDailyCheck()
      for (const [seq, event] of events.entries())
        check.take({ ...event, seq, tenant: 'default', version: seq } as unknown as JournalEvent)
      const report = check.report()
      for (const { day, evidence } of report.findings) {
        expect(day).toMatch(/^[+-]?\d{4,6}-\d{2}/)
        expect(Number.isFinite(evidence.count)).toBe(true)
      }
      const saved = JSON.parse(JSON.stringify(check.save()))
      expect(createDailyCheck({}, saved).report()).toEqual(report)
    }),
    { numRuns: process.env.THOROUGH === '1' ? 5000 : 300 },
  )
  expect(Object.keys(Object.prototype)).toEqual([])
})

test('what is no event is passed over', () => {
  const check = createDailyCheck()
  for (const one of [null, undefined, 5, 'text', [], {}, { type: 5, stream: 'a', data: {} }, { type: 'a.b', data: {} }])
    check.take(one as unknown as JournalEvent)
  expect(check.report().events).toBe(0)
})

test('names like members of objects are names', async () => {
  for (const principal of ['__proto__', 'constructor', '$map']) {
    const record = new Record().key(0, `key/${principal}`, principal, principal)
    record.add(1, 'principal.offboarded', `offboarding/${principal}`, { principal }).used(2, principal)
    const { findings } = await dailyCheck(record.until(9).events)
    expect(findings.map(({ code, principal: who }) => `${code} ${who}`)).toEqual([`key-after-leaving ${principal}`])
  }
})

test('a flood of made-up principals, keys, versions and departures is bounded', () => {
  const check = createDailyCheck({ maxPrincipals: 50 })
  const record = new Record()
  for (let index = 0; index < 3000; index++) {
    const name = `made-up-${index}`
    record.add(0, 'access.refused', 'list/1', { principal: name, operation: name })
    record.add(0, 'contacts.viewed', 'list/1', { principal: name, count: 1, network: name })
    record.add(0, 'rotation.begun', `key/${name}`, { version: name, owner: name })
    record.add(0, 'rotation.begun', 'key/one', { version: name })
    record.add(0, 'principal.offboarded', `offboarding/${name}`, { principal: name })
    record.add(0, 'offboarding.begun', `offboarding/${name}`)
    record.add(0, 'contacts.viewed', 'list/1', { principal: name, count: 1 })
  }
  let half = 0
  for (const [index, event] of record.until(2).events.entries()) {
    check.take(event)
    if (index === 10_000) half = JSON.stringify(check.save()).length
  }
  expect(JSON.stringify(check.save()).length).toBeLessThan(half * 1.2)
  expect(check.report().forgotten).toBeGreaterThan(5000)
})

test('a clock that goes back, or ahead by years for once, ends no day and hides nothing', async () => {
  const record = new Record()
    .key(0, 'key/k', 'v1')
    .add(4000, 'policy.adopted', 'policy')
    .add(-4000, 'policy.adopted', 'policy')
  record.add(1, 'principal.offboarded', 'offboarding/maria', { principal: 'maria' }).used(2, 'v1').until(5)
  const { findings } = await dailyCheck(record.events)
  expect(findings.map(({ code }) => code)).toEqual(['key-after-leaving'])
})

test('findings hold nothing of what was seen', async () => {
  const { events, peers, timeZone } = makeCompany(5, { people: 40, days: 90, thefts: 0 })
  const marked = events.map((event) => ({
    ...event,
    data: {
      ...event.data,
      query: 'PLANTED',
      reason: 'PLANTED',
      columns: ['PLANTED'],
      operation: 'PLANTED',
      by: 'PLANTED',
    },
  }))
  const report = await dailyCheck(marked, { peers, timeZone, minContacts: 1, sensitivity: 100, keys: { maxAge: 20 } })
  expect(report.findings.length).toBeGreaterThan(20)
  const text = JSON.stringify(report)
  expect(text).not.toContain('PLANTED')
  for (const network of new Set(events.flatMap(({ data }) => (typeof data.network === 'string' ? [data.network] : []))))
    expect(text).not.toContain(JSON.stringify(network))
})

test.each([
  { timeZone: 5 },
  { peers: 'role' },
  { workingHours: {} },
  { sensitivity: 0 },
  { sensitivity: Number.NaN },
  { minContacts: -1 },
  { maxPrincipals: 1.5 },
  { maxPrincipals: Number.POSITIVE_INFINITY },
  { keys: null },
  { keys: { maxAge: '90d' } },
  { keys: { max: 1 } },
  { sensitivty: 1 },
  { day: '2026-02-30' },
  { day: 'today' },
  { day: '2026-02-03', to: '2026-02-04' },
  { from: '2026-02-04', to: '2026-02-03' },
])('options that cannot be meant are refused: %j', async (options) => {
  const refused = await dailyCheck([], options as never).then(
    () => false,
    (error) => isWaxsealError(error, 'daily-check-options-invalid'),
  )
  expect(refused).toBe(true)
})
