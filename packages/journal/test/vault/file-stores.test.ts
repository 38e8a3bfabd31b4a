import { chmod, mkdir, readdir, readFile, rename, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { secretStoreContract, snapshotStoreContract } from '@waxseal/testing'
import { describe, expect, test } from 'vitest'
import { fileSecretStore, fileSnapshotStore } from '../../src/node.js'
import { temporaryDirectory } from '../temporary-directory.js'
import { bytesUnder, filesUnder } from './planted.js'

const PLACE = { tenant: 'Acme & Co', name: 'credential/unisender/v_1' }
const MARKER = 'planted-marker-3f9a'

describe('secret store', async () => {
  const inDirectory = async (place: string) => fileSecretStore(join(await shared(), place))
  for (const { name, run } of secretStoreContract(inDirectory, { reopens: true })) test(`contract: ${name}`, run)
})

describe('snapshot store', async () => {
  const inDirectory = async (place: string) => fileSnapshotStore(join(await shared(), place))
  for (const { name, run } of snapshotStoreContract(inDirectory, { reopens: true })) test(`contract: ${name}`, run)
})

/** One directory for each test: a case opens its store again in the same. */
const directories = new Map<string, Promise<string>>()
function shared(): Promise<string> {
  const key = expect.getState().currentTestName ?? ''
  const directory = directories.get(key) ?? temporaryDirectory()
  directories.set(key, directory)
  return directory
}

test('files are for their owner only, and their names tell nothing', async () => {
  const directory = join(await temporaryDirectory(), 'data', 'secrets')
  const secrets = await fileSecretStore(directory)
  await secrets.put(PLACE, MARKER)
  await secrets.put({ ...PLACE, name: '../../../escaped' }, MARKER)
  const snapshots = await fileSnapshotStore(directory)
  await snapshots.save('Acme & Co', '../x', { size: 1, state: '[]' })
  const files = await filesUnder(join(directory, '..', '..'))
  expect(files).toHaveLength(3)
  for (const file of files) {
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(file.slice(directory.length)).toMatch(/^\/[0-9a-f]{64}\/[0-9a-f]{64}$/)
  }
  for (const folder of [directory, join(directory, '..'), join(files[0] ?? '', '..')]) {
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
  }
})

test('of what was deleted or replaced no byte is left, also of what a crash left', async () => {
  const directory = await temporaryDirectory()
  const secrets = await fileSecretStore(directory)
  await secrets.put(PLACE, `${MARKER}-old`)
  await secrets.put(PLACE, `${MARKER}-new`)
  expect(await bytesUnder(directory)).not.toContain(`${MARKER}-old`)
  const [file = ''] = await filesUnder(directory)
  // As a process leaves it that dies between writing aside and renaming.
  await writeFile(`${file}.draft-AAAA`, `${MARKER}-draft`, { mode: 0o600 })
  expect(await secrets.get(PLACE)).toBe(`${MARKER}-new`)
  expect(await secrets.names(PLACE.tenant)).toEqual([PLACE.name])
  await secrets.put({ ...PLACE, name: 'other' }, 'stays')
  expect(await secrets.delete(PLACE)).toBe(true)
  expect(await bytesUnder(directory)).not.toContain(MARKER)
  expect(await secrets.names(PLACE.tenant)).toEqual(['other'])

  const snapshots = await fileSnapshotStore(join(directory, 'snapshots'))
  await snapshots.save('t', 'keys', { size: 1, state: `"${MARKER}"` })
  const [snapshot = ''] = await filesUnder(join(directory, 'snapshots'))
  await writeFile(`${snapshot}.draft-AAAA`, MARKER, { mode: 0o600 })
  await snapshots.clear('t')
  expect(await filesUnder(join(directory, 'snapshots'))).toEqual([])
})

test('openers of one directory see each other, and deleting beside writing harms neither', async () => {
  const directory = await temporaryDirectory()
  const [left, right] = [await fileSecretStore(directory), await fileSecretStore(directory)]
  await left.put(PLACE, 'one')
  expect(await right.get(PLACE)).toBe('one')
  for (let round = 0; round < 30; round++) {
    await Promise.all([
      left.put(PLACE, `text ${round}`),
      right.delete(PLACE),
      left.get(PLACE),
      right.names(PLACE.tenant),
    ])
    expect([undefined, `text ${round}`]).toContain(await right.get(PLACE))
  }
  expect((await filesUnder(directory)).filter((file) => file.includes('draft'))).toEqual([])
})

test.each([0o640, 0o604, 0o666])('a secret of mode %o is refused', async (mode) => {
  const directory = await temporaryDirectory()
  const secrets = await fileSecretStore(directory)
  await secrets.put(PLACE, MARKER)
  const [file = ''] = await filesUnder(directory)
  await chmod(file, mode)
  await expect(secrets.get(PLACE)).rejects.toMatchObject({ code: 'vault-exposed' })
  await expect(secrets.names(PLACE.tenant)).rejects.toMatchObject({ code: 'vault-exposed' })
  // Written anew it is private again.
  await secrets.put(PLACE, 'another')
  expect(await secrets.get(PLACE)).toBe('another')
})

test.each([0o720, 0o702, 0o777])('a directory of mode %o is refused', async (mode) => {
  const directory = await temporaryDirectory()
  await chmod(directory, mode)
  for (const open of [fileSecretStore, fileSnapshotStore]) {
    await expect(open(directory)).rejects.toMatchObject({ code: 'vault-exposed' })
  }
})

const damages: readonly [string, (bytes: Buffer) => Buffer | string][] = [
  ['emptied', () => ''],
  ['cut', (bytes) => bytes.subarray(0, -1)],
  ['cut in its first line', (bytes) => bytes.subarray(0, 20)],
  ['longer', (bytes) => Buffer.concat([bytes, Buffer.from(' ')])],
  ['without its first line', (bytes) => bytes.subarray(bytes.indexOf('\n') + 1)],
  ['of another version', (bytes) => bytes.toString().replace('"version":1', '"version":2')],
  ['no UTF-8', (bytes) => Buffer.concat([bytes.subarray(0, -2), Buffer.of(0xff, 0xfe)])],
  ['nine megabytes', () => ' '.repeat(9 * 1024 * 1024)],
]

test.each(damages)('a file that is %s is refused as a secret and passed over as a snapshot', async (_, damage) => {
  const directory = await temporaryDirectory()
  const secrets = await fileSecretStore(join(directory, 'secrets'))
  const snapshots = await fileSnapshotStore(join(directory, 'snapshots'))
  await secrets.put(PLACE, MARKER)
  await snapshots.save('t', 'keys', { size: 1, state: `"${MARKER}"` })
  for (const file of await filesUnder(directory)) await writeFile(file, damage(await readFile(file)))
  const error = await secrets.get(PLACE).catch((e: unknown) => e)
  expect(error).toMatchObject({ code: 'vault-corrupt' })
  expect(`${JSON.stringify(error)}${(error as Error).stack}`).not.toContain(MARKER)
  await expect(secrets.names(PLACE.tenant)).rejects.toMatchObject({ code: 'vault-corrupt' })
  expect(await snapshots.load('t', 'keys')).toBeUndefined()
})

test('every changed bit of a secret is found', async () => {
  const directory = await temporaryDirectory()
  const secrets = await fileSecretStore(directory)
  await secrets.put(PLACE, 'x')
  const [file = ''] = await filesUnder(directory)
  const bytes = await readFile(file)
  for (let bit = 0; bit < bytes.length * 8; bit += 3) {
    const changed = Buffer.from(bytes)
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    await writeFile(file, changed)
    await expect(secrets.get(PLACE)).rejects.toMatchObject({ code: 'vault-corrupt' })
  }
})

test('a file that was given the name of another is refused', async () => {
  const directory = await temporaryDirectory()
  const secrets = await fileSecretStore(directory)
  const snapshots = await fileSnapshotStore(directory)
  await secrets.put(PLACE, 'of the first')
  const [first = ''] = await filesUnder(directory)
  await secrets.put({ ...PLACE, name: 'second' }, 'of the second')
  const second = (await filesUnder(directory)).find((file) => file !== first) ?? ''
  await rename(second, first)
  await expect(secrets.get(PLACE)).rejects.toMatchObject({ code: 'vault-corrupt' })
  expect(await snapshots.load(PLACE.tenant, PLACE.name)).toBeUndefined()
})

test('what the system refuses is told by its code, without a path', async () => {
  const directory = await temporaryDirectory()
  await writeFile(join(directory, 'file'), '')
  await symlink(join(directory, 'loop'), join(directory, 'loop'))
  for (const name of ['file', 'loop', 'file/below']) {
    const error = await fileSecretStore(join(directory, name)).catch((e: unknown) => e)
    expect(error).toMatchObject({ code: 'vault-unreadable' })
    expect(`${JSON.stringify(error)}${(error as Error).message}`).not.toContain(directory)
  }
  const secrets = await fileSecretStore(join(directory, 'secrets'))
  await secrets.put(PLACE, 'x')
  const [file = ''] = await filesUnder(join(directory, 'secrets'))
  const [folder = ''] = await readdir(join(directory, 'secrets'))
  await rename(join(directory, 'secrets', folder), join(directory, 'away'))
  await writeFile(join(directory, 'secrets', folder), '')
  const error = await secrets.put(PLACE, MARKER).catch((e: unknown) => e)
  expect(error).toMatchObject({ code: 'vault-write-failed' })
  expect(`${JSON.stringify(error)}${(error as Error).stack}`).not.toContain(MARKER)
  await expect(secrets.get(PLACE)).rejects.toMatchObject({ code: 'vault-unreadable' })
  await rename(join(directory, 'secrets', folder), join(directory, 'moved'))
  await mkdir(file, { recursive: true, mode: 0o700 })
  await expect(secrets.get(PLACE)).rejects.toMatchObject({ code: 'vault-unreadable' })
})
