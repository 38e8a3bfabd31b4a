import { readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Journal, JournalEvent, ReadOptions } from '@waxseal/core'
import { journalContract } from '@waxseal/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { leafHash, memoryJournal, merkleRoot } from '../src/index.js'
import { fileJournal, verifyJournalDirectory } from '../src/node.js'
import { temporaryDirectory } from './temporary-directory.js'

const TARGET = { tenant: 'default', stream: 'campaign/cmp_1' }
const FILE = '000000000000.jsonl'
const draft = (at: number, data = {}) => ({ type: 'test.happened', at, data })

async function readAll(journal: Journal, options?: ReadOptions): Promise<JournalEvent[]> {
  const events: JournalEvent[] = []
  for await (const event of journal.read(options)) events.push(event)
  return events
}

for (const { name, run } of journalContract(async () => fileJournal(await temporaryDirectory()))) {
  test(`contract: ${name}`, run)
}

// Every batch in a file of its own, and the index written behind every event.
const tiny = async () => fileJournal(await temporaryDirectory(), { segmentBytes: 500, indexEvery: 1 })
for (const { name, run } of journalContract(tiny)) test(`contract in small files: ${name}`, run)

test('what was appended is there after closing and opening, and goes on', async () => {
  const directory = await temporaryDirectory()
  const first = await fileJournal(directory)
  await first.append(TARGET, [draft(0), draft(1)])
  await Promise.all([first.append(TARGET, [draft(2)]), first.append({ ...TARGET, tenant: 'other' }, [draft(3)])])
  const before = { head: first.head(), events: await readAll(first) }
  await first.close()

  const repairs: unknown[] = []
  const second = await fileJournal(directory, { onRepair: (repair) => repairs.push(repair) })
  expect({ head: second.head(), events: await readAll(second) }).toEqual(before)
  expect(repairs).toEqual([])
  const { events } = await second.append({ ...TARGET, expected: 3 }, [draft(4)])
  expect(events[0]).toMatchObject({ seq: 4, version: 3 })
  await second.close()
  expect(await verifyJournalDirectory(directory, { expect: before.head })).toEqual({ ok: true, head: second.head() })
})

test('the directory and the file are for their owner only, and nothing else is left behind', async () => {
  const directory = join(await temporaryDirectory(), 'data', 'journal')
  const journal = await fileJournal(directory)
  expect((await readdir(directory)).sort()).toEqual([FILE, 'lock.1'])
  await journal.append(TARGET, [draft(0)])
  await journal.close()
  expect(await readdir(directory)).toEqual([FILE])
  expect((await stat(directory)).mode & 0o777).toBe(0o700)
  expect((await stat(join(directory, '..'))).mode & 0o777).toBe(0o700)
  expect((await stat(join(directory, FILE))).mode & 0o777).toBe(0o600)
})

test('the file is what the format says', async () => {
  const directory = await temporaryDirectory()
  const journal = await fileJournal(directory)
  await journal.append(TARGET, [draft(0, { text: 'привет' })])
  await journal.append(TARGET, [draft(1), draft(2)])
  await journal.close()
  const text = await readFile(join(directory, FILE), 'utf8')
  const lines = text.split('\n')
  const json = (seq: number, data: string) =>
    `{"seq":${seq},"tenant":"default","stream":"campaign/cmp_1","version":${seq},"type":"test.happened","at":${seq},"data":${data}}`
  const entries = [json(0, '{"text":"привет"}'), json(1, '{}'), json(2, '{}')]
  const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
  const leaves = entries.map((entry) => leafHash(Buffer.from(entry)))
  const [first, second, third] = entries.map(
    (entry, index) => `{"leaf":"${base64url(leaves[index] ?? new Uint8Array())}","event":${entry}}`,
  )
  const byteOf = (line: number) => Buffer.byteLength(`${lines.slice(0, line).join('\n')}\n`)
  expect(lines).toEqual([
    first,
    `{"size":1,"root":"${base64url(merkleRoot(leaves.slice(0, 1)))}","byte":${byteOf(1)}}`,
    '{"append":2}',
    second,
    third,
    `{"size":3,"root":"${base64url(merkleRoot(leaves))}","byte":${byteOf(5)}}`,
    '',
  ])
})

test('memory and file give the same root for the same history', async () => {
  const histories = fc.array(
    fc.record({
      stream: fc.constantFrom('a', 'b', 'ю'),
      data: fc.array(
        fc.dictionary(
          fc.string().filter((key) => key !== '__proto__'),
          fc.jsonValue(),
        ),
        { minLength: 1, maxLength: 3 },
      ),
    }),
    { maxLength: 12 },
  )
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      const [memory, file] = [memoryJournal(), await fileJournal(await temporaryDirectory())]
      for (const journal of [memory, file]) {
        const drafts = (data: (typeof history)[number]['data']) => data.map((each) => draft(1, each) as never)
        await Promise.all(history.map(({ stream, data }) => journal.append({ tenant: 't', stream }, drafts(data))))
      }
      expect(file.head()).toEqual(memory.head())
      expect(await readAll(file)).toEqual(await readAll(memory))
      await file.close()
    }),
    { numRuns: 25 },
  )
})

test('reading by place, tenant and stream spans many windows of the file', async () => {
  const journal = await fileJournal(await temporaryDirectory())
  const appends = Array.from({ length: 3_000 }, (_, at) => {
    const target = { tenant: `t${at % 2}`, stream: `s${at % 7}` }
    // Some events are larger than a window.
    return journal.append(target, [draft(at, { text: 'x'.repeat(at % 500 === 0 ? 100_000 : at % 90) })])
  })
  await Promise.all(appends)
  const all = await readAll(journal)
  expect(all.map(({ seq, at }) => [seq, at])).toEqual(Array.from({ length: 3_000 }, (_, at) => [at, at]))
  const one = all.filter(({ tenant, stream, seq }) => tenant === 't1' && stream === 's3' && seq >= 1_000)
  expect(await readAll(journal, { tenant: 't1', stream: 's3', from: 1_000 })).toEqual(one)
  expect(await readAll(journal, { stream: 's3' })).toEqual(all.filter(({ stream }) => stream === 's3'))
  await journal.close()
})

test('a file that was changed under a running journal is not read as if it had not been', async () => {
  const directory = await temporaryDirectory()
  const journal = await fileJournal(directory)
  await journal.append(TARGET, [draft(0), draft(1)])
  const path = join(directory, FILE)
  const bytes = await readFile(path)
  await writeFile(path, Buffer.concat([bytes.subarray(0, 80), Buffer.alloc(bytes.length - 80)]))
  await expect(readAll(journal)).rejects.toMatchObject({ code: 'journal-corrupt', details: { seq: 0 } })
  await writeFile(path, '')
  await expect(readAll(journal)).rejects.toMatchObject({ code: 'journal-corrupt' })
  await journal.close()
})

test('what the system refuses is told by its code, without a path', async () => {
  const directory = await temporaryDirectory()
  await writeFile(join(directory, 'file'), '')
  await symlink(join(directory, 'loop'), join(directory, 'loop'))
  for (const name of ['file', 'loop', 'file/below']) {
    const error = await fileJournal(join(directory, name)).catch((e: unknown) => e)
    expect(error).toMatchObject({ code: 'journal-unreadable' })
    expect(`${JSON.stringify(error)}${(error as Error).message}`).not.toContain(directory)
  }
  for (const name of ['missing', 'file']) {
    await expect(verifyJournalDirectory(join(directory, name))).rejects.toMatchObject({ code: 'journal-unreadable' })
  }
})
