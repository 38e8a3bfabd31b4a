import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { JournalEvent } from '@waxseal/core'
import { expect, test } from 'vitest'
import { fileJournal, readJournalDirectory } from '../src/node.js'
import { draft, FILE, recordedJournal, TARGET } from './recorded-journal.js'
import { temporaryDirectory } from './temporary-directory.js'

async function readAll(directory: string): Promise<JournalEvent[]> {
  const events: JournalEvent[] = []
  for await (const event of readJournalDirectory(directory)) events.push(event)
  return events
}

test('reads beside the host what is durable', async () => {
  const directory = await temporaryDirectory()
  const journal = await fileJournal(directory)
  expect(await readAll(directory)).toEqual([])
  for (let round = 0; round < 5; round++) {
    const { events } = await journal.append(TARGET, [draft(round), draft(round)])
    expect((await readAll(directory)).slice(-2)).toEqual(events)
  }
  const burst = Promise.all(Array.from({ length: 300 }, (_, number) => journal.append(TARGET, [draft(number)])))
  for (let round = 0; round < 10; round++) {
    const durable = journal.head().size
    const seen = await readAll(directory)
    expect(seen.length).toBeGreaterThanOrEqual(durable)
    expect(seen.map(({ seq }) => seq)).toEqual([...seen.keys()])
  }
  await burst
  expect((await readAll(directory)).length).toBe(310)
  await journal.close()
})

test('an event without a checkpoint is not given out', async () => {
  const { bytes, directory } = await recordedJournal()
  const last = bytes.lastIndexOf('{"size"')
  for (const length of [last, last + 20, last - 1]) {
    await writeFile(join(directory, FILE), bytes.subarray(0, length))
    expect((await readAll(directory)).length).toBe(11)
  }
})

test('the events before a fault are given out, then the fault is told', async () => {
  const { bytes, directory } = await recordedJournal()
  const at = bytes.indexOf('"number":4')
  bytes.write('5', at + 9)
  await writeFile(join(directory, FILE), bytes)
  const seen: number[] = []
  const reading = (async () => {
    for await (const { seq } of readJournalDirectory(directory)) seen.push(seq)
  })()
  await expect(reading).rejects.toMatchObject({
    code: 'journal-corrupt',
    details: { reason: 'leaf-mismatch', line: 9 },
  })
  expect(seen).toEqual([0, 1, 2])
})

test('a missing journal is told', async () => {
  const directory = await temporaryDirectory()
  for (const path of [directory, join(directory, 'missing')]) {
    await expect(readAll(path)).rejects.toMatchObject({ code: 'journal-unreadable' })
  }
})
