import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type JournalEvent, utf8 } from '@waxseal/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type JournalVerdict, leafHash, MerkleTree, memoryJournal, nodeHash, verifyJournal } from '../src/index.js'
import { fileJournal, verifyJournalDirectory } from '../src/node.js'
import { draft, FILE, recordedJournal, TARGET } from './recorded-journal.js'
import { temporaryDirectory } from './temporary-directory.js'

/** A record was changed and that was told: as a fault, or as bytes behind the last checkpoint, which a closed journal never has. */
const isTold = (verdict: JournalVerdict) => !verdict.ok || verdict.tornTail !== undefined
const linesOf = (bytes: Buffer) => bytes.toString('latin1').split('\n').slice(0, -1)
const bytesOf = (lines: readonly string[]) => Buffer.from(lines.map((line) => `${line}\n`).join(''), 'latin1')
const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')

test('a whole record verifies, in one piece and in pieces of any size', async () => {
  const { bytes, heads } = await recordedJournal()
  const verdict = { ok: true, head: heads.at(-1) }
  expect(await verifyJournal(bytes)).toEqual(verdict)
  for (const size of [1, 7, 62, 63, 1_000]) {
    const reused = Buffer.alloc(size)
    async function* pieces() {
      for (let at = 0; at < bytes.length; at += size) {
        const length = bytes.copy(reused, 0, at, at + size)
        yield reused.subarray(0, length)
      }
    }
    expect(await verifyJournal(pieces())).toEqual(verdict)
  }
  expect(await verifyJournal(new Uint8Array())).toEqual({ ok: true, head: memoryJournal().head() })
})

test('every head on the way is found in the record, and no other is', async () => {
  const { bytes, heads } = await recordedJournal()
  for (const expected of heads) expect(await verifyJournal(bytes, { expect: expected })).toMatchObject({ ok: true })
  for (const { size, root } of heads) {
    const other = `${root.startsWith('A') ? 'B' : 'A'}${root.slice(1)}`
    const code = 'expected-mismatch'
    expect(await verifyJournal(bytes, { expect: { size, root: other } })).toMatchObject({ ok: false, code })
  }
  for (const size of [13, 1e9, -1, 0.5, Number.NaN]) {
    const expected = { size, root: heads[1]?.root ?? '' }
    expect(await verifyJournal(bytes, { expect: expected })).toMatchObject({ ok: false, code: 'expected-missing' })
  }
})

test('every single changed byte is told', async () => {
  const { bytes } = await recordedJournal()
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ mask
      expect(isTold(await verifyJournal(changed))).toBe(true)
    }),
    { numRuns: 3_000 },
  )
  // Not by chance: each byte once, by the bit that turns digits into digits and letters into letters.
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(isTold(await verifyJournal(changed))).toBe(true)
  }
})

test('bytes left out, put in and exchanged are told', async () => {
  const { bytes } = await recordedJournal()
  const place = fc.nat(bytes.length - 1)
  await fc.assert(
    fc.asyncProperty(place, fc.integer({ min: 1, max: 400 }), async (at, length) => {
      const cut = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)])
      // Whole batches cut from the end are another matter: they need an expected head.
      fc.pre(!bytes.subarray(0, cut.length).equals(cut))
      expect(isTold(await verifyJournal(cut))).toBe(true)
    }),
    { numRuns: 2_000 },
  )
  await fc.assert(
    fc.asyncProperty(place, fc.uint8Array({ minLength: 1, maxLength: 40 }), async (at, put) => {
      const longer = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at)])
      expect(isTold(await verifyJournal(longer))).toBe(true)
    }),
    { numRuns: 1_000 },
  )
  await fc.assert(
    fc.asyncProperty(place, place, fc.integer({ min: 1, max: 100 }), async (one, other, length) => {
      const [from, to] = [Math.min(one, other), Math.max(one, other)]
      const parts = [
        [0, from],
        [to, to + length],
        [from + length, to],
        [from, from + length],
        [to + length, bytes.length],
      ]
      const swapped = Buffer.concat(parts.map(([start = 0, end = 0]) => bytes.subarray(start, Math.max(start, end))))
      fc.pre(!swapped.equals(bytes) && !bytes.subarray(0, swapped.length).equals(swapped))
      expect(isTold(await verifyJournal(swapped))).toBe(true)
    }),
    { numRuns: 1_000 },
  )
})

test('every line left out, doubled or exchanged is told, also marks', async () => {
  const { bytes } = await recordedJournal()
  const lines = linesOf(bytes)
  for (const [at, line] of lines.entries()) {
    expect(isTold(await verifyJournal(bytesOf(lines.toSpliced(at, 1))))).toBe(true)
    expect(isTold(await verifyJournal(bytesOf(lines.toSpliced(at, 0, line))))).toBe(true)
    expect(isTold(await verifyJournal(bytesOf(lines.toSpliced(at, 0, ''))))).toBe(true)
    for (let other = at + 1; other < lines.length; other++) {
      const swapped = lines.with(at, lines[other] ?? '').with(other, line)
      expect(isTold(await verifyJournal(bytesOf(swapped)))).toBe(true)
    }
  }
})

test('a fault names its line and its byte', async () => {
  const { bytes, directory } = await recordedJournal()
  const lines = linesOf(bytes)
  const byteOf = (line: number) => bytesOf(lines.slice(0, line)).length
  const expectFault = async (at: number, change: (line: string) => string, code: string) => {
    const changed = bytesOf(lines.with(at, change(lines[at] ?? '')))
    expect(await verifyJournal(changed)).toMatchObject({ ok: false, code, line: at + 1, byte: byteOf(at) })
    return changed
  }
  expect(lines[6]).toBe('{"append":3}')
  const changed = await expectFault(2, (line) => line.replace('"number":1', '"number":2'), 'leaf-mismatch')
  await expectFault(2, (line) => line.replace('"leaf":"', '"leaf":"_').slice(0, -1), 'malformed')
  await expectFault(3, (line) => line.replace('"root":"', '"root":"_').replace(/.","byte/, '","byte'), 'root-mismatch')
  await expectFault(3, (line) => line.replace('"size":2', '"size":3'), 'sequence')
  await expectFault(6, () => '{"append":1}', 'malformed')
  await expectFault(8, () => '{}', 'malformed')
  await expectFault(0, (line) => `\ufeff${line}`, 'malformed')
  const two = bytesOf(lines.with(6, '{"append":2}'))
  expect(await verifyJournal(two)).toMatchObject({ ok: false, code: 'malformed', line: 10 })
  const four = bytesOf(lines.with(6, '{"append":4}'))
  expect(await verifyJournal(four)).toMatchObject({ ok: false, code: 'malformed', line: 11 })

  await writeFile(join(directory, FILE), changed)
  const verdict = await verifyJournalDirectory(directory)
  expect(verdict).toMatchObject({ ok: false, code: 'leaf-mismatch', line: 3, byte: byteOf(2), file: FILE })
  await expect(fileJournal(directory)).rejects.toMatchObject({
    code: 'journal-corrupt',
    details: { reason: 'leaf-mismatch', line: 3, byte: byteOf(2) },
  })
  expect(await readFile(join(directory, FILE))).toEqual(changed)
})

/** A record as a forger who knows the format would write it: every hash fits. */
function forge(entries: readonly string[]): Buffer {
  const tree = new MerkleTree()
  let text = ''
  for (const entry of entries) {
    const leaf = leafHash(Buffer.from(entry, 'latin1'))
    tree.append(leaf)
    text += `{"leaf":"${base64url(leaf)}","event":${entry}}\n`
  }
  text += `{"size":${tree.size},"root":"${base64url(tree.root())}","byte":${text.length}}\n`
  return Buffer.from(text, 'latin1')
}

const entriesOf = (bytes: Buffer) =>
  linesOf(bytes)
    .filter((line) => line.startsWith('{"leaf"'))
    .map((line) => line.slice(62, -1))

test('a history made anew is found against a head that was kept, and only against it', async () => {
  const { bytes, heads } = await recordedJournal()
  const expected = heads.at(-1)
  if (expected === undefined) throw new Error('no head')
  const entries = entriesOf(bytes)
  expect(await verifyJournal(forge(entries), { expect: expected })).toEqual({ ok: true, head: expected })
  const forged = forge(entries.with(4, (entries[4] ?? '').replace('"number":4', '"number":5')))
  expect(await verifyJournal(forged)).toMatchObject({ ok: true, head: { size: expected.size } })
  for (const head of heads) {
    const verdict = await verifyJournal(forged, { expect: head })
    if (head.size <= 4) expect(verdict).toMatchObject({ ok: true })
    else expect(verdict).toMatchObject({ ok: false, code: 'expected-mismatch', line: head.size })
  }
})

test('a tail cut off is found against a head that was kept', async () => {
  const { bytes, heads } = await recordedJournal()
  const expected = heads.at(-1)
  if (expected === undefined) throw new Error('no head')
  for (let length = 0; length < bytes.length; length++) {
    const verdict = await verifyJournal(bytes.subarray(0, length), { expect: expected })
    // All events are there as long as only the last checkpoint is cut.
    const lastEvent = bytes.lastIndexOf('{"size"') <= length
    if (lastEvent) expect(verdict).toMatchObject({ ok: true, head: expected })
    else expect(verdict).toMatchObject({ ok: false, code: 'expected-missing' })
  }
})

test('forged places are found, however well they are hashed', async () => {
  const { bytes } = await recordedJournal()
  const entries = entriesOf(bytes)
  const first = entries[0] ?? ''
  const faults: [string[], string][] = [
    [entries.toSpliced(3, 1), 'sequence'],
    [entries.toSpliced(3, 0, entries[3] ?? ''), 'sequence'],
    [entries.with(3, entries[4] ?? '').with(4, entries[3] ?? ''), 'sequence'],
    [[first.replace('"version":0', '"version":1')], 'sequence'],
    [[first.replace('"seq":0', '"seq":1')], 'sequence'],
    [[first.replace('"seq":0', '"seq":"0"')], 'malformed'],
    [[first.replace('"tenant":"default"', '"tenant":7')], 'malformed'],
    [[first.replace(/"data":.*/, '"data":[]}')], 'malformed'],
    [['{"seq":0}'], 'malformed'],
    [['null'], 'malformed'],
    [['{"seq":0'], 'malformed'],
    [[`\xef\xbb\xbf${first}`], 'malformed'],
    [[first.replace('test', '\xff')], 'malformed'],
  ]
  for (const [forged, code] of faults) expect(await verifyJournal(forge(forged))).toMatchObject({ ok: false, code })
})

test('an inner node passed as an entry is found', async () => {
  const { bytes } = await recordedJournal()
  const [first = '', second = ''] = entriesOf(bytes)
  const [left, right] = [leafHash(utf8(first)), leafHash(utf8(second))]
  const node = Buffer.concat([left, right]).toString('latin1')
  const line = `{"leaf":"${base64url(nodeHash(left, right))}","event":${node}}\n`
  expect(await verifyJournal(Buffer.from(line, 'latin1'))).toMatchObject({ ok: false, line: 1 })
})

test('hostile records end in a verdict, not in memory', async () => {
  const deep = `{"seq":0,"data":${'['.repeat(200_000)}`
  const hostile: Buffer[] = [
    Buffer.alloc(5_000_000, 'x'),
    Buffer.alloc(5_000_000),
    Buffer.alloc(1_000_000, '\n'),
    Buffer.from('{"append":999999999}\n{"append":2}\n'),
    Buffer.from('{"size":0,"root":"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU","byte":0}\n'),
    Buffer.from('garbage'),
    forge([deep]),
    forge([`{"__proto__":{"seq":0},${'"a":1,'.repeat(1_000)}"b":1}`]),
  ]
  for (const bytes of hostile) expect(await verifyJournal(bytes)).toMatchObject({ ok: false })
  let taken = 0
  async function* endless() {
    for (; ; taken++) yield Buffer.alloc(100_000, 'x')
  }
  expect(await verifyJournal(endless())).toMatchObject({ ok: false, code: 'malformed' })
  expect(taken).toBeLessThan(10)
})

test('a record is verified beside the host that writes it', async () => {
  const directory = await temporaryDirectory()
  const journal = await fileJournal(directory)
  const known: JournalEvent[] = []
  const appends = Array.from({ length: 200 }, async (_, number) => {
    known.push(...(await journal.append(TARGET, [draft(number)])).events)
  })
  for (let round = 0; round < 20; round++) {
    const before = journal.head()
    const verdict = await verifyJournalDirectory(directory, { expect: before })
    expect(verdict).toMatchObject({ ok: true })
    await Promise.race(appends)
  }
  await Promise.all(appends)
  expect(known.length).toBe(200)
  await journal.close()
})
