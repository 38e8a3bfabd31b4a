import { spawn } from 'node:child_process'
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { keyRingContract, seededRandom } from '@waxseal/testing'
import { expect, test } from 'vitest'
import { fileKeyRing } from '../src/node.js'
import { temporaryDirectory } from './temporary-directory.js'

const PURPOSE = { tenant: 'default', use: 'token' } as const
const SECRET = Buffer.from(seededRandom(1)(32)).toString('base64url')
const KEY = { id: 'k1', secret: SECRET, createdAt: '2026-01-01T00:00:00.000Z' }

for (const { name, run } of keyRingContract(async () => fileKeyRing(join(await temporaryDirectory(), 'keys.json')))) {
  test(`contract: ${name}`, run)
}

test('first start makes the file, readable by its owner only; later starts read it', async () => {
  const path = join(await temporaryDirectory(), 'data', 'keys.json')
  const first = await fileKeyRing(path, { random: seededRandom(1), clock: () => Date.parse(KEY.createdAt) })
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ version: 1, keys: [KEY] })
  const again = await fileKeyRing(path)
  expect((await again.current(PURPOSE)).bytes).toEqual((await first.current(PURPOSE)).bytes)
  expect(await readdir(join(path, '..'))).toEqual(['keys.json'])
})

test('a ring of several keys: the last one is current', async () => {
  const path = join(await temporaryDirectory(), 'keys.json')
  const second = { ...KEY, id: 'k2', secret: Buffer.from(seededRandom(2)(32)).toString('base64url') }
  await writeFile(path, JSON.stringify({ version: 1, keys: [KEY, second] }), { mode: 0o600 })
  expect(await (await fileKeyRing(path)).ids()).toEqual(['k2', 'k1'])
})

test('starts at the same time end with one ring', async () => {
  const directory = await temporaryDirectory()
  for (let round = 0; round < 20; round++) {
    const path = join(directory, `keys-${round}.json`)
    const rings = await Promise.all(Array.from({ length: 8 }, () => fileKeyRing(path)))
    const keys = await Promise.all(
      rings.map(async (ring) => Buffer.from((await ring.current(PURPOSE)).bytes).toString('hex')),
    )
    expect(new Set(keys).size).toBe(1)
  }
  expect((await readdir(directory)).filter((name) => name.includes('draft'))).toEqual([])
})

test('processes that start at the same time end with one ring', async () => {
  const directory = await temporaryDirectory()
  const script = fileURLToPath(new URL('children/key-ring.ts', import.meta.url))
  const path = join(directory, 'keys.json')
  const options = ['--conditions=@waxseal/source', '--import', 'tsx', script, path]
  const outputs = Array.from({ length: 4 }, async () => {
    const child = spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    for await (const piece of child.stdout) output += piece
    return output
  })
  const keys = new Set(await Promise.all(outputs))
  expect(keys.size).toBe(1)
  expect([...keys][0]).toMatch(/^[0-9a-f]{64}$/)
})

test.each([0o640, 0o604, 0o660, 0o666, 0o611])('a file of mode %o is refused', async (mode) => {
  const path = join(await temporaryDirectory(), 'keys.json')
  await fileKeyRing(path)
  await chmod(path, mode)
  await expect(fileKeyRing(path)).rejects.toMatchObject({ code: 'key-ring-exposed' })
})

const valid = { version: 1, keys: [KEY] }
test.each([
  ['empty', ''],
  ['no JSON', `{"version":1,"keys":[{"id":"k1","secret":"${SECRET}"`],
  ['another value', 'null'],
  ['a list', '[]'],
  ['another version', JSON.stringify({ ...valid, version: 2 })],
  ['no keys', JSON.stringify({ version: 1 })],
  ['an empty ring', JSON.stringify({ version: 1, keys: [] })],
  ['a key that is none', JSON.stringify({ version: 1, keys: [null] })],
  ['a key twice', JSON.stringify({ version: 1, keys: [KEY, KEY] })],
  ['a short secret', JSON.stringify({ version: 1, keys: [{ ...KEY, secret: SECRET.slice(0, 40) }] })],
  ['a secret in another alphabet', JSON.stringify({ version: 1, keys: [{ ...KEY, secret: `+${SECRET.slice(1)}` }] })],
  ['a malformed id', JSON.stringify({ version: 1, keys: [{ ...KEY, id: '../k1' }] })],
  ['no id', JSON.stringify({ version: 1, keys: [{ ...KEY, id: undefined }] })],
  ['no time', JSON.stringify({ version: 1, keys: [{ ...KEY, createdAt: 'once' }] })],
  ['two megabytes', ' '.repeat(2 * 1024 * 1024)],
])('a damaged ring (%s) is refused, not replaced, and not quoted', async (_, text) => {
  const path = join(await temporaryDirectory(), 'keys.json')
  await writeFile(path, text, { mode: 0o600 })
  const error = await fileKeyRing(path).catch((e: unknown) => e)
  expect(error).toMatchObject({ code: 'key-ring-corrupt' })
  expect(`${JSON.stringify(error)}${(error as Error).stack}`).not.toContain(SECRET.slice(0, 8))
  expect(await readFile(path, 'utf8')).toBe(text)
})

test('what the system refuses is told without the path', async () => {
  const directory = await temporaryDirectory()
  await mkdir(join(directory, 'keys.json'), { mode: 0o700 })
  await symlink(join(directory, 'loop'), join(directory, 'loop'))
  for (const name of ['keys.json', 'loop']) {
    const error = await fileKeyRing(join(directory, name)).catch((e: unknown) => e)
    expect(error).toMatchObject({ code: 'key-ring-unreadable' })
    expect(JSON.stringify(error)).not.toContain(directory)
  }
})
