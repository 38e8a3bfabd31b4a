import { copyFile, link, mkdir, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { concatBytes, type JournalEvent } from '@waxseal/core'
import { expect, test } from 'vitest'
import { verifyJournal } from '../src/index.js'
import { listSegments, segmentName } from '../src/node/segments.js'
import { fileJournal, readJournalDirectory, verifyJournalDirectory } from '../src/node.js'
import { draft, FILE, recordedJournal, TARGET } from './recorded-journal.js'
import { temporaryDirectory } from './temporary-directory.js'

const SMALL = { segmentBytes: 500, indexEvery: 0 }

/** Names and contents of a journal's files. */
type Files = readonly (readonly [name: string, bytes: Uint8Array])[]

async function filesOf(directory: string): Promise<Files> {
  const names = (await listSegments(directory)).map(segmentName)
  return Promise.all(names.map(async (name) => [name, new Uint8Array(await readFile(join(directory, name)))] as const))
}

async function directoryOf(files: Files): Promise<string> {
  const directory = await temporaryDirectory()
  for (const [name, bytes] of files) await writeFile(join(directory, name), bytes)
  return directory
}

async function readAll(events: AsyncIterable<JournalEvent>): Promise<JournalEvent[]> {
  const all: JournalEvent[] = []
  for await (const event of events) all.push(event)
  return all
}

test('a file that is full is followed by another, which begins with the checkpoint before it', async () => {
  const { directory, bytes, heads } = await recordedJournal(SMALL)
  const files = await filesOf(directory)
  expect(files.map(([name]) => name)).toEqual([
    FILE,
    '000000000002.jsonl',
    '000000000006.jsonl',
    '000000000009.jsonl',
    '000000000011.jsonl',
  ])
  let byte = 0
  for (const [name, content] of files) {
    const lines = Buffer.from(content).toString().split('\n')
    const size = Number(name.slice(0, 12))
    const head = heads.find((each) => each.size === size)
    if (head !== undefined && size > 0) expect(lines[0]).toBe(JSON.stringify({ ...head, byte }))
    expect(lines.at(-2)).toMatch(/^\{"size":/)
    byte += content.length
  }
  expect(await verifyJournalDirectory(directory)).toEqual({ ok: true, head: heads.at(-1) })
  // One behind the other they are the whole record, in one piece and in pieces.
  expect(await verifyJournal(bytes)).toEqual({ ok: true, head: heads.at(-1) })
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7)
  }
  for (const expected of heads) expect(await verifyJournal(pieces(), { expect: expected })).toMatchObject({ ok: true })
})

test('a record goes on in another file whatever the limit was before', async () => {
  const directory = await temporaryDirectory()
  for (const [at, segmentBytes] of [Number.POSITIVE_INFINITY, 1, 300, Number.POSITIVE_INFINITY, 2_000].entries()) {
    const journal = await fileJournal(directory, { segmentBytes })
    for (let number = 0; number < 4; number++) await journal.append(TARGET, [draft(at * 4 + number)])
    expect((await readAll(journal.read())).map((event) => event.at)).toEqual([...Array(at * 4 + 4).keys()])
    await journal.close()
  }
  const names = (await listSegments(directory)).map(Number)
  expect(names).toEqual([0, 4, 5, 6, 7, 8, 9, 10, 11, 18])
  expect(await verifyJournalDirectory(directory)).toMatchObject({ ok: true, head: { size: 20 } })
})

test('events are read across files, all of them and those of a stream', async () => {
  const directory = await temporaryDirectory()
  const journal = await fileJournal(directory, { segmentBytes: 2_000, indexEvery: 7 })
  for (let at = 0; at < 20; at++) {
    const appends = Array.from({ length: 5 }, (_, writer) => {
      return journal.append({ tenant: 't', stream: `s${writer}` }, [draft(at * 5 + writer), draft(at * 5 + writer)])
    })
    await Promise.all(appends)
  }
  expect((await listSegments(directory)).length).toBeGreaterThan(10)
  const all = await readAll(journal.read())
  expect(all.map(({ seq }) => seq)).toEqual([...Array(200).keys()])
  const one = all.filter(({ stream, seq }) => stream === 's3' && seq >= 50)
  expect(await readAll(journal.read({ tenant: 't', stream: 's3', from: 50 }))).toEqual(one)
  expect(await readAll(readJournalDirectory(directory))).toEqual(all)
  await journal.close()
  const again = await fileJournal(directory)
  expect(await readAll(again.read())).toEqual(all)
  await again.close()
})

test('files that are removed, renamed, exchanged, cut or doubled are found, by name', async () => {
  const { directory, heads } = await recordedJournal(SMALL)
  const files = await filesOf(directory)
  const at = (index: number) => files[index] ?? ['', new Uint8Array()]
  const [zero, one, two, three, four] = [at(0), at(1), at(2), at(3), at(4)]
  const other = await filesOf((await recordedJournal({ ...SMALL, tenant: 'another' })).directory)
  const cut = (bytes: Uint8Array, end: number) => bytes.subarray(0, end)
  const lastLine = (bytes: Uint8Array) => bytes.lastIndexOf(10, -2) + 1
  const cases: [string, Files, string, string][] = [
    ['first removed', [one, two, three, four], '000000000002.jsonl', 'sequence'],
    ['middle removed', [zero, one, three, four], '000000000009.jsonl', 'sequence'],
    ['renamed', [zero, ['000000000003.jsonl', one[1]], two], '000000000003.jsonl', 'sequence'],
    ['exchanged', [zero, [one[0], two[1]], [two[0], one[1]], three], '000000000002.jsonl', 'sequence'],
    ['of another record', [zero, one, other[2] ?? zero, three], '000000000006.jsonl', 'root-mismatch'],
    ['without its last checkpoint', [zero, [one[0], cut(one[1], lastLine(one[1]))], two], one[0], 'sequence'],
    ['torn in the middle', [zero, [one[0], cut(one[1], one[1].length - 1)], two], one[0], 'sequence'],
    ['torn in an append', [zero, [one[0], cut(one[1], one[1].length - 200)], two], one[0], 'sequence'],
    ['empty in the middle', [zero, [one[0], new Uint8Array()], two], one[0], 'malformed'],
    ['empty at the end', [zero, one, [two[0], new Uint8Array()]], two[0], 'malformed'],
    ['cut in its first line', [zero, one, [two[0], cut(two[1], 20)]], two[0], 'malformed'],
    ['without its first line', [zero, one, [two[0], two[1].subarray(two[1].indexOf(10) + 1)]], two[0], 'malformed'],
    ['first empty', [[FILE, new Uint8Array()], one], FILE, 'sequence'],
    ['all in the first', [[FILE, concatBytes(zero[1], one[1])]], FILE, 'sequence'],
    ['joined', [zero, [one[0], concatBytes(one[1], two[1])], three], one[0], 'sequence'],
    ['doubled', [zero, one, two, ['000000000007.jsonl', two[1]]], '000000000007.jsonl', 'sequence'],
  ]
  for (const [what, changed, file, code] of cases) {
    const damaged = await directoryOf(changed)
    expect(await verifyJournalDirectory(damaged), what).toMatchObject({ ok: false, code, file })
    await expect(readAll(readJournalDirectory(damaged)), what).rejects.toMatchObject({ code: 'journal-corrupt' })
    await expect(fileJournal(damaged), what).rejects.toMatchObject({ code: 'journal-corrupt', details: { file } })
    expect(await filesOf(damaged)).toEqual(changed)
  }
  // Whole files gone from the end are found against a head that was kept, as a cut tail is.
  const shorter = await directoryOf(files.slice(0, 3))
  expect(await verifyJournalDirectory(shorter)).toMatchObject({ ok: true })
  const verdict = await verifyJournalDirectory(shorter, { expect: heads.at(-1) ?? { size: 0, root: '' } })
  expect(verdict).toMatchObject({ ok: false, code: 'expected-missing' })
})

test('a fault is counted from the start of its file', async () => {
  const { directory } = await recordedJournal(SMALL)
  const path = join(directory, '000000000006.jsonl')
  const text = await readFile(path, 'latin1')
  const lines = text.split('\n')
  await writeFile(path, text.replace('"number":7', '"number":0'), 'latin1')
  const line = lines.findIndex((each) => each.includes('"number":7'))
  const byte = lines.slice(0, line).join('\n').length + 1
  const fault = { code: 'leaf-mismatch', file: '000000000006.jsonl', line: line + 1, byte }
  expect(await verifyJournalDirectory(directory)).toMatchObject({ ok: false, ...fault })
})

test('a checkpoint stands once in a file, twice only where a file begins', async () => {
  const { bytes, heads } = await recordedJournal()
  const { root = '' } = heads.at(-1) ?? {}
  const repeated = (record: Uint8Array) => {
    return concatBytes(record, Buffer.from(`{"size":12,"root":"${root}","byte":${record.length}}\n`))
  }
  const twice = repeated(bytes)
  expect(await verifyJournal(twice)).toMatchObject({ ok: true })
  expect(await verifyJournal(repeated(twice))).toMatchObject({ ok: false, code: 'sequence' })
  expect(await verifyJournalDirectory(await directoryOf([[FILE, twice]]))).toMatchObject({
    ok: false,
    code: 'sequence',
  })
})

test('a torn tail is mended in the last file', async () => {
  const { directory } = await recordedJournal(SMALL)
  const last = join(directory, '000000000011.jsonl')
  const { length } = await readFile(last)
  await truncate(last, length - 5)
  const repairs: unknown[] = []
  const journal = await fileJournal(directory, { ...SMALL, onRepair: (repair) => repairs.push(repair) })
  expect(repairs).toEqual([{ file: last, kept: 1, bytes: expect.any(Number), line: 3, movedTo: `${last}.torn-1` }])
  await journal.append(TARGET, [draft(12)])
  await journal.append(TARGET, [draft(13)])
  await journal.close()
  expect(await verifyJournalDirectory(directory)).toMatchObject({ ok: true, head: { size: 14 } })
})

test('what a crash left of a new file is no part of the record, and a second name of the last one harms nothing', async () => {
  const directory = await temporaryDirectory()
  const leftover = join(directory, 'segment.draft')
  await writeFile(leftover, '{"size":3')
  for (const number of [0, 1, 2, 3, 4]) {
    const journal = await fileJournal(directory, SMALL)
    await journal.append(TARGET, [draft(number)])
    await journal.close()
    const last = segmentName((await listSegments(directory)).at(-1) ?? 0)
    await rm(leftover, { force: true })
    await link(join(directory, last), leftover)
  }
  await rm(leftover)
  expect(await readdir(directory)).toEqual((await filesOf(directory)).map(([name]) => name))
  expect(await verifyJournalDirectory(directory)).toMatchObject({ ok: true, head: { size: 5 } })
})

test('a file that stands where the next one would begin is not written over', async () => {
  const directory = await temporaryDirectory()
  const journal = await fileJournal(directory, { segmentBytes: 1 })
  await journal.append(TARGET, [draft(0)])
  await writeFile(join(directory, segmentName(1)), 'foreign')
  await expect(journal.append(TARGET, [draft(1)])).rejects.toMatchObject({ code: 'journal-write-failed' })
  expect(await readFile(join(directory, segmentName(1)), 'utf8')).toBe('foreign')
  await journal.close()
})

test('files that a host adds are read and verified beside it', async () => {
  const directory = await temporaryDirectory()
  const journal = await fileJournal(directory, SMALL)
  const appends = Array.from({ length: 8 }, async (_, writer) => {
    const target = { tenant: 't', stream: `s${writer}` }
    for (let version = 0; version < 30; version++) await journal.append(target, [draft(version)])
  })
  const all = Promise.all(appends)
  let done = false
  void all.then(() => {
    done = true
  })
  while (!done) {
    const before = journal.head()
    expect(await verifyJournalDirectory(directory, { expect: before })).toMatchObject({ ok: true })
    const seen = await readAll(readJournalDirectory(directory))
    expect(seen.length).toBeGreaterThanOrEqual(before.size)
  }
  await journal.close()
  expect((await listSegments(directory)).length).toBeGreaterThan(20)
})

test('other files of the directory are left alone', async () => {
  const { directory } = await recordedJournal(SMALL)
  await copyFile(join(directory, FILE), join(directory, `${FILE}.bak`))
  await mkdir(join(directory, 'secrets'))
  await rename(join(directory, `${FILE}.bak`), join(directory, '00000000001.jsonl'))
  expect(await verifyJournalDirectory(directory)).toMatchObject({ ok: true })
  await rm(join(directory, FILE))
  expect(await verifyJournalDirectory(directory)).toMatchObject({ ok: false })
})
