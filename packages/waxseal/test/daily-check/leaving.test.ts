import { expect, test } from 'vitest'
import { createDailyCheck, dailyCheck } from '../../src/daily-check.js'
import { date, HOUR, Record, START } from './record.js'

const MARIA = { principal: 'maria', by: 'boss', reason: 'left' }
const leave = (record: Record, day: number) => record.add(day, 'principal.offboarded', 'offboarding/maria', MARIA)

async function codes(record: Record, options = {}) {
  const { findings } = await dailyCheck(record.events, options)
  return findings.map(({ day, code }) => `${day} ${code}`)
}

test('a key that is used after its owner left is told once, as urgent', async () => {
  const record = leave(new Record().key(0, 'key/k', 'v1').used(1, 'v1'), 2)
    .used(3, 'v1')
    .used(3, 'v1')
    .used(4, 'v1')
  const { findings } = await dailyCheck(record.until(10).events)
  expect(findings).toEqual([
    {
      ...{ code: 'key-after-leaving', severity: 'high', principal: 'maria', key: 'key/k', day: date(3), score: 0 },
      message: 'the key was used after its owner had left',
      evidence: { seqs: [5, 6], count: 6, usual: 0, since: START + 2 * 24 * HOUR },
    },
  ])
})

test('whose a key is stands where it was issued', async () => {
  const record = new Record().add(0, 'key.issued', 'key/k', { owner: 'maria', scopes: [] })
  record.add(0, 'rotation.begun', 'key/k', { version: 'v0' }).add(0, 'rotation.aborted', 'key/k', { version: 'v0' })
  record.add(0, 'rotation.begun', 'key/k', { version: 'v1' })
  const { findings } = await dailyCheck(leave(record, 1).used(2, 'v1').events)
  expect(findings.map(({ code, principal }) => `${code} ${principal}`)).toEqual(['key-after-leaving maria'])
})

test('uses before the departure may be written down after it', async () => {
  const record = leave(new Record().key(0, 'key/k', 'v1'), 2).used(3, 'v1', START + 24 * HOUR)
  expect(await codes(record.until(10))).toEqual([])
})

test('a key that was taken away, and one of somebody else, are not told', async () => {
  const record = leave(new Record().key(0, 'key/k', 'v1').key(0, 'key/other', 'w1', 'ivan'), 2)
  record.add(2, 'rotation.ended', 'key/k', { reason: 'offboarded' }).used(3, 'v1').used(3, 'w1')
  expect(await codes(record.until(10))).toEqual([])
})

test('whoever sees contacts after he left is told; who came back is not, and is again when he leaves again', async () => {
  const view = (record: Record, day: number) =>
    record.add(day, 'contacts.viewed', 'list/1', { principal: 'maria', count: 2, masked: [] })
  const record = view(leave(new Record(), 1), 2).until(5)
  record.add(6, 'principal.reinstated', 'offboarding/maria', MARIA)
  view(leave(view(record, 7), 8), 9).until(15)
  expect(await codes(record)).toEqual([`${date(2)} active-after-leaving`, `${date(9)} active-after-leaving`])
})

test('masked contacts are not seen', async () => {
  const record = leave(new Record(), 1)
  record.add(2, 'contacts.viewed', 'list/1', { principal: 'maria', count: 2, masked: ['email', 'phone'] }).until(9)
  expect(await codes(record)).toEqual([])
})

test('an offboarding must end with a report that says so', async () => {
  const record = new Record().add(0, 'offboarding.begun', 'offboarding/maria', { by: 'boss', overlap: 0 })
  record.add(0.1, 'offboarding.reported', 'offboarding/maria', { complete: false })
  expect(await codes(record.until(5))).toEqual([`${date(1)} offboarding-unfinished`])
  const ended = new Record().add(0, 'offboarding.begun', 'offboarding/maria', { by: 'boss', overlap: 0 })
  expect(await codes(ended.add(0.5, 'offboarding.reported', 'offboarding/maria', { complete: true }).until(9))).toEqual(
    [],
  )
})

test('today is told before it is over, and looking changes nothing', () => {
  const record = leave(new Record().key(0, 'key/k', 'v1'), 2).used(3, 'v1')
  const check = createDailyCheck()
  for (const event of record.events) check.take(event)
  const first = check.report()
  expect(first.findings.map(({ code }) => code)).toEqual(['key-after-leaving'])
  expect(check.report()).toEqual(first)
  for (const event of record.until(9).events.slice(-3)) check.take(event)
  expect(check.report().findings).toEqual(first.findings)
})

test('a range of days', async () => {
  const { events } = leave(new Record().key(0, 'key/k', 'v1'), 2)
    .used(3, 'v1')
    .until(100)
  const days = async (range: object) => (await dailyCheck(events, range)).findings.map(({ day }) => day)
  expect(await days({ day: date(3) })).toEqual([date(3)])
  expect(await days({ from: date(4) })).toEqual([date(48), date(90)])
  expect(await days({ to: date(48) })).toEqual([date(3), date(48)])
})
