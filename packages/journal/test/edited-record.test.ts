import { chmod, mkdir, open, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Journal, openFold, type ReadOptions } from '@waxseal/core'
import { expect, test } from 'vitest'
import { createCheckpointer, createCheckpointSigner, leafHash, leafHashes, memoryKeyRing } from '../src/index.js'
import { encodeBlock, lengthOfBlock, NO_HASH } from '../src/node/index-block.js'
import { INDEX_FILE, readIndexFile } from '../src/node/index-file.js'
import { fileJournal, verifyJournalDirectory } from '../src/node.js'
import { draft, FILE, TARGET } from './recorded-journal.js'
import { temporaryDirectory } from './temporary-directory.js'

const RARE = { ...TARGET, stream: 'rare' }
const OPTIONS = { indexEvery: 100 }

/** 700 events, of which one stream has two; their leaves make two runs and a part of one. */
async function indexed(): Promise<string> {
  const directory = await temporaryDirectory()
  const journal = await fileJournal(directory, OPTIONS)
  await journal.append(RARE, [draft(-1)])
  await Promise.all(Array.from({ length: 698 }, (_, number) => journal.append(TARGET, [draft(number)])))
  await journal.append(RARE, [draft(-2)])
  await journal.close()
  // Up to the last event.
  await (await fileJournal(directory, { indexEvery: 1 })).close()
  return directory
}

/** Writes an event anew, with the leaf hash that it has then; index and checkpoints stay. */
async function edit(directory: string, seq: number): Promise<void> {
  const lines = (await readFile(join(directory, FILE), 'latin1')).split('\n')
  const at = lines.findIndex((line) => line.includes(`{"seq":${seq},`))
  const json = (lines[at] ?? '').slice(62, -1).replace('test.happened', 'test.happenes')
  const leaf = Buffer.from(leafHash(Buffer.from(json, 'latin1'))).toString('base64url')
  await writeFile(join(directory, FILE), lines.with(at, `{"leaf":"${leaf}","event":${json}}`).join('\n'), 'latin1')
}

async function count(journal: Journal, options?: ReadOptions): Promise<number> {
  let events = 0
  for await (const _ of journal.read(options)) events++
  return events
}

const events = { name: 'count', version: 1, start: () => 0, apply: (n: number) => n + 1 }

test('readings of an untouched record go through wherever they begin', async () => {
  const directory = await indexed()
  const journal = await fileJournal(directory, OPTIONS)
  for (const from of [0, 1, 255, 256, 300, 511, 512, 699, 700, 900, 2.5]) {
    const rest = Math.max(0, 700 - Math.ceil(from))
    expect(await count(journal, { from })).toBe(rest)
    expect(await count(journal, { from, tenant: 'nobody' })).toBe(0)
  }
  expect(await count(journal, RARE)).toBe(2)
  for (let number = 0; number < 400; number++) void journal.append(TARGET, [draft(number)])
  await journal.append(RARE, [draft(0)])
  expect([await count(journal), await count(journal, { from: 690 }), await count(journal, RARE)]).toEqual([
    1101, 411, 3,
  ])
  await journal.close()
})

for (const seq of [0, 100, 255, 256, 600, 699]) {
  test(`event ${seq} written anew with its leaf hash is found by whatever reads its run`, async () => {
    const directory = await indexed()
    await edit(directory, seq)
    const run = Math.floor(seq / 256) * 256
    const corrupt = { code: 'journal-corrupt', details: { seq: run } }
    const journal = await fileJournal(directory, OPTIONS)
    await expect(count(journal)).rejects.toMatchObject(corrupt)
    await expect(count(journal, { from: run, tenant: TARGET.tenant })).rejects.toMatchObject(corrupt)
    await expect(count(journal, { ...TARGET, from: run })).rejects.toMatchObject(corrupt)
    await expect(openFold(journal, events, { tenant: TARGET.tenant })).rejects.toMatchObject(corrupt)
    await expect(leafHashes(journal)).rejects.toMatchObject(corrupt)
    const signer = createCheckpointSigner({ keyRing: memoryKeyRing(), origin: 'example.com/record' })
    await expect(createCheckpointer({ journal, signer }).publish()).rejects.toMatchObject(corrupt)
    await journal.close()
  })
}

test('a stream is checked by the whole runs that its events are in', async () => {
  const directory = await indexed()
  await edit(directory, 100)
  const journal = await fileJournal(directory, OPTIONS)
  await expect(count(journal, RARE)).rejects.toMatchObject({ code: 'journal-corrupt', details: { seq: 0, last: 255 } })
  await journal.close()
})

type Kept = NonNullable<Awaited<ReturnType<typeof readIndexFile>>>

/** The index made again by hand, as one block. */
async function reforge(directory: string, change: (part: ReturnType<Kept['index']['part']>) => object): Promise<void> {
  const kept = await readIndexFile(directory)
  if (kept === undefined) throw new Error('no index')
  const part = kept.index.part(0, kept.mark.size, 0)
  const block = encodeBlock({ ...part, ...change(part), segments: kept.segments, mark: kept.mark }, NO_HASH)
  await writeFile(join(directory, INDEX_FILE), block)
}

test('roots of runs that do not make the root are passed over with their index', async () => {
  const directory = await indexed()
  await edit(directory, 5)
  await reforge(directory, ({ runs }) => ({ runs: runs.with(3, (runs[3] ?? 0) ^ 1) }))
  await expect(fileJournal(directory, OPTIONS)).rejects.toMatchObject({
    code: 'journal-corrupt',
    details: { file: FILE },
  })
})

test('an index that hides a stream, or the end of one, is found by verifying and by the first reading of all', async () => {
  const hidings: ((part: ReturnType<Kept['index']['part']>) => object)[] = [
    ({ streams }) => ({ streams: streams.map((key) => key.replace('rare', 'none')) }),
    // The last event of the rare stream, told to be one of the other.
    ({ links }) => ({ links: links.with(699, 699) }),
  ]
  for (const hide of hidings) {
    const directory = await indexed()
    await reforge(directory, hide)
    expect(await verifyJournalDirectory(directory)).toMatchObject({
      ok: false,
      code: 'index-mismatch',
      file: INDEX_FILE,
    })
    const journal = await fileJournal(directory, OPTIONS)
    await expect(count(journal)).rejects.toMatchObject({
      code: 'journal-corrupt',
      details: { reason: 'index-mismatch' },
    })
    await journal.close()
  }
})

test('a fault of the record is told before one of the index, and an index of another record is none', async () => {
  const directory = await indexed()
  expect(await verifyJournalDirectory(directory)).toMatchObject({ ok: true })
  await reforge(directory, ({ streams }) => ({ streams: streams.map((key) => `${key}x`) }))
  await edit(directory, 9)
  expect(await verifyJournalDirectory(directory)).toMatchObject({ ok: false, code: 'root-mismatch', file: FILE })
  await writeFile(join(directory, INDEX_FILE), 'nonsense')
  expect(await verifyJournalDirectory(directory)).toMatchObject({ ok: false, code: 'root-mismatch' })
})

test('an index that claims to be huge is passed over, and nothing is allocated for it', async () => {
  for (const lengths of ['00000000ffffffff', 'ffffffff00000000', '0000000000010001']) {
    const prelude = Buffer.from(lengths, 'hex')
    expect(lengthOfBlock(prelude)).toBe(Number.POSITIVE_INFINITY)
    const directory = await temporaryDirectory()
    await (await fileJournal(directory)).close()
    const handle = await open(join(directory, INDEX_FILE), 'w')
    await handle.write(prelude, 0, 8, 0)
    await handle.truncate(60e9)
    await handle.close()
    await (await fileJournal(directory)).close()
  }
})

test('places behind the checkpoint of the index are passed over', async () => {
  const directory = await indexed()
  await reforge(directory, ({ bytes }) => ({ bytes: bytes.map((byte, at) => (at < 2 ? byte : 2 ** 52 + byte)) }))
  const passed = await fileJournal(directory, { indexEvery: 1_000_000 })
  expect(await count(passed)).toBe(700)
  await passed.close()
})

test.skipIf(process.platform === 'win32')(
  'a link in place of the index is neither followed nor written through',
  async () => {
    const directory = await indexed()
    const elsewhere = join(await temporaryDirectory(), 'file')
    await writeFile(elsewhere, 'other')
    const fresh = await temporaryDirectory()
    await symlink(elsewhere, join(fresh, INDEX_FILE))
    const journal = await fileJournal(fresh, { indexEvery: 1 })
    await journal.append(TARGET, [draft(0)])
    await journal.close()
    expect(await readFile(elsewhere, 'utf8')).toBe('other')
    expect((await readdir(directory)).includes(INDEX_FILE)).toBe(true)
  },
)

test.skipIf(process.platform === 'win32')('a directory that others may write to is refused', async () => {
  for (const mode of [0o777, 0o770, 0o702]) {
    const directory = join(await temporaryDirectory(), 'journal')
    await mkdir(directory)
    await chmod(directory, mode)
    await expect(fileJournal(directory)).rejects.toMatchObject({ code: 'journal-exposed' })
    expect(await readdir(directory)).toEqual([])
    await chmod(directory, 0o755)
    await (await fileJournal(directory)).close()
    expect((await stat(directory)).mode & 0o777).toBe(0o755)
  }
})
