import type { SecretStore, SnapshotStore, SubjectVault } from '@waxseal/core'
import { memorySecretStore, memorySnapshotStore, memorySubjectVault } from '@waxseal/journal'
import { describe, expect, test } from 'vitest'
import { secretStoreContract, snapshotStoreContract, subjectVaultContract } from '../src/index.js'
import { brokenPromises } from './broken-promises.js'

/** Opens by name what was opened before, as a store that outlives its opener. */
function lasting<Store>(create: () => Store): (place: string) => Store {
  const stores = new Map<string, Store>()
  return (place) => {
    const store = stores.get(place) ?? create()
    stores.set(place, store)
    return store
  }
}

test('stores that keep their promises pass, also opened again', async () => {
  const cases = [
    ...secretStoreContract(lasting(memorySecretStore), { reopens: true }),
    ...snapshotStoreContract(lasting(memorySnapshotStore), { reopens: true }),
    ...subjectVaultContract(lasting(memorySubjectVault), { reopens: true }),
  ]
  expect(await brokenPromises(cases)).toEqual([])
  expect(cases.length).toBeGreaterThan(25)
})

test('a store that does not outlive its opener breaks that promise and no other', async () => {
  expect(await brokenPromises(secretStoreContract(memorySecretStore, { reopens: true }))).toEqual([
    'what was put, replaced and deleted stays so when the store is opened again',
  ])
  expect(await brokenPromises(snapshotStoreContract(memorySnapshotStore, { reopens: true }))).toEqual([
    'a snapshot stays when the store is opened again',
  ])
  expect(await brokenPromises(subjectVaultContract(memorySubjectVault, { reopens: true }))).toEqual([
    'what was added, replaced and forgotten stays so when the vault is opened again',
  ])
})

test('what was opened is closed, also after a broken promise', async () => {
  const log: string[] = []
  const create = (place: string) => {
    log.push(`open ${place}`)
    return { ...memorySecretStore(), names: async () => ['made up'], close: () => void log.push(`close ${place}`) }
  }
  const cases = secretStoreContract(create, { reopens: true })
  expect((await brokenPromises(cases)).length).toBeGreaterThan(2)
  const opened = log.filter((line) => line.startsWith('open'))
  expect(log.filter((line) => line.startsWith('close')).length).toBe(opened.length)
  expect(new Set(opened).size).toBe(cases.length)
  for (const line of opened) expect(line).toMatch(/^open [a-z]\w+$/)
})

describe('secret store', () => {
  test.each<[string, (store: SecretStore) => Partial<SecretStore>, string]>([
    [
      'keeps nothing',
      () => ({ put: async () => undefined }),
      'what was put is given back, until something is put in its place',
    ],
    ['cannot delete', () => ({ delete: async () => true }), 'a deleted secret is gone, others stay'],
    [
      'folds cases',
      (store) => ({
        put: ({ tenant, name }, sealed) => store.put({ tenant, name: name.toLowerCase() }, sealed),
        get: ({ tenant, name }) => store.get({ tenant, name: name.toLowerCase() }),
      }),
      'places cannot run into each other',
    ],
    [
      'glues tenant and name',
      (store) => ({
        put: ({ tenant, name }, sealed) =>
          store.put({ tenant: 'all', name: `${tenant}/${name}`.slice(0, 500) }, sealed),
        get: ({ tenant, name }) => store.get({ tenant: 'all', name: `${tenant}/${name}`.slice(0, 500) }),
      }),
      'places cannot run into each other',
    ],
    [
      'takes any name',
      (store) => ({ get: async (place) => (place.name === '' ? undefined : store.get(place)) }),
      'malformed places and texts are refused',
    ],
    [
      'tells names in another order',
      (store) => ({ names: async (tenant) => [...(await store.names(tenant))].reverse() }),
      'places cannot run into each other',
    ],
  ])('one that %s is caught', async (_, breakage, name) => {
    const create = () => {
      const store = memorySecretStore()
      return { ...store, ...breakage(store) }
    }
    expect(await brokenPromises(secretStoreContract(create))).toContain(name)
  })
})

describe('snapshot store', () => {
  test.each<[string, (store: SnapshotStore) => Partial<SnapshotStore>, string]>([
    [
      'writes the JSON anew',
      (store) => ({
        save: (tenant, name, { size, state }) =>
          store.save(tenant, name, { size, state: JSON.stringify(JSON.parse(state)) }),
      }),
      'a snapshot comes back to the letter, until another takes its place',
    ],
    [
      'keeps the one of more events',
      (store) => ({
        async save(tenant, name, snapshot) {
          const kept = await store.load(tenant, name)
          if (kept === undefined || kept.size < snapshot.size) await store.save(tenant, name, snapshot)
        },
      }),
      'a snapshot comes back to the letter, until another takes its place',
    ],
    ['cannot clear', () => ({ clear: async () => undefined }), 'clearing destroys the snapshots of one tenant'],
    [
      'mixes tenants',
      (store) => ({
        save: (_tenant, name, snapshot) => store.save('all', name, snapshot),
        load: (_tenant, name) => store.load('all', name),
      }),
      'snapshots cannot run into each other',
    ],
    [
      'tears size and state apart',
      (store) => ({
        load: async (tenant, name) => ({ size: 0, state: '', ...(await store.load(tenant, name)), size_: 0 }),
      }),
      'an empty store gives nothing',
    ],
  ])('one that %s is caught', async (_, breakage, name) => {
    const create = () => {
      const store = memorySnapshotStore()
      return { ...store, ...breakage(store) }
    }
    expect(await brokenPromises(snapshotStoreContract(create))).toContain(name)
  })
})

describe('subject vault', () => {
  test.each<[string, (vault: SubjectVault) => Partial<SubjectVault>, string]>([
    [
      'gives every caller the row of his own',
      (vault) => ({
        async add(tenant, row) {
          await vault.add(tenant, row)
          return row
        },
      }),
      'of rows of one lookup the first stays',
    ],
    [
      'looks and then adds',
      (vault) => {
        const lookups = new Map<string, Parameters<SubjectVault['add']>[1]>()
        return {
          async add(tenant, row) {
            const there = lookups.get(row.lookup)
            await Promise.resolve()
            if (there !== undefined) return there
            lookups.set(row.lookup, row)
            await vault.add(tenant, { ...row, lookup: row.id })
            return row
          },
        }
      },
      'of rows of one lookup added at once one stays, and all learn of it',
    ],
    [
      'lets one id stand for two persons',
      (vault) => ({
        add: (tenant, row) => vault.add(tenant, row).catch(() => row),
      }),
      'an id that is taken is refused',
    ],
    [
      'forgets by halves',
      (vault) => {
        const kept = new Map<string, Parameters<SubjectVault['add']>[1]>()
        return {
          async add(tenant, row) {
            const added = await vault.add(tenant, row)
            kept.set(added.lookup, added)
            return added
          },
          byLookup: async (_tenant, lookup) => kept.get(lookup),
        }
      },
      'a forgotten row is gone, others stay',
    ],
    [
      'replaces whatever is there',
      (vault) => ({
        async replace(tenant, _old, row) {
          const there = await vault.byId(tenant, row.id)
          return there !== undefined && vault.replace(tenant, there, row)
        },
      }),
      'a row that is not there as given is not replaced',
    ],
    [
      'brings the forgotten back',
      (vault) => ({
        async replace(tenant, old, row) {
          if (await vault.replace(tenant, old, row)) return true
          await vault.add(tenant, row)
          return true
        },
      }),
      'a row cannot take the lookup of another, nor come back',
    ],
    [
      'tells rows of all tenants',
      (vault) => ({
        async *rows(tenant) {
          yield* vault.rows(tenant)
          if (tenant !== 'default') yield* vault.rows('default')
        },
      }),
      'rows cannot run into each other',
    ],
    [
      'tells of a page of rows only',
      (vault) => ({
        async *rows(tenant) {
          let count = 0
          for await (const row of vault.rows(tenant)) if (count++ < 100) yield row
        },
      }),
      'rows may be replaced and forgotten while all are told',
    ],
    [
      'cuts long texts',
      (vault) => ({ add: (tenant, row) => vault.add(tenant, { ...row, sealed: String(row.sealed).slice(0, 65_535) }) }),
      'a row is kept as it was given',
    ],
  ])('one that %s is caught', async (_, breakage, name) => {
    const create = () => {
      const vault = memorySubjectVault()
      return { ...vault, ...breakage(vault) }
    }
    expect(await brokenPromises(subjectVaultContract(create))).toContain(name)
  })
})
