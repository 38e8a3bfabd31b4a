import { expect, test } from 'vitest'
import { AppendQueue } from '../src/append-queue.js'

const append = (length: number, json = '') => ({
  tenant: 't',
  stream: 's',
  drafts: Array.from({ length }, () => ({ type: 'a', at: 0, data: {}, json })),
})

test('what comes in one turn, and what the last batch woke, shares a batch; order stays', async () => {
  const batches: number[] = []
  const queue = new AppendQueue<number>(async (batch) => {
    batches.push(batch.length)
    await new Promise((resolve) => setImmediate(resolve))
    return batch.map(({ drafts }) => drafts.length)
  })
  const writers = Array.from({ length: 10 }, async (_, index) => {
    for (let round = 0; round < 4; round++) expect(await queue.add(append(index))).toBe(index)
  })
  await Promise.all(writers)
  await queue.idle()
  expect(batches).toEqual([10, 10, 10, 10])
})

test('batches are bounded, single appends are not', async () => {
  const batches: number[] = []
  const queue = new AppendQueue<number>(async (batch) => {
    batches.push(batch.length)
    return batch.map(() => 0)
  })
  const sizes = [5_000, 600, 400, 1, 999, 1, 1]
  await Promise.all(sizes.map((size) => queue.add(append(size))))
  await Promise.all([1, 2, 3].map(() => queue.add(append(9, 'x'.repeat(256 * 1024)))))
  expect(batches).toEqual([1, 2, 2, 2, 1, 1, 1])
})

test('a failure is told to all that wait, and the queue goes on', async () => {
  let failing = true
  const queue = new AppendQueue<string>(async (batch) => {
    await new Promise((resolve) => setImmediate(resolve))
    if (failing) throw new Error('down')
    return batch.map(() => 'written')
  })
  const first = queue.add(append(1))
  await Promise.resolve()
  const settled = Promise.allSettled([first, queue.add(append(2_000)), queue.add(append(2_000))])
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  failing = false
  expect(await queue.add(append(1))).toBe('written')
})
