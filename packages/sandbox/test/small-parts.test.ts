import { fixedClock, seededRandom } from '@waxseal/testing'
import { expect, test } from 'vitest'
import { Activity } from '../src/activity.js'
import { Agenda } from '../src/agenda.js'
import { Jobs } from '../src/jobs.js'
import { RateLimit } from '../src/rate-limit.js'
import { RequestLog } from '../src/request-log.js'
import { readWireTime, WireNumbers, wireTime } from '../src/wire.js'

test('activity: idle when the last work has ended, well or not', async () => {
  const activity = new Activity()
  await activity.whenIdle()
  const order: string[] = []
  let finish = () => {}
  const slow = activity.run(
    () =>
      new Promise<void>((resolve) => {
        finish = resolve
      }),
  )
  const failing = activity.run(async () => {
    throw new Error('failed')
  })
  const idle = activity.whenIdle().then(() => order.push('idle'))
  await expect(failing).rejects.toThrow('failed')
  order.push('failed')
  finish()
  await Promise.all([slow, idle])
  expect(order).toEqual(['failed', 'idle'])
})

test('agenda: due work is done at once, later work when the clock has come to it', () => {
  const clock = fixedClock(1_000)
  const agenda = new Agenda(clock)
  const done: number[] = []
  agenda.add(1_000, () => done.push(1))
  agenda.add(9_000_000_000_000, () => done.push(3))
  agenda.add(2_000, () => done.push(2))
  expect(done).toEqual([1])
  clock.advance(1_000)
  agenda.tick()
  expect(done).toEqual([1, 2])
  agenda.stop()
  clock.advance(9_000_000_000_000)
  agenda.tick()
  expect(done).toEqual([1, 2])
})

test('rate limit: a sliding window, refused calls do not count', () => {
  const clock = fixedClock(0)
  const limit = new RateLimit(clock, 60_000)
  const take = (calls: number) => Array.from({ length: calls }, () => limit.take('a', 3)).filter(Boolean).length
  expect(take(2)).toBe(2)
  clock.advance(30_000)
  expect(take(5)).toBe(1)
  clock.advance(30_000)
  expect(take(5)).toBe(2)
  expect(limit.take('b', 1)).toBe(true)
})

test('jobs: ids are UUIDs of version 4', () => {
  const jobs = new Jobs(seededRandom(1), 0)
  const job = jobs.start('x', () => '')
  jobs.stop()
  expect(job.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(jobs.find(job.id)).toBe(job)
  expect(jobs.find('other')).toBeUndefined()
})

test('the request log forgets the oldest', () => {
  const log = new RequestLog(fixedClock(5))
  for (let count = 0; count < 12_000; count++) log.note(`m${'x'.repeat(count % 3)}`, String(count))
  expect(log.entries.length).toBeLessThanOrEqual(10_000)
  expect(log.entries.at(-1)).toEqual({ method: 'mxx', at: 5, outcome: '11999' })
})

test('times and numbers of the wire', () => {
  expect(wireTime(Date.parse('2025-06-01T08:00:30.999Z'))).toBe('2025-06-01 08:00:30')
  expect(readWireTime('2025-06-01 08:00')).toBe(Date.parse('2025-06-01T08:00:00Z'))
  expect(readWireTime('2024-02-29 23:59:59')).toBe(Date.parse('2024-02-29T23:59:59Z'))
  for (const wrong of [
    '2025-02-29 00:00',
    '2025-06-01 24:00',
    '2025-06-01T08:00',
    '2025-06-01',
    '',
    '2025-06-01 08:00Z',
  ]) {
    expect(readWireTime(wrong), wrong).toBeUndefined()
  }
  const numbers = new WireNumbers()
  expect([numbers.write('501'), numbers.write('501'), numbers.write(0), numbers.write(0)]).toEqual([501, '501', 0, '0'])
})
