import { expect, test } from 'vitest'
import { Bell, timerWait } from '../../src/credential/bell.js'
import { LeaseBook } from '../../src/credential/lease-book.js'

test('leases are counted by version, end once, and tell when the last one did', () => {
  let now = 5
  const ended: string[] = []
  const book = new LeaseBook(
    () => now,
    (version) => ended.push(version),
  )
  const ends = [book.begin('a'), book.begin('a'), book.begin('b')]
  expect([book.running('a'), book.running('b'), book.versions()]).toEqual([2, 1, ['a', 'b']])
  ends[0]?.()
  ends[0]?.()
  expect([book.running('a'), ended]).toEqual([1, []])
  now = 9
  ends[1]?.()
  expect([book.running('a'), book.lastEnd('a'), book.lastEnd('b'), ended]).toEqual([0, 9, undefined, ['a']])
  expect(book.versions()).toEqual(['b'])
})

test('a bell wakes all who wait, and leaves no timer behind', async () => {
  let timers = 0
  const bell = new Bell((_, signal) => {
    timers++
    return new Promise((_, reject) => {
      signal?.addEventListener('abort', () => {
        timers--
        reject(new Error('over'))
      })
    })
  })
  const controller = new AbortController()
  const waiting = [bell.heard(1000), bell.heard(1000, controller.signal)]
  expect(timers).toBe(2)
  controller.abort()
  await waiting[1]
  expect(timers).toBe(1)
  bell.ring()
  await waiting[0]
  expect(timers).toBe(0)
  await bell.heard(1000, controller.signal)
  expect(timers).toBe(0)
})

test('the timer of the runtime waits, and stops with its signal', async () => {
  await timerWait(0)
  await timerWait(-5)
  const controller = new AbortController()
  const long = timerWait(2 ** 40, controller.signal)
  controller.abort()
  await expect(long).rejects.toMatchObject({ name: 'AbortError' })
  await expect(timerWait(1000, controller.signal)).rejects.toMatchObject({ name: 'AbortError' })
  await new Bell(timerWait).heard(1)
})
