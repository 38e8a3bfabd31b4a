import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { equalBytes, type JournalEvent } from '@waxseal/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EventIndex, type IndexPart } from '../src/node/event-index.js'
import { decodeBlock, encodeBlock, hashOfBlock, NO_HASH } from '../src/node/index-block.js'
import { INDEX_FILE, IndexFile, readIndexFile } from '../src/node/index-file.js'
import { NumberList } from '../src/node/number-list.js'
import { type FileJournalOptions, fileJournal, verifyJournalDirectory } from '../src/node.js'
import type { RecordMark } from '../src/record-mark.js'
import { draft, FILE, TARGET } from './recorded-journal.js'
import { temporaryDirectory } from './temporary-directory.js'

const SMALL = { segmentBytes: 2_000, indexEvery: 5 }
const STREAMS = ['a', 'b', 'c/ю', '__proto__', '\ud800']

/** A closed journal of 60 events in several files, with its index. */
async function indexed(options: FileJournalOptions = SMALL): Promise<string> {
  const directory = await temporaryDirectory()
  const journal = await fileJournal(directory, options)
  for (let number = 0; number < 30; number++) {
    const stream = STREAMS[(number * 7) % (1 + (number % STREAMS.length))] ?? ''
    await journal.append({ ...TARGET, stream }, [draft(number), draft(number)])
  }
  await journal.close()
  return directory
}

/** Everything that a journal tells about its record. */
async function told(directory: string, options: FileJournalOptions): Promise<unknown> {
  const journal = await fileJournal(directory, options)
  try {
    const events: JournalEvent[] = []
    for await (const event of journal.read()) events.push(event)
    const streams: JournalEvent[][] = []
    for (const stream of STREAMS) {
      const story: JournalEvent[] = []
      for await (const event of journal.read({ ...TARGET, stream })) story.push(event)
      streams.push(story)
      const conflict = await journal.append({ ...TARGET, stream, expected: 1_000 }, []).catch((error) => error.details)
      expect(conflict).toEqual({ expected: 1_000, actual: story.length })
    }
    return { head: journal.head(), events, streams }
  } finally {
    await journal.close()
  }
}

const readIndex = (directory: string) => readFile(join(directory, INDEX_FILE))

/** Whether an opening went by the index: damage before its last checkpoint is not looked at then. */
async function opensWithoutReading(directory: string): Promise<boolean> {
  const path = join(directory, FILE)
  const bytes = await readFile(path)
  await writeFile(path, Buffer.from(bytes).fill(0, 100, 200))
  const journal = await fileJournal(directory, SMALL).catch(() => undefined)
  await journal?.close()
  await writeFile(path, bytes)
  return journal !== undefined
}

test('with the index a journal tells what it tells without it', async () => {
  const directory = await indexed()
  const whole = await told(directory, { ...SMALL, indexEvery: 0 })
  expect(await told(directory, SMALL)).toEqual(whole)
  expect(await opensWithoutReading(directory)).toBe(true)
  expect((await stat(join(directory, INDEX_FILE))).mode & 0o777).toBe(0o600)
})

test('the index grows by what is new, and goes on behind it', async () => {
  const directory = await indexed()
  const before = await readIndex(directory)
  const journal = await fileJournal(directory, SMALL)
  for (let number = 0; number < 12; number++)
    await journal.append({ ...TARGET, stream: `n${number % 3}` }, [draft(number)])
  await journal.close()
  const after = await readIndex(directory)
  expect(after.length).toBeGreaterThan(before.length)
  expect(after.subarray(0, before.length)).toEqual(before)
  expect(await told(directory, SMALL)).toEqual(await told(directory, { indexEvery: 0 }))
})

test('a small journal has no index, and one that is not wanted is neither read nor written', async () => {
  const directory = await indexed({ ...SMALL, indexEvery: 16_384 })
  expect(await readdir(directory)).not.toContain(INDEX_FILE)
  await (await fileJournal(directory, { indexEvery: 5 })).close()
  const bytes = await readIndex(directory)
  await writeFile(join(directory, INDEX_FILE), 'x')
  await (await fileJournal(directory, { indexEvery: 0 })).close()
  expect(await readFile(join(directory, INDEX_FILE), 'utf8')).toBe('x')
  await (await fileJournal(directory, { indexEvery: 5 })).close()
  expect(await readIndex(directory)).toEqual(bytes)
})

test('an index with any byte changed, cut anywhere or longer opens the same journal', async () => {
  const directory = await indexed({ segmentBytes: 2_000, indexEvery: 20 })
  const options = { ...SMALL, indexEvery: 1_000_000 }
  const whole = await told(directory, options)
  const bytes = await readIndex(directory)
  const damaged = fc.oneof(
    fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, mask]) => {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ mask
      return changed
    }),
    fc.nat(bytes.length - 1).map((length) => bytes.subarray(0, length)),
    fc.uint8Array({ minLength: 1, maxLength: 99 }).map((more) => Buffer.concat([bytes, more])),
    fc.uint8Array({ maxLength: 99 }),
  )
  await fc.assert(
    fc.asyncProperty(damaged, async (index) => {
      await writeFile(join(directory, INDEX_FILE), index)
      expect(await told(directory, options)).toEqual(whole)
    }),
    { numRuns: 60 },
  )
})

test('an index that a crash cut goes on behind its last whole block', async () => {
  const directory = await indexed()
  const bytes = await readIndex(directory)
  await writeFile(join(directory, INDEX_FILE), bytes.subarray(0, -3))
  expect(await opensWithoutReading(directory)).toBe(true)
  expect((await readIndexFile(directory))?.index.size).toBe(60)
})

/** The index file of a journal made again by hand, as one block. */
async function reforge(
  directory: string,
  change: (mark: RecordMark) => RecordMark,
  changePart = (part: IndexPart): IndexPart => part,
): Promise<void> {
  const kept = await readIndexFile(directory)
  if (kept === undefined) throw new Error('no index')
  const part = changePart(kept.index.part(0, kept.mark.size, 0))
  const block = encodeBlock({ ...part, segments: kept.segments, mark: change(kept.mark) }, NO_HASH)
  await writeFile(join(directory, INDEX_FILE), block)
}

test('what a forged index tells of streams and places is found when it is read', async () => {
  const same = (mark: RecordMark) => mark
  const forgeries: ((part: IndexPart) => IndexPart)[] = [
    // The events of two streams exchanged.
    (part) => ({ ...part, streams: part.streams.with(0, part.streams[1] ?? '').with(1, part.streams[0] ?? '') }),
    // The last event, told to be of the stream of the append before.
    (part) => ({ ...part, links: part.links.with(59, 58) }),
    // Places that are a byte beside.
    (part) => ({ ...part, bytes: part.bytes.map((byte) => byte + 1) }),
  ]
  for (const forgery of forgeries) {
    const directory = await indexed()
    await reforge(directory, same, forgery)
    const reading = told(directory, SMALL)
    await expect(reading).rejects.toMatchObject({ code: 'journal-corrupt' })
    expect(await verifyJournalDirectory(directory)).toMatchObject({
      ok: false,
      code: 'index-mismatch',
      file: INDEX_FILE,
    })
  }
})

test('an index that does not fit the record is passed over, however well it is hashed', async () => {
  const other = (hash: Uint8Array) => hash.map((byte) => byte ^ 1)
  const cases: [string, (mark: RecordMark) => RecordMark][] = [
    ['another root', (mark) => ({ ...mark, root: `${mark.root.slice(0, -1)}A` })],
    ['another place', (mark) => ({ ...mark, byte: mark.byte - 1 })],
    ['a place in an earlier file', (mark) => ({ ...mark, byte: 5 })],
    ['a place far behind', (mark) => ({ ...mark, byte: 2 ** 40 })],
    ['other peaks', (mark) => ({ ...mark, peaks: mark.peaks.map(other) })],
    ['peaks exchanged', (mark) => ({ ...mark, peaks: mark.peaks.toReversed() })],
    ['the root as the only peak', (mark) => ({ ...mark, peaks: [Buffer.from(mark.root, 'base64url')] })],
    ['no peaks', (mark) => ({ ...mark, peaks: [] })],
    ['peaks of another length', (mark) => ({ ...mark, peaks: mark.peaks.map((peak) => peak.slice(1)) })],
    ['another size', (mark) => ({ ...mark, size: mark.size - 1 })],
  ]
  const directory = await indexed()
  await reforge(directory, (mark) => mark)
  expect(await opensWithoutReading(directory)).toBe(true)
  for (const [what, change] of cases) {
    const copy = await indexed()
    await reforge(copy, change)
    expect(await opensWithoutReading(copy), what).toBe(false)
    expect(await told(copy, SMALL), what).toEqual(await told(directory, SMALL))
  }
})

test('an index beside a record that was exchanged, cut or renamed is passed over', async () => {
  const options = { ...SMALL, indexEvery: 0 }
  const directory = await indexed()
  const other = await temporaryDirectory()
  const journal = await fileJournal(other, options)
  for (let number = 0; number < 40; number++) await journal.append({ ...TARGET, stream: 'x' }, [draft(number)])
  await journal.close()
  await copyFile(join(directory, INDEX_FILE), join(other, INDEX_FILE))
  expect(await told(other, SMALL)).toEqual(await told(other, options))

  const names = (await readdir(directory)).filter((name) => name.endsWith('.jsonl')).sort()
  const shorter = await temporaryDirectory()
  for (const name of names.slice(0, 2)) await copyFile(join(directory, name), join(shorter, name))
  await copyFile(join(directory, INDEX_FILE), join(shorter, INDEX_FILE))
  expect(await told(shorter, SMALL)).toEqual(await told(shorter, options))

  // The sizes of files before are known, so what is cut from one of them is noticed at once.
  const path = join(directory, FILE)
  const bytes = await readFile(path)
  await writeFile(path, bytes.subarray(0, -10))
  await expect(fileJournal(directory, SMALL)).rejects.toMatchObject({ code: 'journal-corrupt' })
  await writeFile(path, bytes)
  await rename(path, `${path}.away`)
  await expect(fileJournal(directory, SMALL)).rejects.toMatchObject({ code: 'journal-corrupt' })
})

test('a change before the last checkpoint of the index is found when it is read, and by verifying', async () => {
  for (const [from, to] of [
    ['"number":0', '"number":1'],
    ['"leaf":"', '"leaf":"_'],
    ['"stream":"a"', '"stream":"b"'],
  ] as const) {
    const directory = await indexed()
    const path = join(directory, FILE)
    const text = await readFile(path, 'latin1')
    const changed = text.replace(from, to)
    await writeFile(path, changed.slice(0, text.length), 'latin1')
    const journal = await fileJournal(directory, SMALL)
    const reading = (async () => {
      for await (const _ of journal.read()) {
      }
    })()
    await expect(reading).rejects.toMatchObject({ code: 'journal-corrupt', details: { seq: 0 } })
    await journal.close()
    expect(await verifyJournalDirectory(directory)).toMatchObject({ ok: false, file: FILE, line: 2 })
    await expect(fileJournal(directory, { indexEvery: 0 })).rejects.toMatchObject({ code: 'journal-corrupt' })
  }
})

test('a change behind the last checkpoint of the index is found by opening', async () => {
  const directory = await indexed()
  const journal = await fileJournal(directory, { ...SMALL, indexEvery: 1_000 })
  await journal.append(TARGET, [draft(99)])
  await journal.close()
  const name = (await readdir(directory)).filter((each) => each.endsWith('.jsonl')).at(-1) ?? ''
  const path = join(directory, name)
  const text = await readFile(path, 'latin1')
  await writeFile(path, text.replace('"number":99', '"number":98'), 'latin1')
  const details = {
    reason: 'leaf-mismatch',
    file: name,
    line: text.slice(0, text.indexOf('"number":99')).split('\n').length,
  }
  await expect(fileJournal(directory, SMALL)).rejects.toMatchObject({ code: 'journal-corrupt', details })
})

test('an index that cannot be written or read stops nothing', async () => {
  const directory = await temporaryDirectory()
  await mkdir(join(directory, INDEX_FILE))
  const journal = await fileJournal(directory, SMALL)
  for (let number = 0; number < 30; number++) await journal.append(TARGET, [draft(number)])
  await journal.close()
  await rm(join(directory, INDEX_FILE), { recursive: true })
  const again = await fileJournal(directory, SMALL)
  expect(again.head()).toEqual(journal.head())
  await again.close()
  expect((await readIndexFile(directory))?.mark).toMatchObject(journal.head())
})

test('a large index is written in blocks and read as one', async () => {
  const directory = await temporaryDirectory()
  const index = new EventIndex()
  const size = 200_000
  for (let seq = 0; seq < size; seq++) index.add({ tenant: 't', stream: `s${(seq * 31) % 997}` }, seq * 1e6)
  for (let run = 0; run < Math.floor(size / 256); run++) index.runs.push(new Uint8Array(32).fill(run))
  const mark = { size, root: 'r', byte: size * 1e6, line: 1, peaks: [new Uint8Array(32)] }
  const starts = [{ first: 0, start: 0 }]
  const file = new IndexFile(directory, index)
  await file.add(mark, starts)
  const kept = await readIndexFile(directory)
  expect(kept?.mark).toEqual(mark)
  expect(kept?.segments).toEqual(starts)
  for (let stream = 0; stream < 997; stream += 83) {
    const places = index.placesOf('t', `s${stream}`, 0, size)
    expect(places.seqs.length).toBeGreaterThan(199)
    expect(kept?.index.placesOf('t', `s${stream}`, 0, size)).toEqual(places)
    expect(kept?.index.placesOf('t', `s${stream}`, 5_000, 90_000)).toEqual(
      index.placesOf('t', `s${stream}`, 5_000, 90_000),
    )
  }
  for (let seq = 0; seq < size; seq += 1_013) expect(kept?.index.byteOf(seq)).toBe(seq * 1e6)
  expect(kept?.index.byteOf(size)).toBeUndefined()
  // Cut between two blocks of one saving it ends without a checkpoint.
  const path = join(directory, INDEX_FILE)
  const bytes = new Uint8Array(await readFile(path))
  await writeFile(path, bytes.subarray(0, bytes.length - 100))
  expect(await readIndexFile(directory)).toBeUndefined()
})

test('a block is read as it was written, and only behind the block that it was written behind', () => {
  const block = {
    bytes: Float64Array.of(0, 1e15),
    links: Uint32Array.of(0, 1),
    streams: ['1:a\u0000b'],
    runs: new Uint8Array(64).fill(5),
    segments: [{ first: 0, start: 0 }],
    mark: { size: 2, root: 'r', byte: 7, line: 3, peaks: [new Uint8Array(32).fill(9)] },
  }
  const bytes = encodeBlock(block, NO_HASH)
  expect(decodeBlock(bytes, NO_HASH)).toEqual(block)
  expect(decodeBlock(bytes, hashOfBlock(bytes))).toBeUndefined()
  const second = encodeBlock(block, hashOfBlock(bytes))
  expect(equalBytes(second, bytes)).toBe(false)
  expect(decodeBlock(second, hashOfBlock(bytes))).toEqual(block)
})

test.each<[string, object]>([
  ['a link to an event that is not there', { links: Uint32Array.of(0, 9) }],
  ['a link over the last event of a stream', { bytes: Float64Array.of(1, 2, 3), links: Uint32Array.of(0, 1, 1) }],
  ['bytes that go back', { bytes: Float64Array.of(5, 4) }],
  ['bytes that are no numbers', { bytes: Float64Array.of(Number.NaN, 4) }],
  ['bytes that are no whole numbers', { bytes: Float64Array.of(0, 9.5) }],
  ['bytes beyond all numbers', { bytes: Float64Array.of(0, 2 ** 53) }],
  ['a run too many', { runs: new Uint8Array(32) }],
  ['half a run', { runs: new Uint8Array(16) }],
  ['a stream too many', { streams: ['a', 'b'] }],
  ['a stream too few', { streams: [] }],
  ['a stream twice', { links: Uint32Array.of(0, 0), streams: ['a', 'a'] }],
])('an index that holds %s is none', (_, change) => {
  const part = { bytes: Float64Array.of(0, 9), links: Uint32Array.of(0, 1), streams: ['a'], runs: new Uint8Array() }
  expect(new EventIndex().addPart(part, new NumberList())).toBe(true)
  expect(new EventIndex().addPart({ ...part, ...change }, new NumberList())).toBe(false)
})
