import { expect, test } from 'vitest'
import { dailyCheck } from '../../src/daily-check.js'
import { DAY, date, Record, START } from './record.js'

async function told(record: Record, options = {}) {
  const { findings } = await dailyCheck(record.events, options)
  return findings.map(({ day, code, key, principal }) => [day, code, key, principal].filter(Boolean).join(' '))
}

test('a key of which nothing is to be said is not told', async () => {
  const record = new Record().key(0, 'key/k', 'v1')
  for (let day = 1; day < 80; day++) record.used(day, 'v1')
  expect(await told(record.until(80))).toEqual([])
})

test('an old key is told once, on the day on which it became old, with its place on the record', async () => {
  const record = new Record().key(0, 'signing/seal', 'v1').until(200)
  const { findings } = await dailyCheck(record.events)
  expect(findings).toEqual([
    {
      ...{ code: 'key-old', severity: 'medium', key: 'signing/seal', principal: 'maria', day: date(90), score: 0 },
      message: 'the key is older than the policy allows',
      evidence: { seqs: [0], count: 91, usual: 90, since: START },
    },
  ])
})

test.each(['key/k', 'signing/seal', 'credential/unisender'])(
  'a rotation in %s makes it young again',
  async (stream) => {
    const record = new Record().key(0, stream, 'v1').used(40, 'v1').key(80, stream, 'v2').used(81, 'v2')
    record.add(81, 'rotation.retired', stream, { version: 'v1' }).used(120, 'v2').until(150)
    expect(await told(record)).toEqual([])
  },
)

test('only API keys are said to be unused, and again after they were used', async () => {
  const record = new Record().key(0, 'key/k', 'v1').key(0, 'credential/p', 'v1').until(60).used(61, 'v1').until(200)
  expect(await told(record, { keys: { maxAge: Number.POSITIVE_INFINITY } })).toEqual([
    `${date(45)} key-unused key/k maria`,
    `${date(106)} key-unused key/k maria`,
  ])
})

test('what has expired lets nobody in', async () => {
  const record = new Record()
    .add(0, 'rotation.begun', 'key/k', { version: 'v1', expiresAt: START + 30 * DAY })
    .add(0, 'rotation.tested', 'key/k', { version: 'v1' })
    .add(0, 'rotation.switched', 'key/k', { version: 'v1' })
  expect(await told(record.until(300))).toEqual([])
})

test('a rotation that was begun and does not end is stuck, however far it came', async () => {
  const record = new Record().add(0, 'rotation.begun', 'key/k', { version: 'v1' }).until(5)
  record.add(6, 'rotation.tested', 'key/k', { version: 'v1' }).until(20)
  expect(await told(record)).toEqual([`${date(3)} rotation-stuck key/k`])
})

test('an old version that lives on is stuck: after its promised end, or without one', async () => {
  const promised = new Record().key(0, 'signing/a', 'v1')
  promised
    .add(1, 'rotation.begun', 'signing/a', { version: 'v2' })
    .add(1, 'rotation.tested', 'signing/a', { version: 'v2' })
  promised.add(1, 'rotation.switched', 'signing/a', { version: 'v2', until: START + 10 * DAY }).until(30)
  expect(await told(promised)).toEqual([`${date(13)} rotation-stuck signing/a maria`])
  const endless = new Record().key(0, 'signing/a', 'v1').key(1, 'signing/a', 'v2').until(30)
  expect(await told(endless)).toEqual([`${date(4)} rotation-stuck signing/a maria`])
})

test.each(['aborted', 'retired'])('a version that was %s is of no interest', async (word) => {
  const record = new Record().add(0, 'rotation.begun', 'key/k', { version: 'v1' })
  expect(await told(record.add(1, `rotation.${word}`, 'key/k', { version: 'v1' }).until(300))).toEqual([])
})

test('an emergency retires all others; the end retires all', async () => {
  const record = new Record().key(0, 'signing/a', 'v1').key(1, 'signing/a', 'v2')
  record
    .add(2, 'rotation.begun', 'signing/a', { version: 'v3' })
    .add(2, 'rotation.tested', 'signing/a', { version: 'v3' })
  record.add(2, 'rotation.replaced', 'signing/a', { version: 'v3', reason: 'leaked' }).until(80)
  expect(await told(record)).toEqual([])
  expect(await told(record.add(81, 'rotation.ended', 'signing/a', { reason: 'gone' }).until(300))).toEqual([])
})

test('policy is an option', async () => {
  const record = new Record().key(0, 'signing/a', 'v1').until(20)
  expect(await told(record, { keys: { maxAge: 10 } })).toEqual([`${date(10)} key-old signing/a maria`])
})
