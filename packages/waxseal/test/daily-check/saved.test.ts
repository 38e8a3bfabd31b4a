import { isWaxsealError, type JsonValue, openFold } from '@waxseal/core'
import { memoryJournal, memorySnapshotStore } from '@waxseal/journal'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDailyCheck, dailyCheck, dailyCheckFold } from '../../src/daily-check.js'
import { makeCompany } from './company/company.js'
import { Record } from './record.js'

const company = makeCompany(3, { people: 30, days: 70, thefts: 0 })
const options = {
  peers: company.peers,
  timeZone: company.timeZone,
  minContacts: 5,
  sensitivity: 20,
  keys: { maxAge: 40 },
}
const throughText = (saved: JsonValue) => JSON.parse(JSON.stringify(saved)) as JsonValue

test('wherever a check is saved and read back, it finds the same', async () => {
  const whole = await dailyCheck(company.events, options)
  expect(whole.findings.length).toBeGreaterThan(10)
  const places = fc.uniqueArray(fc.nat(company.events.length), { maxLength: 4 })
  fc.assert(
    fc.property(places, (stops) => {
      let check = createDailyCheck(options)
      for (const [index, event] of company.events.entries()) {
        if (stops.includes(index)) check = createDailyCheck(options, throughText(check.save()))
        check.take(event)
      }
      expect(check.report()).toEqual(whole)
    }),
    { numRuns: process.env.THOROUGH === '1' ? 200 : 8 },
  )
})

test('what was read back is saved as the same text', () => {
  const check = createDailyCheck(options)
  for (const event of company.events) check.take(event)
  const saved = JSON.stringify(check.save())
  expect(JSON.stringify(createDailyCheck(options, JSON.parse(saved)).save())).toBe(saved)
})

test('reports of today do not change what is found tomorrow', async () => {
  const check = createDailyCheck(options)
  for (const [index, event] of company.events.entries()) {
    check.take(event)
    if (index % 500 === 0) check.report()
  }
  expect(check.report()).toEqual(await dailyCheck(company.events, options))
})

test('events come one by one as well', async () => {
  async function* slowly() {
    yield* company.events
  }
  expect(await dailyCheck(slowly(), options)).toEqual(await dailyCheck(company.events, options))
})

test('a state of other options, of another format or damaged is refused', () => {
  const check = createDailyCheck()
  for (const event of new Record().key(0, 'key/k', 'v1').until(3).events) check.take(event)
  const saved = throughText(check.save()) as { state: object }
  const refused = (state: JsonValue, given = {}) => {
    try {
      createDailyCheck(given, state)
    } catch (error) {
      return isWaxsealError(error, 'daily-check-state-invalid')
    }
    return false
  }
  expect(refused(saved as never)).toBe(false)
  expect(refused(saved as never, { minContacts: 51 })).toBe(true)
  expect(refused({ ...saved, format: 2 } as never)).toBe(true)
  for (const one of [null, 5, 'text', [], {}]) expect(refused(one)).toBe(true)
  for (const name of Object.keys(saved.state)) {
    expect(refused({ ...saved, state: { ...saved.state, [name]: null } } as never)).toBe(true)
    expect(refused({ ...saved, state: { ...saved.state, [name]: { a: 1 } } } as never), name).toBe(name !== 'company')
  }
})

test('the fold follows a journal and starts from its snapshot', async () => {
  const journal = memoryJournal()
  const place = { tenant: 'default', snapshots: memorySnapshotStore() }
  const write = async (record: Record) => {
    for (const { stream, type, at, data } of record.events)
      await journal.append({ tenant: 'default', stream }, [{ type, at, data }])
  }
  await write(new Record().key(0, 'signing/seal', 'v1'))
  const first = await openFold(journal, dailyCheckFold(), { ...place, clock: () => Date.UTC(2026, 5, 1) })
  await first.snapshot()
  first.close()
  await write(new Record().until(100))
  const second = await openFold(journal, dailyCheckFold(), place)
  expect(second.state.report().findings.map(({ code }) => code)).toEqual(['key-old'])
  expect(second.state.report().events).toBe(7)
})
