import type { JournalEvent } from '@waxseal/core'
import { expect, test } from 'vitest'
import { GrowingTree } from '../src/growing-tree.js'
import { verifyJournal } from '../src/index.js'
import { EventIndex } from '../src/node/event-index.js'
import { nodeHashes } from '../src/node/node-hashes.js'
import type { RecordReader, Storage } from '../src/node/storage.js'
import { StoredJournal } from '../src/node/stored-journal.js'
import type { RecordMark } from '../src/record-mark.js'
import { draft, TARGET } from './recorded-journal.js'

/** A file in memory that counts its writes and syncs and fails when it is told to. */
class FakeStorage implements Storage {
  bytes = new Uint8Array()
  writes = 0
  syncs = 0
  closed = false
  segments: number[] = []
  failure: { on: 'write' | 'sync'; keep: number } | undefined

  readers = 0

  reader(): RecordReader {
    this.readers++
    return {
      read: async (into, position) => {
        const part = this.bytes.subarray(position, position + into.length)
        into.set(part)
        return part.length
      },
      close: async () => {
        this.readers--
      },
    }
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

  async begin(first: number, bytes: Uint8Array, start: number): Promise<void> {
    this.segments.push(first)
    await this.write(bytes, start)
    await this.sync()
  }

  async truncate(): Promise<void> {}

  async close(): Promise<void> {
    this.closed = true
  }
}

function openFake(segmentBytes = Number.POSITIVE_INFINITY) {
  const storage = new FakeStorage()
  const marks: RecordMark[] = []
  let released = false
  const release = async () => {
    released = true
  }
  const keeper = { reached: (mark: RecordMark) => marks.push(mark), close: async () => {} }
  const tree = new GrowingTree(nodeHashes)
  const end = { byte: 0, line: 0, segment: 0 }
  const record = { storage, tree, index: new EventIndex(), end, segmentBytes, keeper, release }
  return { journal: new StoredJournal(record), storage, marks, released: () => released }
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

test('everything that is durable is known at once: nobody else writes', async () => {
  const { journal } = openFake()
  const heard: number[] = []
  await journal.append(TARGET, [draft(0), draft(1)])
  journal.subscribe(0, ({ seq }) => heard.push(seq))
  const append = journal.append(TARGET, [draft(2)])
  expect(await journal.catchUp()).toMatchObject({ size: 2 })
  expect(heard).toEqual([0, 1])
  await append
  expect(await journal.catchUp()).toEqual(journal.head())
  expect(heard).toEqual([0, 1, 2])
  expect(journal.age()).toBe(0)
  await journal.close()
  await expect(journal.catchUp()).rejects.toMatchObject({ code: 'journal-closed' })
})

test('readers are closed when they are done, and when nobody reads on', async () => {
  const { journal, storage } = openFake()
  await journal.append(TARGET, [draft(0), draft(1)])
  for await (const _ of journal.read()) break
  for await (const _ of journal.read()) expect(storage.readers).toBe(1)
  expect(storage.readers).toBe(0)
})

test('a segment is begun by the batch behind the limit, also while the one before is on its way', async () => {
  const { journal, storage, marks } = openFake(1_500_000)
  const text = 'x'.repeat(100_000)
  const append = (number: number) => journal.append(TARGET, [{ ...draft(number), data: { text } }])
  await Promise.all(Array.from({ length: 45 }, (_, number) => append(number)))
  await append(45)
  expect(storage.segments).toEqual([22, 44])
  expect(storage.syncs).toBe(6)
  expect(await verifyJournal(storage.bytes)).toEqual({ ok: true, head: journal.head() })

  // Each mark tells where the line of its checkpoint is: in the record, and in its file.
  const record = Buffer.from(storage.bytes).toString('latin1')
  expect(marks.map(({ size }) => size)).toEqual([11, 22, 33, 44, 45, 46])
  for (const { size, root, byte, line } of marks) {
    const checkpoint = `{"size":${size},"root":"${root}","byte":${byte}}\n`
    expect(record.slice(byte, byte + checkpoint.length)).toBe(checkpoint)
    const segment = storage.segments.findLast((first) => first < size) ?? 0
    const start = segment === 0 ? 0 : record.indexOf('\n', record.indexOf(`{"size":${segment},`)) + 1
    expect(record.slice(start, byte).split('\n').length).toBe(line)
  }
})

test('after a failed beginning of a segment every append is refused', async () => {
  const { journal, storage } = openFake(1)
  await journal.append(TARGET, [draft(0)])
  storage.failure = { on: 'sync', keep: 0 }
  await expect(journal.append(TARGET, [draft(1)])).rejects.toMatchObject({ code: 'journal-write-failed' })
  storage.failure = undefined
  await expect(journal.append(TARGET, [draft(1)])).rejects.toMatchObject({ code: 'journal-write-failed' })
  expect(journal.head().size).toBe(1)
})
