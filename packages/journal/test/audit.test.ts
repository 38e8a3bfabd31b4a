import { execFile } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { concatBytes, type JournalHead } from '@waxseal/core'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { type AuditProof, audit, checkProof, prove as proveOrTell, readCheckpoint } from '../src/audit.js'
import { inclusionProof, leafHash, verifyCheckpoint, verifyInclusion, verifyJournal } from '../src/index.js'
import { fileJournal, verifyJournalDirectory } from '../src/node.js'
import { independentKey, seed } from './checkpoint/independent-keys.js'
import { COSIGNED_LOG, GO_CHECKSUM_DATABASE } from './checkpoint/published-notes.js'
import { entriesOf, type Files, forge } from './forged-record.js'
import { draft, recordedJournal, TARGET } from './recorded-journal.js'
import { temporaryDirectory } from './temporary-directory.js'

const source = fileURLToPath(new URL('../src/audit.ts', import.meta.url))

test('the file stands alone: it imports modules of Node only', () => {
  const imports = [...readFileSync(source, 'utf8').matchAll(/(?:from|import) '([^']+)'/g)].map(([, name]) => name)
  // Those in examples are of others.
  expect(imports.filter((name) => name?.startsWith('.'))).toEqual([])
  const own = readFileSync(source, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('import '))
  expect(own.map((line) => /'(.+)'/.exec(line)?.[1])).toEqual(['node:crypto', 'node:fs', 'node:path', 'node:util'])
})

let files: Files
let heads: readonly JournalHead[]
let workplace: string
let there: Files
beforeEach(async () => {
  const recorded = await recordedJournal({ segmentBytes: 700, indexEvery: 0 })
  heads = recorded.heads
  const names = (await readdir(recorded.directory)).filter((name) => name.endsWith('.jsonl')).sort()
  files = new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(recorded.directory, name))] as const)),
  )
  expect(files.size).toBeGreaterThan(2)
  workplace = await temporaryDirectory()
  there = new Map()
})

/** Puts files into a directory, and only those that differ from what is there. */
function put(some: Files): string {
  for (const name of there.keys()) if (!some.has(name)) rmSync(join(workplace, name))
  for (const [name, bytes] of some) if (there.get(name) !== bytes) writeFileSync(join(workplace, name), bytes)
  there = some
  return workplace
}

function prove(...request: Parameters<typeof proveOrTell>): AuditProof {
  const proof = proveOrTell(...request)
  if ('entry' in proof) return proof
  throw new Error(proof.message)
}

/** What both verifiers say: the same in every word. Gives whether the record is whole. */
async function agree(some: Files, expected?: JournalHead): Promise<boolean> {
  const directory = put(some)
  const options = expected === undefined ? {} : { expect: expected }
  const theirs = await verifyJournalDirectory(directory, options)
  expect(audit(directory, expected === undefined ? [] : [expected])).toEqual(
    theirs.ok ? { tornTail: 0, ...theirs } : theirs,
  )
  return theirs.ok
}

describe('the auditor and the journal agree, in every word', () => {
  test('on a whole record and on every head of its way', async () => {
    expect(await agree(files)).toBe(true)
    for (const head of heads) {
      expect(await agree(files, head)).toBe(true)
      expect(await agree(files, { ...head, root: head.root.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')) })).toBe(false)
    }
    for (const size of [13, 1e9, -1, 0.5, Number.NaN])
      expect(await agree(files, { size, root: heads[0]?.root ?? '' })).toBe(false)
  })

  test('on changed, missing and added bytes anywhere', { timeout: 300_000 }, async () => {
    const place = fc.record({ file: fc.nat(files.size - 1), at: fc.nat(2_000) })
    const change = fc.oneof(
      fc.record({ flip: fc.nat(7) }),
      fc.record({ cut: fc.integer({ min: 1, max: 300 }) }),
      fc.record({ put: fc.uint8Array({ minLength: 1, maxLength: 20 }) }),
      fc.record({
        put: fc
          .constantFrom('{}\n', '\n', '{"append":2}\n', '{"append":1}\n', '\0\0')
          .map((text) => new Uint8Array(Buffer.from(text))),
      }),
    )
    const wrong = { count: 0 }
    await fc.assert(
      fc.asyncProperty(place, change, fc.boolean(), async ({ file, at: anywhere }, how, withHead) => {
        const [name = '', bytes = new Uint8Array()] = [...files][file] ?? []
        const at = anywhere % (bytes.length + 1)
        const [remove, more] =
          'flip' in how
            ? [1, Uint8Array.of((bytes[at] ?? 0) ^ (1 << how.flip))]
            : 'cut' in how
              ? [how.cut, new Uint8Array()]
              : [0, how.put]
        const changed = concatBytes(bytes.subarray(0, at), more, bytes.subarray(at + remove))
        if (!(await agree(new Map(files).set(name, changed), withHead ? heads.at(-2) : undefined))) wrong.count++
      }),
      { numRuns: process.env.THOROUGH === '1' ? 20_000 : 500 },
    )
    expect(wrong.count).toBeGreaterThan(300)
  })

  test('on a record that is cut off at any byte', async () => {
    const [last = '', bytes = new Uint8Array()] = [...files].at(-1) ?? []
    for (let length = 0; length <= bytes.length; length += 2)
      await agree(new Map(files).set(last, bytes.subarray(0, length)), heads.at(-3))
    const [first = '', only = new Uint8Array()] = [...files][0] ?? []
    for (let length = 0; length <= only.length; length += 7) await agree(new Map([[first, only.subarray(0, length)]]))
  })

  test('on files that are missing, renamed, exchanged or doubled', async () => {
    for (const [name, bytes] of files) {
      const without = new Map([...files].filter(([other]) => other !== name))
      await agree(without)
      for (const [other, content] of files) {
        if (other === name) continue
        expect(await agree(new Map(files).set(name, content).set(other, bytes))).toBe(false)
        expect(await agree(new Map([...without, [`${other.slice(0, 8)}9999.jsonl`, bytes]]))).toBe(false)
      }
    }
    expect(await agree(new Map([...files, ['000000000099.jsonl', new Uint8Array()]]))).toBe(false)
    // What is no segment is not looked at.
    expect(
      await agree(new Map([...files, ['index', Buffer.from('x')], ['000000000099.jsonl.torn-1', Buffer.from('x')]])),
    ).toBe(true)
  })

  test('on forgeries that are well hashed', async () => {
    const entries = entriesOf(files)
    const first = entries[0] ?? ''
    for (const [forged, whole] of [
      [entries, true],
      [entries.with(4, (entries[4] ?? '').replace('"number":4', '"number":5')), true],
      [entries.toSpliced(3, 1), false],
      [entries.toSpliced(3, 0, entries[3] ?? ''), false],
      [entries.with(3, entries[4] ?? '').with(4, entries[3] ?? ''), false],
      [[first.replace('"version":0', '"version":1')], false],
      [[first.replace('"seq":0', '"seq":1')], false],
      [[first.replace('"seq":0', '"seq":"0"')], false],
      [[first.replace('"seq":0', '"seq":0.0')], true],
      [[first.replace('"tenant":"default"', '"tenant":""')], false],
      [[first.replace('"at":0', '"at":0.5')], false],
      [[first.replace(/"data":.*/, '"data":[]}')], false],
      [['{"seq":0}'], false],
      [['null'], false],
      [['[]'], false],
      [['{"seq":0'], false],
      [[`\xef\xbb\xbf${first}`], false],
      [[first.replace('test', '\xff')], false],
      [[`{"seq":0,"data":${'['.repeat(200_000)}`], false],
      [[`${first.slice(0, -1)},"more":"${'x'.repeat(273_000)}"}`], false],
    ] as const) {
      expect(await agree(forge(forged))).toBe(whole)
      await agree(forge(forged, 2), heads[2])
    }
  })

  test('on the bytes of all files as one', async () => {
    const directory = await temporaryDirectory()
    const file = join(directory, 'record')
    const bytes = Buffer.concat([...files.values()])
    const one = async (content: Uint8Array) => {
      await writeFile(file, content)
      const theirs = await verifyJournal(content)
      const { file: name, ...ours } = { file: '', ...audit(file) }
      expect(ours).toEqual(theirs.ok ? { tornTail: 0, ...theirs } : theirs)
      expect(name).toBe(theirs.ok ? '' : 'record')
      return theirs.ok
    }
    expect(await one(bytes)).toBe(true)
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), fc.nat(200), async (at, bit, cut) => {
        const flipped = Buffer.from(bytes)
        flipped[at] = (flipped[at] ?? 0) ^ (1 << bit)
        await one(flipped)
        await one(Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + cut)]))
      }),
      { numRuns: 150 },
    )
    for (const hostile of [
      '',
      'garbage',
      '\n'.repeat(1_000),
      'x'.repeat(600_000),
      '\0'.repeat(5_000),
      '{"append":999999999}\n{"append":2}\n',
    ]) {
      await one(Buffer.from(hostile))
    }
  })
})

describe('heads that were kept', () => {
  test('several are met each where it stands, and one that is not is told', () => {
    const directory = put(files)
    expect(audit(directory, heads)).toMatchObject({ ok: true })
    const [three] = heads.filter(({ size }) => size === 3)
    const other = { size: 3, root: heads[0]?.root ?? '' }
    expect(audit(directory, [...heads, other])).toMatchObject({ ok: false, code: 'expected-mismatch' })
    expect(audit(directory, [...heads, { size: 13, root: three?.root ?? '' }])).toMatchObject({
      ok: false,
      code: 'expected-missing',
    })
  })

  test('beside the host that writes, also when it begins new files', async () => {
    const directory = await temporaryDirectory()
    const journal = await fileJournal(directory, { segmentBytes: 2_000 })
    for (let round = 0; round < 20; round++) {
      const appends = Array.from({ length: 10 }, (_, number) => journal.append(TARGET, [draft(number)]))
      expect(audit(directory, [journal.head()])).toMatchObject({ ok: true })
      await Promise.race(appends)
      expect(audit(directory, [journal.head()])).toMatchObject({ ok: true })
      await Promise.all(appends)
    }
    await journal.close()
  })
})

describe('proofs', () => {
  const trust = () => ({ heads })

  test('of every event at every size: proven against heads that were kept, as the package makes and checks them', () => {
    const directory = put(files)
    const leaves: Uint8Array[] = []
    audit(directory, [], (_, leaf) => leaves.push(new Uint8Array(leaf)))
    for (const head of heads) {
      for (let index = 0; index < head.size; index++) {
        const claim = prove(directory, index, head.size)
        expect(claim).toMatchObject({ index, ...head })
        expect(JSON.parse(claim.entry)).toMatchObject({ seq: index })
        expect(checkProof(claim, trust())).toBe('proven')
        expect(checkProof(claim, {})).toBe('unproven')
        const proof = claim.proof.map((hash) => new Uint8Array(Buffer.from(hash, 'base64url')))
        expect(proof).toEqual(inclusionProof(leaves, index, head.size))
        expect(verifyInclusion({ leaf: leafHash(Buffer.from(claim.entry)), index, head, proof })).toBe(true)
      }
    }
  })

  test('a changed document is false or unproven, and nothing in it throws', () => {
    const claim = prove(put(files), 5, 12)
    const [hash = '', ...rest] = claim.proof
    const other = (text: string) => text.replace(/^./, (c) => (c === 'A' ? 'B' : 'A'))
    const changes: Partial<AuditProof>[] = [
      { entry: claim.entry.replace('"number":5', '"number":6') },
      { entry: '' },
      { index: 4 },
      { index: -1 },
      { index: 0.5 },
      { index: 1e300 },
      { size: 11 },
      { size: 0 },
      { size: Number.NaN },
      { size: 2 ** 53 },
      { root: other(claim.root) },
      { root: '' },
      { proof: [] },
      { proof: rest },
      { proof: [...claim.proof, hash] },
      { proof: [other(hash), ...rest] },
      { proof: [`${hash}=`, ...rest] },
      { proof: [...claim.proof].reverse() },
      { proof: Array.from({ length: 100_000 }, () => hash) },
    ]
    for (const change of changes) expect(checkProof({ ...claim, ...change }, trust())).toBe('false')
    // An inner node as an entry: its leaf is another one.
    const [left, right] = [0, 1].map((index) => leafHash(Buffer.from(prove(workplace, index).entry)))
    if (left === undefined || right === undefined) throw new Error('no pair')
    const two = prove(workplace, 0, 2)
    const entry = Buffer.concat([left, right]).toString('latin1')
    expect(checkProof({ ...two, entry, size: 1, proof: [] }, trust())).toBe('false')
    // A head of the same size and another root was kept.
    expect(checkProof(claim, { heads: [{ size: 12, root: other(claim.root) }] })).toBe('false')
    expect(checkProof(claim, { heads: heads.filter(({ size }) => size < 12) })).toBe('unproven')
  })

  test('a signed checkpoint in the document proves it, when it is by a key that is trusted', () => {
    const log = independentKey('crm.example.com/record', seed(1))
    const witness = independentKey('witness.example', seed(2), 4)
    const claim = prove(put(files), 5)
    const text = `${log.name}\n${claim.size}\n${Buffer.from(claim.root, 'base64url').toString('base64')}\n`
    const checkpoint = `${text}\n${log.signNote(text)}\n${witness.cosign(text, 5)}\n`
    const signed = { ...claim, checkpoint }
    expect(checkProof(signed, {})).toBe('unproven')
    expect(checkProof(signed, { keys: [log.text] })).toBe('proven')
    expect(checkProof(signed, { keys: [log.text, witness.text], heads })).toBe('proven')
    expect(checkProof(signed, { keys: [witness.text] })).toBe('false')
    expect(checkProof(signed, { keys: [witness.text], origin: log.name })).toBe('proven')
    expect(checkProof(signed, { keys: [independentKey(log.name, seed(3)).text] })).toBe('false')
    expect(checkProof({ ...prove(workplace, 5, 11), checkpoint }, { keys: [log.text] })).toBe('false')
    expect(checkProof({ ...signed, checkpoint: 'nonsense' }, { keys: [log.text] })).toBe('false')
  })

  test('there is none of what is not there, or of a record that is not whole', () => {
    const directory = put(files)
    for (const [index, size] of [[12], [-1], [0.5], [5, 5], [5, 13], [5, -1], [0, 0], [0, 0.5]] as const) {
      expect(() => prove(directory, index, size)).toThrow(RangeError)
    }
    const [name = '', bytes = new Uint8Array()] = [...files][0] ?? []
    const broken = put(new Map(files).set(name, bytes.subarray(1)))
    expect(proveOrTell(broken, 0)).toEqual(audit(broken))
    expect(audit(broken)).toMatchObject({ ok: false })
    expect(() => audit(put(new Map()))).toThrow('the directory holds no journal')
  })
})

test('checkpoints: what the package believes it believes, and nothing else', async () => {
  const origin = 'go.sum database tree'
  expect(readCheckpoint(COSIGNED_LOG.note, COSIGNED_LOG.keys)).toMatchObject({ size: 1_432_088_532 })
  const log = independentKey('crm.example.com/record', seed(1))
  const witness = independentKey('witness.example', seed(2), 4)
  const text = `${log.name}\n7\n${Buffer.alloc(32, 7).toString('base64')}\nmore\n`
  const own = `${text}\n${log.signNote(text)}\n${witness.cosign(text, 5)}\n— other AAAAAAA=\n`
  const cases: [note: string, keys: readonly string[], origin?: string][] = [
    [GO_CHECKSUM_DATABASE.note, GO_CHECKSUM_DATABASE.keys, origin],
    [GO_CHECKSUM_DATABASE.note, GO_CHECKSUM_DATABASE.keys],
    [own, [log.text, witness.text]],
    [own, [witness.text]],
    [own, [witness.text], log.name],
    [own, [], log.name],
    [own, [log.text], 'other'],
    [own.replaceAll('\n', '\r\n'), [log.text]],
  ]
  const both = async (note: string, keys: readonly string[], name?: string) => {
    const verdict = await verifyCheckpoint(note, keys, name === undefined ? {} : { origin: name })
    const head = verdict.ok ? { size: verdict.checkpoint.size, root: verdict.checkpoint.root } : undefined
    expect(readCheckpoint(note, keys, name)).toEqual(head)
    return verdict.ok
  }
  expect(await Promise.all(cases.map((one) => both(...one)))).toEqual([
    true,
    false,
    true,
    false,
    true,
    false,
    false,
    false,
  ])
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...cases),
      fc.nat(2_000),
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.nat(3),
      async (one, at, put, cut) => {
        const [note, ...rest] = one
        const place = at % (note.length + 1)
        await both(note.slice(0, place) + put + note.slice(place + cut), ...rest)
      },
    ),
    { numRuns: 400 },
  )
  for (const key of ['', 'nonsense', log.text.slice(1), `${log.text}A`, log.text.replace('+A', '+B')]) {
    expect(() => readCheckpoint(own, [key])).toThrow('this is no verifier key')
  }
})

describe('the command', () => {
  const run = (...args: string[]) =>
    new Promise<{ code: number; out: string }>((resolve) => {
      const tsx = ['--import', import.meta.resolve('tsx'), source, ...args]
      execFile(process.execPath, tsx, (error, stdout) =>
        resolve({ code: error === null ? 0 : Number(error.code), out: stdout }),
      )
    })

  test('says whole or where not, by its exit code too', { timeout: 30_000 }, async () => {
    const { directory } = await recordedJournal()
    const log = independentKey('crm.example.com/record', seed(1))
    const head = heads.at(-1) ?? { size: 0, root: '' }
    const text = `${log.name}\n${head.size}\n${Buffer.from(head.root, 'base64url').toString('base64')}\n`
    const checkpoint = join(await temporaryDirectory(), 'checkpoint')
    await writeFile(checkpoint, `${text}\n${log.signNote(text)}\n`)
    const kept = heads.slice(0, 2).flatMap(({ size, root }) => ['--expect', `${size}:${root}`])
    const [whole, other, unsigned, misused] = await Promise.all([
      run(directory, ...kept, '--checkpoint', checkpoint, '--key', log.text),
      run(directory, '--expect', `1:${head.root}`),
      run(directory, '--checkpoint', checkpoint, '--key', independentKey(log.name, seed(2)).text),
      run(),
    ])
    expect(whole).toEqual({ code: 0, out: `whole: 12 events, 3 kept heads met\nhead:  12:${head.root}\n` })
    expect(other.code).toBe(1)
    expect(other.out).toContain(
      'NOT WHOLE: the first 1 events do not have the expected root\nat line 1, byte 0 of 000000000000.jsonl',
    )
    expect(unsigned.code).toBe(2)
    expect(misused.code).toBe(2)
  })
})
