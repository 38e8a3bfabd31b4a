import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Journal } from '@waxseal/core'
import { createCheckpointSigner, formatVerifierKey, leafHash, memoryKeyRing, verifyInclusion } from '@waxseal/journal'
import { fileJournal } from '@waxseal/journal/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EXIT, main } from '../src/index.js'

const keyRing = memoryKeyRing({ keys: [{ id: 'k1', secret: new Uint8Array(32).fill(7) }] })
const signer = createCheckpointSigner({ keyRing, origin: 'crm.example.com/record' })
const stranger = formatVerifierKey({ name: signer.origin, kind: 'signature', publicKey: new Uint8Array(32).fill(9) })

/** What a terminal would obey. */
const HOSTILE = ['\u001b', '\u009b', '\u202e']

let folder = ''
let directory = ''
let journal: Journal
let key = ''
const place = (name: string) => join(folder, name)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waxseal-journal-'))
  directory = place('journal')
  journal = await fileJournal(directory, { segmentBytes: 600 })
  const drafts = (numbers: number[]) =>
    numbers.map((number) => ({ type: `x.number${number % 2}`, at: number, data: { number } }))
  for (let number = 0; number < 8; number++)
    await journal.append({ tenant: 'default', stream: `s${number % 3}` }, drafts([number]))
  await writeFile(place('checkpoint'), await signer.sign(journal.head()))
  await journal.append(
    { tenant: 'other', stream: 's0' },
    [...drafts([8, 9, 10]), { type: 'x.odd', at: 1e300, data: { text: 'red \u001b[31m, back \u202e, c1 \u009b' } }].map(
      (draft) => ({ ...draft, at: Math.min(draft.at, Number.MAX_SAFE_INTEGER) }),
    ),
  )
  const [current = ''] = await signer.verifierKeys()
  key = current
})
afterAll(async () => {
  await journal.close()
  await rm(folder, { recursive: true, force: true })
})

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []]
  const code = await main(['journal', ...args], {
    print: (line) => out.push(line),
    complain: (line) => err.push(line),
    readStdin: async () => new Uint8Array(),
    interrupted: new Promise(() => {}),
  })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

test.each([
  [['verify', 'a', 'b']],
  [['verify', '.', '--key', 'x']],
  [['verify', '.', '--checkpoint', 'x']],
  [['verify', '.', '--expect', '01']],
  [['prove']],
  [['prove', '.']],
  [['prove', '.', 'five']],
  [['prove', '.', '-5']],
  [['prove', '.', '5', '--size', '1.5']],
  [['prove', '.', '5', '--size', '7', '--checkpoint', 'x']],
  [['prove', '.', '5', '--key', 'x']],
  [['prove', '.', '5', '--check', 'x']],
  [['prove', '--check', 'x', '--key', 'nonsense']],
  [['prove', '--check', 'x', '--size', '5']],
  [['prove', '--check', 'x', '--expect', 'nonsense']],
  [['show']],
  [['show', '.', '.']],
  [['show', '.', '--from', 'x']],
  [['constructor']],
])('misuse: %j', async (args) => {
  const { code, out, err } = await run(...args)
  expect({ code, out }).toEqual({ code: EXIT.usage, out: '' })
  expect(err).not.toBe('')
})

test('a directory without a journal is no journal', async () => {
  for (const args of [
    ['verify', folder],
    ['prove', folder, '0'],
    ['show', folder],
  ]) {
    expect(await run(...args)).toEqual({ code: EXIT.failed, out: '', err: 'the directory holds no journal' })
  }
  expect(await run('prove', place('nothing'), '0')).toMatchObject({ code: EXIT.failed })
  expect(await run('prove', '--check', place('nothing'))).toMatchObject({ code: EXIT.failed })
})

describe('waxseal journal verify', () => {
  test('against heads and signed checkpoints that were kept, each where it stands', async () => {
    const { size, root } = journal.head()
    const result = await run(
      'verify',
      directory,
      '--checkpoint',
      place('checkpoint'),
      '--key',
      key,
      '--expect',
      `${size}:${root}`,
    )
    expect(result).toEqual({
      code: EXIT.done,
      out: [
        'whole: 12 events',
        `head:  12:${root}`,
        'met:   the head of 12 events that was kept',
        'met:   the head of 8 events that was kept',
      ].join('\n'),
      err: '',
    })
    const json = await run('verify', directory, '--json')
    expect(JSON.parse(json.out)).toEqual({ ok: true, head: { size, root }, tornTail: 0 })
  })

  test('a checkpoint that the key did not sign, of another log, or none', async () => {
    const file = place('checkpoint')
    const note = await readFile(file, 'utf8')
    await writeFile(place('forged'), note.replace('\n8\n', '\n9\n'))
    await writeFile(place('nonsense'), 'nonsense')
    for (const [name, keys, why] of [
      ['checkpoint', [stranger], 'is signed by none of the keys'],
      ['checkpoint', [key, '--origin', 'other'], 'is of another log'],
      ['forged', [key], 'bears a false signature'],
      ['nonsense', [key], 'is no checkpoint'],
    ] as const) {
      const { code, out, err } = await run('verify', directory, '--checkpoint', place(name), '--key', ...keys)
      expect({ code, out }).toEqual({ code: EXIT.wanting, out: '' })
      expect(err).toContain(why)
    }
  })

  test('a fault with its file; a record that was made anew is found by a checkpoint only', async () => {
    const other = place('other')
    const forged = await fileJournal(other)
    for (let number = 0; number < 12; number++)
      await forged.append({ tenant: 'default', stream: 's' }, [{ type: 'x', at: 0, data: {} }])
    await forged.close()
    expect((await run('verify', other)).code).toBe(EXIT.done)
    const found = await run('verify', other, '--checkpoint', place('checkpoint'), '--key', key)
    expect(found.code).toBe(EXIT.wanting)
    expect(found.out).toContain('NOT WHOLE: the first 8 events do not have the expected root')
    expect(found.out).toContain('of 000000000000.jsonl (expected-mismatch)')
    const names = (await readdir(directory)).filter((name) => name.endsWith('.jsonl')).sort()
    expect(names.length).toBeGreaterThan(2)
    const cut = place('cut')
    await writeFile(cut, await readFile(join(directory, names[0] ?? '')))
    expect((await run('verify', cut)).code).toBe(EXIT.done)
    expect((await run('verify', cut, '--checkpoint', place('checkpoint'), '--key', key)).out).toContain(
      '8 are expected',
    )
  })
})

describe('waxseal journal prove', () => {
  const make = async (name: string, ...args: string[]) => {
    const { code, out, err } = await run('prove', ...args)
    expect({ code, err }).toEqual({ code: EXIT.done, err: '' })
    await writeFile(place(name), out)
    return JSON.parse(out)
  }

  test('a document with a signed checkpoint stands alone', async () => {
    const document = await make('proof.json', directory, '5', '--checkpoint', place('checkpoint'))
    expect(document).toMatchObject({ index: 5, size: 8, checkpoint: await readFile(place('checkpoint'), 'utf8') })
    const proof = document.proof.map((hash: string) => new Uint8Array(Buffer.from(hash, 'base64url')))
    const head = { size: document.size, root: document.root }
    expect(verifyInclusion({ leaf: leafHash(Buffer.from(document.entry)), index: 5, head, proof })).toBe(true)
    const proven = await run('prove', '--check', place('proof.json'), '--key', key)
    expect(proven.code).toBe(EXIT.done)
    expect(proven.out.split('\n').slice(0, 5)).toEqual([
      'PROVEN: this event is in the record',
      'place:  5 of 8',
      'seq:    5',
      'tenant: "default"',
      'stream: "s2"',
    ])
    expect((await run('prove', '--check', place('proof.json'))).code).toBe(EXIT.unknown)
    expect((await run('prove', '--check', place('proof.json'), '--key', stranger)).code).toBe(EXIT.wanting)
    const json = await run('prove', '--check', place('proof.json'), '--key', key, '--json')
    expect(JSON.parse(json.out)).toMatchObject({ verdict: 'proven', index: 5, event: { data: { number: 5 } } })
  })

  test('a document against a head that was kept', async () => {
    const { size, root } = journal.head()
    await make('plain.json', directory, '11')
    expect((await run('prove', '--check', place('plain.json'), '--expect', `${size}:${root}`)).code).toBe(EXIT.done)
    expect((await run('prove', '--check', place('plain.json'), '--expect', `${size}:${'A'.repeat(43)}`)).code).toBe(
      EXIT.wanting,
    )
    expect((await run('prove', '--check', place('plain.json'), '--expect', `8:${root}`)).code).toBe(EXIT.unknown)
    expect(await make('less.json', directory, '0', '--size', '1')).toMatchObject({ size: 1, proof: [] })
  })

  test('no character of an event reaches the terminal as a command, and its bytes stay what was hashed', async () => {
    const { out } = await run('prove', directory, '11')
    const shown = await run('prove', '--check', place('plain.json'))
    for (const text of [out, shown.out]) for (const character of HOSTILE) expect(text).not.toContain(character)
    expect(JSON.parse(JSON.parse(out).entry).data.text).toBe('red \u001b[31m, back \u202e, c1 \u009b')
  })

  test('a changed document is false, an incomplete one is none', async () => {
    const document = await make('good.json', directory, '5')
    const { size, root } = journal.head()
    for (const change of [
      { entry: document.entry.replace('5', '6') },
      { entry: 'nonsense' },
      { index: 4 },
      { index: 1.5 },
      { size: 6 },
      { proof: [...document.proof, document.proof[0]] },
      { proof: [7, ...document.proof] },
      { root: 'A'.repeat(43) },
    ]) {
      await writeFile(place('bad.json'), JSON.stringify({ ...document, ...change }))
      const result = await run('prove', '--check', place('bad.json'), '--expect', `${size}:${root}`)
      expect(result.code).toBe(EXIT.wanting)
      expect(result.out).toContain('FALSE')
    }
    for (const content of [
      {},
      { ...document, entry: 7 },
      { ...document, proof: 'x' },
      { ...document, checkpoint: 7 },
      [],
    ]) {
      await writeFile(place('bad.json'), JSON.stringify(content))
      expect((await run('prove', '--check', place('bad.json'))).code).toBe(EXIT.usage)
    }
  })

  test('there is no proof of what is not there, nor for another record', async () => {
    expect(await run('prove', directory, '12')).toEqual({
      code: EXIT.wanting,
      out: '',
      err: 'there is no event 12 among the first 12 of 12',
    })
    expect((await run('prove', directory, '8', '--checkpoint', place('checkpoint'))).err).toBe(
      'there is no event 8 among the first 8 of 12',
    )
    expect((await run('prove', directory, '0', '--size', '13')).code).toBe(EXIT.wanting)
    expect((await run('prove', place('other'), '0', '--checkpoint', place('checkpoint'))).err).toBe(
      'the record is not the one whose checkpoint this is',
    )
    expect((await run('prove', directory, '0', '--checkpoint', place('nonsense'))).code).toBe(EXIT.usage)
    await writeFile(place('broken'), 'nonsense\n')
    expect((await run('prove', place('broken'), '0')).err).toContain('the record is not whole')
  })
})

describe('waxseal journal show', () => {
  test('one line an event, beside the host that writes', async () => {
    const { code, out } = await run('show', directory)
    expect(code).toBe(EXIT.done)
    const lines = out.split('\n')
    expect(lines.length).toBe(12)
    expect(lines[5]).toBe('5  1970-01-01T00:00:00.005Z  default  s2#1  x.number1  {"number":5}')
    expect(lines[11]).toContain(`11  ${Number.MAX_SAFE_INTEGER}  other  s0#3  x.odd`)
    for (const character of HOSTILE) expect(out).not.toContain(character)
  })

  test.each([
    [
      ['--stream', 's0'],
      [0, 3, 6, 8, 9, 10, 11],
    ],
    [
      ['--tenant', 'other'],
      [8, 9, 10, 11],
    ],
    [
      ['--stream', 's0', '--tenant', 'default'],
      [0, 3, 6],
    ],
    [
      ['--type', 'x.number1'],
      [1, 3, 5, 7, 9],
    ],
    [
      ['--from', '9'],
      [9, 10, 11],
    ],
    [
      ['--to', '1'],
      [0, 1],
    ],
    [
      ['--from', '3', '--to', '5', '--type', 'x.number1'],
      [3, 5],
    ],
    [['--from', '12'], []],
  ])('%j', async (args, seqs) => {
    const { code, out } = await run('show', directory, ...args, '--json')
    expect(code).toBe(EXIT.done)
    const shown = out.split('\n').filter((line) => line !== '')
    expect(shown.map((line) => JSON.parse(line).seq)).toEqual(seqs)
  })

  test('up to a fault, which is told', async () => {
    const broken = place('broken-journal')
    const host = await fileJournal(broken)
    for (let number = 0; number < 3; number++)
      await host.append({ tenant: 't', stream: 's' }, [{ type: 'x', at: number, data: { number } }])
    await host.close()
    const file = join(broken, '000000000000.jsonl')
    await writeFile(file, (await readFile(file, 'utf8')).replace('"number":2', '"number":7'))
    const { code, out, err } = await run('show', broken)
    expect(code).toBe(EXIT.wanting)
    expect(out.split('\n').length).toBe(2)
    expect(err).toContain('NOT WHOLE: line 5 of `000000000000.jsonl`')
    expect((await run('show', broken, '--to', '0')).code).toBe(EXIT.done)
  })
})
