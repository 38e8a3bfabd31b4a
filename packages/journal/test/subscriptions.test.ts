import type { JournalEvent } from '@waxseal/core'
import { expect, test } from 'vitest'
import { Subscriptions } from '../src/adapter.js'

const eventAt = (seq: number): JournalEvent => {
  return { seq, tenant: 't', stream: 's', version: seq, type: 'test.happened', at: 0, data: {} }
}

/** A journal whose reading fails as long as there is a failure. */
function unreliable() {
  const state: { size: number; failure?: Error | undefined } = { size: 0 }
  const subscriptions = new Subscriptions({
    size: () => state.size,
    async *read(from) {
      for (let seq = from; seq < state.size; seq++) {
        if (state.failure !== undefined) throw state.failure
        yield eventAt(seq)
      }
    },
  })
  function publish(count = 1): void {
    const events = Array.from({ length: count }, (_, index) => eventAt(state.size + index))
    state.size += count
    subscriptions.publish(events)
  }
  return { state, subscriptions, publish }
}

test('catching up fails as long as a listener cannot be told, and succeeds when it can', async () => {
  const { state, subscriptions, publish } = unreliable()
  publish(3)
  state.failure = new Error('the disk does not answer')
  const heard: number[] = []
  subscriptions.add(0, ({ seq }) => heard.push(seq))
  await expect(subscriptions.catchUp()).rejects.toBe(state.failure)
  await expect(subscriptions.catchUp()).rejects.toBe(state.failure)
  expect(heard).toEqual([])
  state.failure = undefined
  await subscriptions.catchUp()
  expect(heard).toEqual([0, 1, 2])
  publish()
  expect(heard).toEqual([0, 1, 2, 3])
})

test('a listener that stopped behind tries again when something is published', async () => {
  const { state, subscriptions, publish } = unreliable()
  publish(2)
  state.failure = new Error('the disk does not answer')
  const heard: number[] = []
  subscriptions.add(0, ({ seq }) => heard.push(seq))
  await expect(subscriptions.catchUp()).rejects.toBe(state.failure)
  state.failure = undefined
  publish()
  await subscriptions.catchUp()
  expect(heard).toEqual([0, 1, 2])
})

test('who ended is not waited for', async () => {
  const { state, subscriptions, publish } = unreliable()
  publish(2)
  state.failure = new Error('the disk does not answer')
  const end = subscriptions.add(0, () => undefined)
  end()
  await subscriptions.catchUp()
  subscriptions.add(0, () => undefined)
  subscriptions.close()
  await subscriptions.catchUp()
})
