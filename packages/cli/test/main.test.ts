import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileJournal } from '@waxseal/journal/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EXIT, HELP, type Io, main, printable } from '../src/index.js'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'waxseal-cli-'))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

interface Run {
  readonly code: number
  readonly out: string
  readonly err: string
}

async function run(args: readonly string[], more: Partial<Io> = {}): Promise<Run> {
  const out: string[] = []
  const err: string[] = []
  const code = await main(args, {
    print: (line) => out.push(line),
    complain: (line) => err.push(line),
    readStdin: async () => new Uint8Array(),
    interrupted: Promise.resolve(),
    ...more,
  })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

describe('misuse', () => {
  test.each([
    [[], EXIT.usage],
    [['nothing'], EXIT.usage],
    [['verify'], EXIT.usage],
    [['verify', 'a', 'b'], EXIT.usage],
    [['verify', '-', '--domain', 'not a domain'], EXIT.usage],
    [['verify', '-', '--domain', 'nope'], EXIT.usage],
    [['verify', 'no-such.eml', '--domain', 'nope.'], EXIT.usage],
    [['nothing', '--help'], EXIT.usage],
    [['journal'], EXIT.usage],
    [['verify', '-', '--unknown-option'], EXIT.usage],
    [['journal', 'verify'], EXIT.usage],
    [['journal', 'verify', '.', '--expect', 'nonsense'], EXIT.usage],
    [['journal', 'other'], EXIT.usage],
    [['sandbox', '--port', '70000'], EXIT.usage],
    [['sandbox', '--api-key', ''], EXIT.usage],
    [['sandbox', '--go-api-key', "it's"], EXIT.usage],
    [['sandbox', '--sender', 'nobody'], EXIT.usage],
  ])('%j', async (args, code) => {
    const result = await run(args)
    expect(result.code).toBe(code)
    expect(result.out + result.err).not.toBe('')
    expect(result.err).not.toMatch(/\n\s+at /)
  })

  test.each([
    [['--help']],
    [['-h']],
    [['help']],
    [['help', 'verify']],
    [['sandbox', '--help']],
    [['sandbox', '--port', '70000', '-h']],
    [['verify', '-h']],
    [['verify', 'no-such.eml', '--unknown-option', '--help']],
    [['journal', '--help']],
    [['journal', '-h']],
    [['journal', 'verify', '--help']],
    [['policy', '-h']],
    [['policy', 'check', '--help']],
  ])('%j is none: help', async (args) => {
    expect(await run(args)).toEqual({ code: EXIT.done, out: HELP, err: '' })
  })

  test('`waxseal`, `waxseal journal` and `waxseal policy` show the help', async () => {
    for (const args of [[], ['journal'], ['policy']]) {
      expect(await run(args)).toEqual({ code: EXIT.usage, out: HELP, err: '' })
    }
  })
})

describe('faults that are no misuse', () => {
  test.each<[string[], string]>([
    [['verify', 'no-such.eml'], 'no such file: `no-such.eml`'],
    [['verify', '--', '--help'], 'no such file: `--help`'],
    [['verify', '-', '--zone', 'no-such.json'], 'no such file: `no-such.json`'],
    [['verify', '-', '--identity', 'no-such.json'], 'no such file: `no-such.json`'],
    [['verify', '.', '--domain', 'romashka.example'], 'this is a directory, a file is needed'],
    [['journal', 'verify', 'no-such'], 'no such file: `no-such`'],
  ])('%j: %s', async (args, err) => {
    expect(await run(args)).toEqual({ code: EXIT.failed, out: '', err })
  })

  test('an unexpected one is not quoted', async () => {
    const readStdin = () => Promise.reject(new Error('anna@mail.example'))
    const result = await run(['verify', '-'], { readStdin })
    expect(result).toEqual({ code: EXIT.failed, out: '', err: 'an unexpected fault' })
  })
})

test('the version is that of the package', async () => {
  const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'))
  expect(await run(['--version'])).toEqual({ code: EXIT.done, out: manifest.version, err: '' })
})

describe('waxseal journal verify', () => {
  test('a whole record, one with a changed byte, and a head kept elsewhere', async () => {
    const path = join(directory, 'journal')
    const journal = await fileJournal(path)
    const { head } = await journal.append({ tenant: 'default', stream: 'a' }, [
      { type: 'x.happened', at: 1, data: { n: 1 } },
    ])
    await journal.append({ tenant: 'default', stream: 'a' }, [{ type: 'y.happened', at: 2, data: { n: 2 } }])
    await journal.close()
    const whole = await run(['journal', 'verify', path])
    expect(whole).toMatchObject({ code: EXIT.done })
    expect(whole.out).toContain('whole: 2 events')
    expect(await run(['journal', 'verify', path, '--expect', `${head.size}:${head.root}`])).toMatchObject({
      code: EXIT.done,
    })
    expect(await run(['journal', 'verify', path, '--expect', `1:${'A'.repeat(43)}`])).toMatchObject({
      code: EXIT.wanting,
    })

    const file = join(path, '000000000000.jsonl')
    const text = await readFile(file, 'utf8')
    await writeFile(join(directory, 'changed.jsonl'), text.replace('"n":1', '"n":7'))
    const changed = await run(['journal', 'verify', join(directory, 'changed.jsonl')])
    expect(changed.code).toBe(EXIT.wanting)
    expect(changed.out).toContain('at line 1')
    const json = await run(['journal', 'verify', join(directory, 'changed.jsonl'), '--json'])
    expect(JSON.parse(json.out)).toMatchObject({ ok: false, line: 1 })
  })
})

describe('waxseal verify', () => {
  test('a look-alike from standard input', async () => {
    const zone = join(directory, 'zone.json')
    await writeFile(zone, '{}')
    const letter = new TextEncoder().encode('From: News <news@romashka-shop.example>\r\nSubject: x\r\n\r\nx\r\n')
    const args = ['verify', '-', '--domain', 'romashka.example', '--zone', zone]
    const result = await run(args, { readStdin: async () => letter })
    expect(result.code).toBe(EXIT.wanting)
    expect(result.out).toMatch(/^LOOKALIKE: /)
    const json = await run([...args, '--json'], { readStdin: async () => letter })
    expect(JSON.parse(json.out)).toMatchObject({ kind: 'lookalike' })
  })

  test('a letter of strangers, an empty one and noise: nobody can tell', async () => {
    const zone = join(directory, 'zone.json')
    await writeFile(zone, '{}')
    for (const letter of ['From: a@stranger.example\r\n\r\nx', '', '\u0000\u0001\u001b[2J']) {
      const args = ['verify', '-', '--domain', 'romashka.example', '--zone', zone]
      const result = await run(args, { readStdin: async () => new TextEncoder().encode(letter) })
      expect(result.code).toBe(EXIT.unknown)
      expect(result.out).not.toContain('\u001b')
    }
  })

  test('an identity file, good and bad', async () => {
    const identity = join(directory, 'brand.json')
    const zone = join(directory, 'zone.json')
    await writeFile(zone, '{}')
    await writeFile(identity, '{"name":"Romashka","domains":["romashka.example"]}')
    const readStdin = async (): Promise<Uint8Array> => new TextEncoder().encode('From: x@romashka.example\r\n\r\nx')
    expect(await run(['verify', '-', '--identity', identity, '--zone', zone], { readStdin })).toMatchObject({
      code: EXIT.wanting,
    })
    await writeFile(identity, '{"name":7}')
    expect(await run(['verify', '-', '--identity', identity, '--zone', zone], { readStdin })).toMatchObject({
      code: EXIT.usage,
    })
    await writeFile(identity, 'not json')
    expect(await run(['verify', '-', '--identity', identity, '--zone', zone], { readStdin })).toMatchObject({
      code: EXIT.usage,
    })
  })

  test('the example of an identity file that help and README show is one', async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
    const [, example = ''] = /```json\n([^`]*)\n```/.exec(readme) ?? []
    expect(HELP).toContain(`\n${example}`)
    const identity = join(directory, 'example.json')
    const zone = join(directory, 'zone.json')
    await writeFile(identity, example)
    await writeFile(zone, '{}')
    const readStdin = async () => new TextEncoder().encode('From: Romashka Bank <x@evil.example>\r\n\r\nx')
    const result = await run(['verify', '-', '--identity', identity, '--zone', zone], { readStdin })
    expect(result).toMatchObject({ code: EXIT.wanting, err: '' })
    expect(result.out).toMatch(/^LOOKALIKE: Not ours: /)
  })

  test.each<[string, unknown]>([
    ['name', { domains: ['romashka.example'] }],
    ['name', { name: ' ', domains: ['romashka.example'] }],
    ['domains', { name: 'Romashka' }],
    ['domains', { name: 'Romashka', domains: 'romashka.example' }],
    ['domains', { name: 'Romashka', domains: [] }],
    ['domains[1]', { name: 'Romashka', domains: ['romashka.example', 7] }],
    ['domains[0]', { name: 'Romashka', domains: ['example'] }],
    ['domains[0]', { name: 'Romashka', domains: ['news@romashka.example'] }],
    ['displayNames', { name: 'Romashka', domains: ['romashka.example'], displayNames: 'Romashka' }],
    ['displayNames[0]', { name: 'Romashka', domains: ['romashka.example'], displayNames: [null] }],
    ['accounts', { name: 'Romashka', domains: ['romashka.example'], accounts: ['1234567'] }],
    ['accounts.unisender', { name: 'Romashka', domains: ['romashka.example'], accounts: { unisender: '1234567' } }],
    ['accounts.unisender[0]', { name: 'Romashka', domains: ['romashka.example'], accounts: { unisender: [1234567] } }],
    ['accounts.a�', { name: 'Romashka', domains: ['romashka.example'], accounts: { 'a\u001b': 7 } }],
  ])('a malformed identity file is refused and `%s` named: %j', async (member, json) => {
    const identity = join(directory, 'malformed.json')
    await writeFile(identity, JSON.stringify(json))
    const result = await run(['verify', '-', '--identity', identity])
    expect(result).toMatchObject({ code: EXIT.usage, out: '' })
    expect(result.err).toContain(`\`${member}\` of the identity file must`)
  })
})

test('waxseal sandbox says what to put where, and stops', async () => {
  const result = await run(['sandbox', '--directory', join(directory, 'sandbox'), '--sender', 'news@romashka.example'])
  expect(result.code).toBe(EXIT.done)
  expect(result.out).toMatch(/createUnisender\(\{ baseUrl: 'http:\/\/127\.0\.0\.1:\d+/)
  expect(result.out).toContain('npx @waxseal/cli verify LETTER.eml --zone ')
  expect(JSON.parse(await readFile(join(directory, 'sandbox', 'zone.json'), 'utf8'))).toBeTypeOf('object')
})

test('waxseal sandbox takes the keys of the last time', async () => {
  const keys = ['--api-key', 'sandbox-key_1', '--go-api-key', 'sandbox-key_2']
  const result = await run(['sandbox', '--directory', join(directory, 'sandbox'), ...keys])
  expect(result.code).toBe(EXIT.done)
  expect(result.out).toMatch(/createUnisender\(\{.* apiKey: 'sandbox-key_1' \}\)/)
  expect(result.out).toMatch(/createUnisenderGo\(\{.* apiKey: 'sandbox-key_2' \}\)/)
})

test('a letter cannot repaint the screen', () => {
  expect(printable('a\u001b[2Jb\u202ec\u0000')).toBe('a�[2Jb�c�')
  expect(printable('Ромашка ✓')).toBe('Ромашка ✓')
})
