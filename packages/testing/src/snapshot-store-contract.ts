import type { Snapshot, SnapshotStore } from '@waxseal/core'
import type { ContractCase } from './contract-case.js'
import { expectCode, expectSame } from './expectations.js'
import { HOSTILE_NAMES } from './hostile-names.js'
import { type Closable, casesOf, type StorePromises } from './opened-store.js'
import type { StoreContractOptions } from './store-contract-options.js'

const SNAPSHOT: Snapshot = { size: 7, state: '{"b":1,"a":[1.0,1e2,"\\u0000\\ud800"],"b":2}' }

const PROMISES: StorePromises<SnapshotStore> = {
  async 'an empty store gives nothing'(open) {
    const store = await open()
    for (const name of ['keys', '__proto__', 'constructor']) {
      expectSame(await store.load('default', name), undefined, 'an empty store gives nothing')
    }
    await store.clear('default')
  },

  async 'a snapshot comes back to the letter, until another takes its place'(open) {
    const store = await open()
    // A store that reads the JSON and writes it anew would break the hash that stands on the record.
    for (const state of [SNAPSHOT.state, '1', ' { "я" : "\\u2028" } ', `"${'x'.repeat(2_000_000)}"`, '[]']) {
      const snapshot = { size: state.length, state }
      await store.save('default', 'keys', snapshot)
      expectSame(parts(await store.load('default', 'keys')), parts(snapshot), 'load gives what was saved last')
    }
    await store.save('default', 'keys', { size: 1, state: '"older"' })
    expectSame((await store.load('default', 'keys'))?.size, 1, 'a snapshot of fewer events too')
  },

  async 'snapshots cannot run into each other'(open) {
    const store = await open()
    const places = HOSTILE_NAMES.flatMap((name) => [['default', name] as const, [name, 'default'] as const])
    await Promise.all(places.map(([tenant, name], size) => store.save(tenant, name, { ...SNAPSHOT, size })))
    for (const [size, [tenant, name]] of places.entries()) {
      expectSame((await store.load(tenant, name))?.size, size, 'every fold of every tenant has a snapshot of its own')
    }
  },

  async 'clearing destroys the snapshots of one tenant'(open) {
    const store = await open()
    for (const tenant of HOSTILE_NAMES) for (const name of ['a', 'b']) await store.save(tenant, name, SNAPSHOT)
    for (const tenant of ['plain', '..', '__proto__']) {
      await store.clear(tenant)
      await store.clear(tenant)
    }
    for (const tenant of HOSTILE_NAMES) {
      const wanted = ['plain', '..', '__proto__'].includes(tenant) ? undefined : SNAPSHOT.size
      for (const name of ['a', 'b']) expectSame((await store.load(tenant, name))?.size, wanted, 'cleared or kept')
    }
  },

  async 'malformed names are refused'(open) {
    const store = await open()
    for (const name of ['', 'x'.repeat(513), 7 as unknown as string]) {
      await expectCode(() => store.save(name, 'keys', SNAPSHOT), 'vault-invalid', 'a malformed tenant')
      await expectCode(() => store.save('default', name, SNAPSHOT), 'vault-invalid', 'a malformed name')
      await expectCode(() => store.load('default', name), 'vault-invalid', 'a malformed name')
    }
  },

  async 'snapshots saved at the same time are whole'(open) {
    const store = await open()
    const states = Array.from({ length: 8 }, (_, index) => `"${String(index).repeat(100_000)}"`)
    await Promise.all(states.map((state, size) => store.save('default', 'keys', { size, state })))
    const kept = await store.load('default', 'keys')
    expectSame(kept?.state, states[kept?.size ?? -1], 'size and state belong together')
  },
}

const REOPENED: StorePromises<SnapshotStore> = {
  async 'a snapshot stays when the store is opened again'(open) {
    const first = await open()
    await first.save('default', 'keys', SNAPSHOT)
    const second = await open.again(first)
    expectSame(parts(await second.load('default', 'keys')), parts(SNAPSHOT), 'the store outlives its opener')
  },
}

/**
 * Everything that a `SnapshotStore` promises, as cases to run with any test framework.
 *
 * @param create - opens the store of that name (letters, digits and `_`); a name that it has not seen is a fresh, empty store. What has
 *   a `close` is closed.
 * @example
 * ```ts
 * import { snapshotStoreContract } from '@waxseal/testing'
 *
 * const cases = snapshotStoreContract(() => {
 *   throw new Error('give an empty store here')
 * })
 * console.log(cases[0]?.name) // an empty store gives nothing
 * ```
 */
export function snapshotStoreContract(
  create: (place: string) => Promise<SnapshotStore & Closable> | (SnapshotStore & Closable),
  { reopens = false }: StoreContractOptions = {},
): ContractCase[] {
  return casesOf(reopens ? { ...PROMISES, ...REOPENED } : PROMISES, create)
}

function parts(snapshot: Snapshot | undefined): unknown {
  return snapshot && [snapshot.size, snapshot.state]
}
