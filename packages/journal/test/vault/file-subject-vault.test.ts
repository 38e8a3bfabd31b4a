import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { chmod, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { SubjectRow } from '@waxseal/core'
import { seededRandom, subjectVaultContract } from '@waxseal/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type FileSubjectVault, fileSubjectVault } from '../../src/node.js'
import { killed, startChild } from '../children.js'
import { temporaryDirectory } from '../temporary-directory.js'
import { bytesUnder, filesUnder } from './planted.js'

const KILLS = process.env.THOROUGH === '1' ? 100 : 6
const TENANT = 'default'
const row = (number: number | string, sealed = `sealed ${number}`): SubjectRow => {
  return { id: `sub_${number}`, lookup: `lookup ${number}`, sealed }
}

async function allRows(vault: FileSubjectVault): Promise<SubjectRow[]> {
  const rows: SubjectRow[] = []
  for await (const each of vault.rows(TENANT)) rows.push(each)
  return rows.sort((left, right) => (left.id < right.id ? -1 : 1))
}

const directories = new Map<string, Promise<string>>()
const cases = subjectVaultContract(
  async (place) => {
    const key = expect.getState().currentTestName ?? ''
    const directory = directories.get(key) ?? temporaryDirectory()
    directories.set(key, directory)
    return fileSubjectVault(join(await directory, place))
  },
  { reopens: true },
)
for (const { name, run } of cases) test(`contract: ${name}`, run)

test('files are for their owner only, and nothing else is left behind', async () => {
  const directory = join(await temporaryDirectory(), 'data', 'subjects')
  const vault = await fileSubjectVault(directory)
  await vault.add(TENANT, row(1))
  expect((await readdir(directory)).sort()).toEqual(['lock.1', 'subjects-000000000001'])
  await vault.close()
  await vault.close()
  expect(await readdir(directory)).toEqual(['subjects-000000000001'])
  expect((await stat(directory)).mode & 0o777).toBe(0o700)
  expect((await stat(join(directory, 'subjects-000000000001'))).mode & 0o777).toBe(0o600)
  for (const work of [
    () => vault.add(TENANT, row(2)),
    () => vault.byId(TENANT, 'sub_1'),
    () => vault.byLookup(TENANT, 'lookup 1'),
    () => vault.replace(TENANT, row(1), row(1)),
    () => allRows(vault),
    () => vault.forget(TENANT, 'sub_1'),
  ]) {
    await expect(work()).rejects.toMatchObject({ code: 'vault-closed' })
  }
})

test('of rows that were forgotten or replaced no byte is left in any file', async () => {
  const directory = await temporaryDirectory()
  const vault = await fileSubjectVault(directory)
  const numbers = Array.from({ length: 2_000 }, (_, number) => number)
  await Promise.all(
    numbers.map((number) => vault.add(TENANT, row(number, `planted-marker-${number}-${'x'.repeat(90)}`))),
  )
  expect((await filesUnder(directory)).length).toBeGreaterThan(4)
  const doomed = numbers.filter((number) => number % 7 === 0)
  for (const number of doomed.slice(0, 20)) {
    await vault.forget(TENANT, `sub_${number}`)
    const bytes = await bytesUnder(directory)
    for (const marker of [`planted-marker-${number}-`, `"sub_${number}"`, `"lookup ${number}"`]) {
      expect(bytes.includes(marker)).toBe(false)
    }
  }
  await Promise.all(doomed.slice(20).map((number) => vault.forget(TENANT, `sub_${number}`)))
  const replaced = numbers.filter((number) => number % 7 === 1)
  const old = (number: number) => row(number, `planted-marker-${number}-${'x'.repeat(90)}`)
  await Promise.all(replaced.map((number) => vault.replace(TENANT, old(number), row(number, 'new'))))
  await vault.close()
  const bytes = (await bytesUnder(directory)).toString('latin1')
  for (const number of [...doomed, ...replaced]) expect(bytes).not.toContain(`planted-marker-${number}-`)
  const again = await fileSubjectVault(directory)
  expect(await allRows(again)).toHaveLength(numbers.length - doomed.length)
  for (const number of numbers) await again.forget(TENANT, `sub_${number}`)
  expect(await readdir(directory)).toEqual(['lock.1'])
  await again.close()
})

test('adding does not write everything anew', async () => {
  const directory = await temporaryDirectory()
  const vault = await fileSubjectVault(directory)
  const numbers = Array.from({ length: 3_000 }, (_, number) => number)
  await Promise.all(numbers.map((number) => vault.add(TENANT, row(number, 'x'.repeat(200)))))
  const inodes = async () => {
    const files = (await filesUnder(directory)).filter((file) => file.includes('subjects-'))
    return new Map(await Promise.all(files.map(async (file) => [file, await stat(file)] as const)))
  }
  const before = await inodes()
  await vault.add(TENANT, row('last'))
  await vault.forget(TENANT, 'sub_7')
  const changed = [...(await inodes())].filter(([file, { ino }]) => before.get(file)?.ino !== ino)
  expect(before.size).toBeGreaterThan(10)
  expect(changed.length).toBe(2)
  for (const [, { size }] of changed) expect(size).toBeLessThan(70_000)
  await vault.close()
})

test('one process at a time; the lock of a dead one is taken over', async () => {
  const directory = await temporaryDirectory()
  const vault = await fileSubjectVault(directory)
  const locked = {
    code: 'vault-locked',
    message: `process ${process.pid} holds the vault`,
    details: { pid: process.pid },
  }
  await expect(fileSubjectVault(directory)).rejects.toMatchObject(locked)
  await vault.add(TENANT, row(1))
  await vault.close()
  const child = startChild('subject-writer', directory, '0')
  await once(createInterface({ input: child.stdout ?? process.stdin }), 'line')
  await expect(fileSubjectVault(directory)).rejects.toMatchObject({ code: 'vault-locked', details: { pid: child.pid } })
  await killed(child)
  const after = await fileSubjectVault(directory)
  expect(await after.byId(TENANT, 'sub_1')).toEqual(row(1))
  await after.close()
})

test('a writer killed at random points loses nothing that was acknowledged, and nothing forgotten comes back', {
  timeout: 20_000 * KILLS,
}, async () => {
  const directory = await temporaryDirectory()
  const points = seededRandom(11)(KILLS)
  /** Rows by id; `undefined` when forgotten. */
  const acknowledged = new Map<string, SubjectRow | undefined>()
  for (const [run, point] of points.entries()) {
    const child = startChild('subject-writer', directory, String(run))
    const lines = createInterface({ input: child.stdout ?? process.stdin })
    let left = 20 + point
    lines.on('line', (line) => {
      const { id, row: kept } = JSON.parse(line) as { id: string; row?: SubjectRow }
      acknowledged.set(id, kept)
      if (--left === 0) child.kill('SIGKILL')
    })
    await Promise.all([once(child, 'exit'), once(lines, 'close')])
    expect(left).toBeLessThanOrEqual(0)

    const vault = await fileSubjectVault(directory)
    const bytes = (await bytesUnder(directory)).toString('latin1')
    expect((await readdir(directory)).filter((name) => name.includes('draft'))).toEqual([])
    const wrong: string[] = []
    for (const [id, kept] of acknowledged) {
      const found = await vault.byId(TENANT, id)
      // What was under way when it died may be done or not: a later version of the row, or none.
      if (kept === undefined ? found !== undefined || bytes.includes(`"${id}"`) : !isSameOrLater(found, kept))
        wrong.push(id)
    }
    expect(wrong).toEqual([])
    await vault.close()
  }
  const outcomes = [...acknowledged.values()]
  expect(outcomes.filter((kept) => kept === undefined).length).toBeGreaterThan(KILLS)
  expect(outcomes.filter((kept) => kept !== undefined).length).toBeGreaterThan(KILLS)
})

/** The writer counts versions in `sealed`, and forgets rows of the last version only. */
function isSameOrLater(found: SubjectRow | undefined, kept: SubjectRow): boolean {
  const version = (row: SubjectRow) => Number(row.sealed.split(':')[0])
  if (found === undefined) return version(kept) === 2
  return version(found) >= version(kept) && found.lookup === `${kept.id} ${version(found)}`
}

test.each([0o640, 0o606])('a file of mode %o is refused, and the lock is given back', async (mode) => {
  const directory = await temporaryDirectory()
  await (await fillVault(directory)).close()
  const file = join(directory, 'subjects-000000000001')
  await chmod(file, mode)
  await expect(fileSubjectVault(directory)).rejects.toMatchObject({ code: 'vault-exposed' })
  await chmod(file, 0o600)
  await chmod(directory, 0o777)
  await expect(fileSubjectVault(directory)).rejects.toMatchObject({ code: 'vault-exposed' })
  await chmod(directory, 0o700)
  const vault = await fileSubjectVault(directory)
  expect(await allRows(vault)).toHaveLength(3)
  await vault.close()
})

test('a damaged file is refused and stays as it is', async () => {
  const directory = await temporaryDirectory()
  await (await fillVault(directory)).close()
  const file = join(directory, 'subjects-000000000001')
  const bytes = await readFile(file)
  const twice = join(directory, 'subjects-000000000002')
  const damages: readonly (() => Promise<void>)[] = [
    () => writeFile(file, bytes.subarray(0, -5)),
    () => writeFile(file, bytes.toString().replace('lookup 2', 'lookup 3')),
    () => writeFile(file, ''),
    // A copy that somebody put beside it: two rows of one id.
    () => writeFile(twice, bytes, { mode: 0o600 }),
  ]
  for (const damage of damages) {
    await damage()
    const error = await fileSubjectVault(directory).catch((e: unknown) => e)
    expect(error).toMatchObject({ code: 'vault-corrupt' })
    expect(`${JSON.stringify(error)}${(error as Error).stack}`).not.toContain('lookup')
    expect(await readdir(directory)).not.toContain('lock.1')
    await writeFile(file, bytes)
  }
})

test('after a failed write nothing more is taken or told', async () => {
  const directory = join(await temporaryDirectory(), 'subjects')
  const vault = await fillVault(directory)
  await rename(directory, `${directory}-away`)
  const works = await Promise.allSettled([vault.add(TENANT, row(9)), vault.forget(TENANT, 'sub_1')])
  for (const work of works) expect(work).toMatchObject({ status: 'rejected', reason: { code: 'vault-write-failed' } })
  await rename(`${directory}-away`, directory)
  for (const work of [() => vault.add(TENANT, row(8)), () => vault.byId(TENANT, 'sub_2'), () => allRows(vault)]) {
    await expect(work()).rejects.toMatchObject({ code: 'vault-write-failed' })
  }
  await vault.close()
  const again = await fileSubjectVault(directory)
  expect(await allRows(again)).toEqual([row(1), row(2), row(3)])
  await again.close()
})

test('nobody learns of a row before it is durable', async () => {
  const directory = await temporaryDirectory()
  const vault = await fileSubjectVault(directory)
  const path = join(directory, 'subjects-000000000001')
  const onDisk = (told: SubjectRow | undefined) => [
    told?.id,
    existsSync(path) && readFileSync(path, 'utf8').includes('sub_1'),
  ]
  const told = await Promise.all([
    vault.byLookup(TENANT, 'lookup 1').then((found) => found?.id),
    vault.add(TENANT, row(1)).then(onDisk),
    vault.byLookup(TENANT, 'lookup 1').then(onDisk),
    vault.byId(TENANT, 'sub_1').then(onDisk),
    vault.add(TENANT, { ...row(2), lookup: 'lookup 1' }).then(onDisk),
  ])
  expect(told).toEqual([undefined, ...Array(4).fill(['sub_1', true])])
  const forgotten = await Promise.all([
    vault.forget(TENANT, 'sub_1').then((done) => [done, existsSync(path)]),
    vault.forget(TENANT, 'sub_1').then((done) => [done, existsSync(path)]),
  ])
  expect(forgotten).toEqual([
    [true, false],
    [false, false],
  ])
  await vault.close()
})

test('law: it does what a map does, over closing and opening', async () => {
  const operation = fc.tuple(fc.constantFrom('add', 'forget', 'replace', 'reopen', 'together'), fc.nat(12), fc.nat(12))
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { maxLength: 25 }), async (operations) => {
      const directory = await temporaryDirectory()
      let vault = await fileSubjectVault(directory)
      const model = new Map<string, SubjectRow>()
      const byLookup = (lookup: string) => [...model.values()].find((each) => each.lookup === lookup)
      let next = 0
      for (const [kind, one, other] of operations) {
        if (kind === 'add' || kind === 'together') {
          const rows = [one, other]
            .slice(0, kind === 'add' ? 1 : 2)
            .map((lookup) => ({ ...row(next++), lookup: `l${lookup}` }))
          const wanted = rows.map((each) => {
            const kept = byLookup(each.lookup) ?? each
            model.set(kept.id, kept)
            return kept
          })
          expect(await Promise.all(rows.map((each) => vault.add(TENANT, each)))).toEqual(wanted)
        } else if (kind === 'forget') {
          expect(await vault.forget(TENANT, `sub_${one}`)).toBe(model.delete(`sub_${one}`))
        } else if (kind === 'replace') {
          const old = model.get(`sub_${one}`) ?? row(one)
          const changed = { ...old, lookup: `l${other}`, sealed: `new ${next++}` }
          const taken = byLookup(changed.lookup)
          const may = model.has(old.id) && (taken === undefined || taken.id === old.id)
          expect(await vault.replace(TENANT, old, changed)).toBe(may)
          if (may) model.set(old.id, changed)
        } else {
          await vault.close()
          vault = await fileSubjectVault(directory)
        }
      }
      const wanted = [...model.values()].sort((left, right) => (left.id < right.id ? -1 : 1))
      expect(await allRows(vault)).toEqual(wanted)
      await vault.close()
    }),
    { numRuns: 40 },
  )
})

async function fillVault(directory: string): Promise<FileSubjectVault> {
  const vault = await fileSubjectVault(directory)
  for (const number of [1, 2, 3]) await vault.add(TENANT, row(number))
  return vault
}
