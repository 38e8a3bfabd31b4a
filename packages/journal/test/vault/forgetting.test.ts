import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Fold, openFold, type SubjectRow } from '@waxseal/core'
import { expect, test } from 'vitest'
import { createSubjects, leafHash, MerkleTree } from '../../src/index.js'
import {
  fileJournal,
  fileKeyRing,
  fileSnapshotStore,
  fileSubjectVault,
  verifyJournalDirectory,
} from '../../src/node.js'
import { temporaryDirectory } from '../temporary-directory.js'
import { bytesUnder, encodingsOf, filesUnder, foundIn } from './planted.js'

const ADDRESS = 'zhanna.plantedova@marker-example.org'
const PERSON = { name: 'Жанна Плантедова', phone: '+79169998877', note: 'Zhanna likes planted markers' }
const MARKERS = [ADDRESS, 'zhanna.plantedova', 'marker-example', ...Object.values(PERSON), 'Плантедова', '9169998877']

/** A state that knows persons as events do. */
const letters: Fold<Record<string, number>> = {
  name: 'letters',
  version: 1,
  start: () => ({}),
  apply(state, { type, data }) {
    if (type === 'letter.sent') state[String(data.subject)] = (state[String(data.subject)] ?? 0) + 1
    return state
  },
  save: (state) => state,
  load: (saved) => ({ ...(saved as Record<string, number>) }),
}

test('the search finds a marker in every encoding that it looks for', async () => {
  const directory = await temporaryDirectory()
  for (const marker of MARKERS) {
    for (const form of encodingsOf(marker)) {
      expect(form.length).toBeGreaterThan(8)
      await writeFile(join(directory, 'file'), Buffer.concat([Buffer.from('before '), form, Buffer.from(' after')]))
      expect(foundIn(await bytesUnder(directory), marker)).toContain(form.toString('latin1'))
    }
    for (const shift of ['', 'x', 'xy']) {
      const base64 = Buffer.from(`${shift}${marker}, and more`).toString('base64')
      expect(foundIn(Buffer.from(base64), marker).length).toBeGreaterThan(0)
    }
  }
})

test('of a forgotten person no byte is left in log, snapshot, vault or index, and all old proofs hold', async () => {
  const directory = await temporaryDirectory()
  const at = (name: string) => join(directory, name)
  // The ring stands elsewhere, as it should.
  const keyRing = await fileKeyRing(join(await temporaryDirectory(), 'keys.json'))
  const journal = await fileJournal(at('journal'))
  const vault = await fileSubjectVault(at('subjects'))
  const snapshots = await fileSnapshotStore(at('snapshots'))
  const subjects = createSubjects({ vault, keyRing })
  const rows: SubjectRow[] = []
  async function rowOf(id: string): Promise<SubjectRow> {
    return (await vault.byId('default', id)) as SubjectRow
  }

  const others = await Promise.all(
    Array.from({ length: 400 }, (_, index) => subjects.idOf(`other${index}@example.com`)),
  )
  const id = await subjects.idOf(ADDRESS)
  rows.push(await rowOf(id))
  await subjects.set(id, PERSON)
  rows.push(await rowOf(id))
  await Promise.all(others.slice(0, 200).map((other, index) => subjects.set(other, { index })))
  await subjects.set(id, { ...PERSON, changed: true })
  rows.push(await rowOf(id))

  const fold = await openFold(journal, letters, { tenant: 'default', snapshots })
  for (const subject of [id, ...others.slice(0, 20), id]) {
    await journal.append({ tenant: 'default', stream: 'letters' }, [{ type: 'letter.sent', at: 1, data: { subject } }])
  }
  await fold.snapshot()
  const before = journal.head()
  const leaves = new MerkleTree()
  for await (const event of journal.read()) leaves.append(leafHash(Buffer.from(JSON.stringify(event))))
  // What was sealed is there by now, and what it holds can be read nowhere.
  const full = await bytesUnder(directory)
  expect(full.includes(rows[2]?.sealed ?? '')).toBe(true)
  for (const marker of MARKERS) expect(foundIn(full, marker)).toEqual([])

  await journal.append({ tenant: 'default', stream: 'subjects' }, [
    { type: 'subject.forgotten', at: 2, data: { subject: id } },
  ])
  expect(await subjects.forget(id)).toBe(true)

  const bytes = await bytesUnder(directory)
  expect((await filesUnder(directory)).length).toBeGreaterThan(4)
  for (const marker of MARKERS) expect(foundIn(bytes, marker)).toEqual([])
  for (const { lookup, sealed } of rows) {
    for (const text of [lookup, lookup.slice(-43), sealed, sealed.slice(-80)]) expect(foundIn(bytes, text)).toEqual([])
  }
  // The id is left in the record, where it now means nobody; the vault has it no more.
  expect((await bytesUnder(at('subjects'))).includes(id)).toBe(false)
  expect((await bytesUnder(at('journal'))).includes(id)).toBe(true)
  expect([await subjects.find(ADDRESS), await subjects.get(id)]).toEqual([undefined, undefined])

  expect(Buffer.from(leaves.root()).toString('base64url')).toBe(before.root)
  await journal.close()
  expect(await verifyJournalDirectory(at('journal'), { expect: before })).toMatchObject({ ok: true })
  const again = await fileJournal(at('journal'))
  const after = await openFold(again, letters, { tenant: 'default', snapshots })
  expect(after.state[id]).toBe(2)
  await again.close()
  await vault.close()
})

test('a copy of the vault from before reads what was forgotten, with the ring only', async () => {
  const directory = await temporaryDirectory()
  const keyRing = await fileKeyRing(join(directory, 'keys.json'))
  const vault = await fileSubjectVault(join(directory, 'subjects'))
  const subjects = createSubjects({ vault, keyRing })
  const id = await subjects.idOf(ADDRESS)
  const backup = join(directory, 'backup')
  await mkdir(backup, { mode: 0o700 })
  const page = 'subjects-000000000001'
  await writeFile(join(backup, page), await readFile(join(directory, 'subjects', page)), { mode: 0o600 })
  await subjects.forget(id)
  await vault.close()

  const restored = await fileSubjectVault(backup)
  expect((await createSubjects({ vault: restored, keyRing }).get(id))?.address).toBe(ADDRESS)
  const stranger = await fileKeyRing(join(directory, 'other-keys.json'))
  const blind = createSubjects({ vault: restored, keyRing: stranger })
  await expect(blind.get(id)).rejects.toMatchObject({ code: 'subject-unreadable' })
  expect(await blind.find(ADDRESS)).toBeUndefined()
  await restored.close()
})
