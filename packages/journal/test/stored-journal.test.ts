import type { Journal, JournalEvent } from '@waxseal/core'
import { expect, test } from 'vitest'
import { MerkleTree, verifyJournal } from '../src/index.js'
import { EventIndex } from '../src/node/event-index.js'
import type { Storage } from '../src/node/storage.js'
import { StoredJournal } from '../src/node/stored-journal.js'
import { draft, TARGET } from './recorded-journal.js'

/** A file in memory that counts its writes and syncs and fails when it is told to. */
class FakeStorage implements Storage {
  bytes = new Uint8Array()
  writes = 0
  syncs = 0
  closed = false
  failure: { on: 'write' | 'sync'; keep: number } | undefined

  async read(into: Uint8Array, position: number): Promise<number> {
    const part = this.bytes.subarray(position, position + into.length)
    into.set(part)
    return part.length
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    this.writes++
    const kept = this.failure?.on === 'write' ? bytes.subarray(0, this.failure.keep) : bytes
    const longer = new Uint8Array(Math.max(this.bytes.length, position + kept.length))
    longer.set(this.bytes)
    longer.set(kept, position)
    this.bytes = longer
    if (this.failure?.on === 'write') throw Object.assign(new Error('no space on /secret/path'), { code: 'ENOSPC' })
  }

  async sync(): Promise<void> {
    this.syncs++
    if (this.failure?.on === 'sync') throw Object.assign(new Error('I/O error'), { code: 'EIO' })
  }

  async truncate(): Promise<void> {}

  async close(): Promise<void> {
    this.closed = true
  }
}

function openFake(): { journal: Journal; storage: FakeStorage; released: () => boolean } {
  const storage = new FakeStorage()
  let released = false
  const release = async () => {
    released = true
  }
  const record = { storage, tree: new MerkleTree(), index: new EventIndex(), end: 0, release }
  return { journal: new StoredJournal(record), storage, released: () => released }
}

test('appends of one turn share one write and one sync', async () => {
  const { journal, storage } = openFake()
  await Promise.all(Array.from({ length: 500 }, (_, number) => journal.append(TARGET, [draft(number)])))
  expect([storage.writes, storage.syncs]).toEqual([1, 1])
  expect(await verifyJournal(storage.bytes)).toEqual({ ok: true, head: journal.head() })
})

test('writers that wait for their appends share their syncs', async () => {
  const { journal, storage } = openFake()
  const writers = Array.from({ length: 64 }, async (_, writer) => {
    for (let round = 0; round < 10; round++) await journal.append({ ...TARGET, stream: `s${writer}` }, [draft(round)])
  })
  await Promise.all(writers)
  expect(storage.syncs).toBe(10)
})

test('an append resolves only after its sync, and listeners who are up to date have heard it by then', async () => {
  const { journal, storage } = openFake()
  const order: string[] = []
  const sync = storage.sync.bind(storage)
  storage.sync = async () => {
    order.push('sync')
    await sync()
  }
  journal.subscribe(0, ({ seq }) => order.push(`heard ${seq}`))
  await journal.append(TARGET, [draft(0)]).then(() => order.push('resolved'))
  expect(order).toEqual(['sync', 'heard 0', 'resolved'])
})

test('a large burst is cut into batches, each under its checkpoint', async () => {
  const { journal, storage } = openFake()
  const text = 'x'.repeat(100_000)
  const append = (number: number) => journal.append(TARGET, [{ ...draft(number), data: { text } }])
  await Promise.all(Array.from({ length: 45 }, (_, number) => append(number)))
  expect(storage.syncs).toBe(5)
  expect(await verifyJournal(storage.bytes)).toEqual({ ok: true, head: journal.head() })
  const checkpoints = Buffer.from(storage.bytes)
    .toString('latin1')
    .match(/^\{"size":\d+/gm)
  expect(checkpoints).toEqual(['{"size":11', '{"size":22', '{"size":33', '{"size":44', '{"size":45'])
})

test.each([
  { on: 'write', keep: 0 },
  { on: 'write', keep: 70 },
  { on: 'sync', keep: 0 },
] as const)('after a failed $on every append is refused and the head stays', async (failure) => {
  const { journal, storage, released } = openFake()
  await journal.append(TARGET, [draft(0)])
  const head = journal.head()
  const heard: number[] = []
  journal.subscribe(0, ({ seq }) => heard.push(seq))
  storage.failure = failure
  const first = journal.append(TARGET, [draft(1)])
  const second = journal.append({ ...TARGET, stream: 'other' }, [draft(2)])
  for (const append of [first, second]) {
    const error = await append.catch((e: unknown) => e)
    expect(error).toMatchObject({ code: 'journal-write-failed' })
    expect(JSON.stringify(error)).not.toContain('secret')
  }
  storage.failure = undefined
  await expect(journal.append(TARGET, [draft(3)])).rejects.toMatchObject({ code: 'journal-write-failed' })
  expect(journal.head()).toBe(head)
  const events: JournalEvent[] = []
  for await (const event of journal.read()) events.push(event)
  expect(events.map(({ at }) => at)).toEqual([0])
  expect(heard).toEqual([0])
  await journal.close()
  expect([storage.closed, released()]).toEqual([true, true])
})

test('appends that come while a write fails are refused too', async () => {
  const { journal, storage } = openFake()
  let late: Promise<unknown> | undefined
  storage.sync = async () => {
    late = journal.append(TARGET, [draft(1)])
    late.catch(() => undefined)
    throw Object.assign(new Error('I/O error'), { code: 'EIO' })
  }
  await expect(journal.append(TARGET, [draft(0)])).rejects.toMatchObject({ code: 'journal-write-failed' })
  await expect(late).rejects.toMatchObject({ code: 'journal-write-failed' })
  expect(storage.writes).toBe(1)
})
