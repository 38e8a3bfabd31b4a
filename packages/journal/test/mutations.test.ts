import { rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { concatBytes, type JournalHead } from '@waxseal/core'
import { expect, test } from 'vitest'
import { leafHash, nodeHash } from '../src/index.js'
import { listSegments, segmentName } from '../src/node/segments.js'
import { fileJournal, verifyJournalDirectory } from '../src/node.js'
import { entriesOf, type Files, forge } from './forged-record.js'
import { draft } from './recorded-journal.js'
import { temporaryDirectory } from './temporary-directory.js'

const MUTATIONS = process.env.THOROUGH === '1' ? 100_000 : 2_000
const RECORDS = 10

/** A record in several files, and a checkpoint of it that is kept elsewhere. */
interface Kept {
  readonly directory: string
  readonly files: Files
  readonly head: JournalHead
  /** Where the line of the checkpoint begins: what is before stands under it. */
  readonly byte: number
}

type Below = (limit: number) => number

/** Numbers below a limit, the same ones for a seed (mulberry32). */
function seeded(seed: number): Below {
  let state = seed
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}

async function record(below: Below): Promise<Kept> {
  const directory = await temporaryDirectory()
  const journal = await fileJournal(directory, { segmentBytes: 500 + below(1_000), indexEvery: 0 })
  const heads: JournalHead[] = []
  for (let round = 0; round < 8; round++) {
    const appends = Array.from({ length: 1 + below(3) }, () => {
      const drafts = Array.from({ length: 1 + below(3) }, () => draft(below(1_000)))
      return journal.append({ tenant: `t${below(2)}`, stream: `s${below(4)}` }, drafts)
    })
    await Promise.all(appends)
    heads.push(journal.head())
  }
  await journal.close()
  const names = (await listSegments(directory)).map(segmentName)
  const contents = await Promise.all(names.map((name) => readFile(join(directory, name))))
  const head = heads[4 + below(3)] ?? journal.head()
  const line = `{"size":${head.size},"root":"${head.root}"`
  const byte = Buffer.concat(contents).indexOf(line)
  return { directory, files: new Map(names.map((name, at) => [name, new Uint8Array(contents[at] ?? [])])), head, byte }
}

/** Changes some of the bytes of all files as if they were one, and cuts them where the files were cut. */
function spliced(files: Files, at: number, remove: number, put: Uint8Array): Files {
  const changed = new Map(files)
  let start = 0
  for (const [name, bytes] of files) {
    const end = start + bytes.length
    const from = Math.max(at, start)
    const to = Math.min(at + remove, end)
    const here = at >= start && at < end
    if (here || to > from) {
      const more = here ? put : new Uint8Array()
      changed.set(name, concatBytes(bytes.subarray(0, from - start), more, bytes.subarray(Math.max(to, from) - start)))
    }
    start = end
  }
  return changed
}

const MUTATORS: Record<string, (kept: Kept, below: Below) => Files> = {
  'bit flip'({ files, byte }, below) {
    const at = below(byte)
    return spliced(files, at, 1, Uint8Array.of((whole(files)[at] ?? 0) ^ (1 << below(8))))
  },
  'byte changed'({ files, byte }, below) {
    return spliced(files, below(byte), 1, Uint8Array.of(below(256)))
  },
  deletion: ({ files, byte }, below) =>
    spliced(files, below(byte), 1 + below(below(2) === 0 ? 8 : 1_000), new Uint8Array()),
  insertion({ files, byte }, below) {
    const from = below(byte)
    const put = below(2) === 0 ? whole(files).slice(from, from + 1 + below(400)) : Uint8Array.of(below(256), below(256))
    return spliced(files, below(byte), 0, put)
  },
  'bytes exchanged'({ files, byte }, below) {
    const length = 1 + below(200)
    const [one, other] = [below(byte - length), below(byte - length)]
    const bytes = whole(files)
    const first = spliced(files, one, length, bytes.slice(other, other + length))
    return spliced(first, other, length, bytes.slice(one, one + length))
  },
  'line left out'({ files, byte }, below) {
    const [from, to] = lineAt(files, below(byte))
    return spliced(files, from, to - from, new Uint8Array())
  },
  'line doubled'({ files, byte }, below) {
    const [from, to] = lineAt(files, below(byte))
    return spliced(files, from, 0, whole(files).slice(from, to))
  },
  'lines exchanged'({ files, byte }, below) {
    const [one, other] = [lineAt(files, below(byte)), lineAt(files, below(byte))]
    const [early, late] = one[0] < other[0] ? [one, other] : [other, one]
    const bytes = whole(files)
    const first = spliced(files, late[0], late[1] - late[0], bytes.slice(...early))
    return spliced(first, early[0], early[1] - early[0], bytes.slice(...late))
  },
  'tail cut'({ files, byte }, below) {
    const end = below(byte)
    const kept = new Map<string, Uint8Array>()
    let start = 0
    for (const [name, bytes] of files) {
      if (start < end || start === 0) kept.set(name, bytes.subarray(0, end - start))
      start += bytes.length
    }
    return kept
  },
  'file removed': ({ files, byte }, below) => without(files, fileBefore(files, byte, below)),
  'file renamed'({ files, byte }, below) {
    const name = fileBefore(files, byte, below)
    const other = segmentName(below(60))
    return renamed(files, name, files.has(other) ? segmentName(60 + below(1_000)) : other)
  },
  'files exchanged'({ files, byte }, below) {
    const [one, other] = [fileBefore(files, byte, below), fileBefore(files, byte, below)]
    const bytes = (name: string) => files.get(name) ?? new Uint8Array()
    return new Map(files).set(one, bytes(other)).set(other, bytes(one))
  },
  'file doubled'({ files, byte }, below) {
    const name = fileBefore(files, byte, below)
    return sorted(
      new Map(files).set(segmentName(Number(name.slice(0, 12)) + 1 + below(3)), files.get(name) ?? new Uint8Array()),
    )
  },
  'event rewritten, all hashes made anew'({ files, head }, below) {
    const entries = entriesOf(files)
    const at = below(head.size)
    const rewritten = (entries[at] ?? '').replace(
      /"number":(\d+)/,
      (_, number) => `"number":${Number(number) + 1 + below(9)}`,
    )
    return forge(entries.with(at, rewritten), 1 + below(20))
  },
  'event left out, all hashes made anew'({ files, head }, below) {
    return forge(renumbered(entriesOf(files).toSpliced(below(head.size), 1)), 1 + below(20))
  },
  'event put in, all hashes made anew'({ files, head }, below) {
    const entries = entriesOf(files)
    return forge(
      renumbered(entries.toSpliced(below(head.size), 0, entries[below(entries.length)] ?? '')),
      1 + below(20),
    )
  },
  'events exchanged, all hashes made anew'({ files, head }, below) {
    const entries = entriesOf(files)
    const [one, other] = [below(head.size), below(head.size)]
    const exchanged = entries.with(one, entries[other] ?? '').with(other, entries[one] ?? '')
    return forge(renumbered(exchanged), 1 + below(20))
  },
  'inner node as an entry'({ files, head }, below) {
    // Two leaves give way to the node above them: the tree would have the same root.
    const at = 2 * below(Math.floor(head.size / 2))
    const entries = entriesOf(files)
    const [left, right] = [entries[at], entries[at + 1]].map((entry) => leafHash(Buffer.from(entry ?? '', 'latin1')))
    if (left === undefined || right === undefined) throw new Error('no pair')
    const entry = Buffer.from(concatBytes(left, right))
    const event = below(2) === 0 ? entry.toString('latin1') : JSON.stringify({ node: entry.toString('hex') })
    const line = `{"leaf":"${Buffer.from(nodeHash(left, right)).toString('base64url')}","event":${event}}\n`
    const [from, to] = lineOf(files, `"event":${entries[at]}`)
    return spliced(files, from, to - from, Buffer.from(line, 'latin1'))
  },
}

const whole = (files: Files) => concatBytes(...files.values())
const sorted = (files: Files): Files => new Map([...files].sort(([one], [other]) => (one < other ? -1 : 1)))
const without = (files: Files, name: string): Files => new Map([...files].filter(([other]) => other !== name))
const renamed = (files: Files, from: string, to: string) =>
  sorted(new Map([...files].map(([name, bytes]) => [name === from ? to : name, bytes] as const)))

function lineAt(files: Files, at: number): [from: number, to: number] {
  const bytes = whole(files)
  return [bytes.lastIndexOf(10, at - 1) + 1, bytes.indexOf(10, at) + 1]
}

function lineOf(files: Files, part: string): [from: number, to: number] {
  return lineAt(files, Buffer.from(whole(files)).indexOf(part, 0, 'latin1'))
}

/** The name of a file that holds something of what the checkpoint covers. */
function fileBefore(files: Files, byte: number, below: Below): string {
  const names: string[] = []
  let start = 0
  for (const [name, bytes] of files) {
    if (start < byte) names.push(name)
    start += bytes.length
  }
  return names[below(names.length)] ?? ''
}

/** Gives entries the places that they stand at, in the record and in their streams. */
function renumbered(entries: readonly string[]): string[] {
  const lengths = new Map<string, number>()
  return entries.map((entry, seq) => {
    const event = JSON.parse(entry) as { tenant: string; stream: string }
    const key = JSON.stringify([event.tenant, event.stream])
    const version = lengths.get(key) ?? 0
    lengths.set(key, version + 1)
    return JSON.stringify({ ...event, seq, version })
  })
}

/** Whether what stands before the checkpoint is still what it was: the same bytes in the same files, or the same events. */
function isUntouched({ files, head, byte }: Kept, changed: Files, madeAnew: boolean): boolean {
  if (madeAnew) {
    const [before, after] = [files, changed].map((all) => entriesOf(all).slice(0, head.size).join('\n'))
    return before === after
  }
  const [before, after] = [whole(files).subarray(0, byte), whole(changed).subarray(0, byte)]
  const names = (all: Files) => {
    let start = 0
    return [...all].flatMap(([name, bytes]) => {
      const part = [name, start]
      start += bytes.length
      return start - bytes.length < byte ? part : []
    })
  }
  return Buffer.compare(before, after) === 0 && names(files).join() === names(changed).join()
}

test(`${MUTATIONS} mutations before a checkpoint kept elsewhere are all found`, {
  timeout: MUTATIONS * 60,
}, async () => {
  const below = seeded(7)
  const records = await Promise.all(Array.from({ length: RECORDS }, () => record(below)))
  const kinds = Object.entries(MUTATORS)
  const found = new Map<string, number>()
  const workplaces = await Promise.all(records.map(() => temporaryDirectory()))
  const inPlace: Files[] = records.map(() => new Map())

  /** Puts the files into the directory of the record, and only those that differ from what is there. */
  function put(at: number, files: Files): string {
    const directory = workplaces[at] ?? ''
    const there = inPlace[at] ?? new Map()
    for (const name of there.keys()) if (!files.has(name)) rmSync(join(directory, name))
    for (const [name, bytes] of files) if (there.get(name) !== bytes) writeFileSync(join(directory, name), bytes)
    inPlace[at] = files
    return directory
  }

  for (const [at, kept] of records.entries()) {
    expect(kept.files.size).toBeGreaterThan(2)
    expect(await verifyJournalDirectory(put(at, kept.files), { expect: kept.head })).toMatchObject({ ok: true })
  }
  for (let done = 0; done < MUTATIONS; ) {
    const at = below(RECORDS)
    const [kind, mutate] = kinds[done % kinds.length] ?? ['', () => new Map()]
    const kept = records[at]
    if (kept === undefined) continue
    const changed = mutate(kept, below)
    if (isUntouched(kept, changed, kind.endsWith('anew'))) continue
    const directory = put(at, changed)
    const verdict = await verifyJournalDirectory(directory, { expect: kept.head }).catch((error) => error.code)
    if (verdict.ok !== false && verdict !== 'journal-unreadable') expect.fail(`not found: ${kind}, in ${directory}`)
    // Made anew from the start it is whole in itself: only the kept checkpoint tells.
    if (kind.endsWith('anew')) expect(await verifyJournalDirectory(directory)).toMatchObject({ ok: true })
    found.set(kind, (found.get(kind) ?? 0) + 1)
    done++
  }
  expect(found.size).toBe(kinds.length)
  if (process.env.THOROUGH === '1') console.log(`all of ${MUTATIONS} found:`, Object.fromEntries(found))
})
