import type { Snapshot, SnapshotStore } from '@waxseal/core'
import { checkKey, checkPlace } from './check-row.js'

/**
 * A snapshot store in memory, for tests: a fold that is opened again in the same process need not read all events.
 *
 * Its methods throw `vault-invalid`.
 *
 * @example
 * ```ts
 * import { memorySnapshotStore } from '@waxseal/journal'
 *
 * const snapshots = memorySnapshotStore()
 * await snapshots.save('default', 'keys', { size: 3, state: '[]' })
 * console.log((await snapshots.load('default', 'keys'))?.size) // 3
 * ```
 */
export function memorySnapshotStore(): SnapshotStore {
  const tenants = new Map<string, Map<string, Snapshot>>()
  return {
    async load(tenant, name) {
      checkPlace({ tenant, name })
      return tenants.get(tenant)?.get(name)
    },
    async save(tenant, name, { size, state }) {
      checkPlace({ tenant, name })
      const snapshots = tenants.get(tenant) ?? new Map<string, Snapshot>()
      tenants.set(tenant, snapshots.set(name, Object.freeze({ size, state })))
    },
    async clear(tenant) {
      tenants.delete(checkKey(tenant, 'tenant'))
    },
  }
}
