import { expect, test } from 'vitest'
import { limited, waitFor } from '../src/wait.js'

test('a wait ends by itself or with its signal, before and while it lasts', async () => {
  await waitFor(1)
  await expect(waitFor(60_000, AbortSignal.abort())).rejects.toThrow('aborted')
  const controller = new AbortController()
  const waiting = waitFor(60_000, controller.signal)
  controller.abort(new Error('planted'))
  await expect(waiting).rejects.toThrow('the wait was aborted')
})

test('a wait longer than timers can hold does not fire at once', async () => {
  const controller = new AbortController()
  const first = await Promise.race([
    waitFor(2 ** 40, controller.signal).catch(() => 'aborted'),
    waitFor(20).then(() => 'still waiting'),
  ])
  controller.abort()
  expect(first).toBe('still waiting')
})

test('limited work ends in one of four ways', async () => {
  expect(await limited(1_000, undefined, async () => 7)).toEqual({ end: 'done', value: 7 })
  const error = new Error('x')
  const broken = () => {
    throw error
  }
  expect(await limited(1_000, undefined, broken)).toEqual({ end: 'failed', error })
  expect(await limited(10, undefined, () => new Promise(() => {}))).toEqual({ end: 'timeout' })
  const controller = new AbortController()
  const work = limited(1_000, controller.signal, () => new Promise(() => {}))
  controller.abort()
  expect(await work).toEqual({ end: 'aborted' })
})

test('work is not begun after an abort, and told of one while it runs', async () => {
  let begun = false
  await limited(1_000, AbortSignal.abort(), async () => {
    begun = true
  })
  expect(begun).toBe(false)
  let told: AbortSignal | undefined
  await limited(5, undefined, (signal) => {
    told = signal
    return new Promise(() => {})
  })
  expect(told?.aborted).toBe(true)
})
