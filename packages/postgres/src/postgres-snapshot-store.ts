import type { SnapshotStore } from '@waxseal/core'
import { checkKey, checkPlace } from '@waxseal/journal/adapter'
import { fromStored, toStored } from './stored-text.js'
import { type PostgresStoreOptions, storedNames, VaultDatabase } from './vault-database.js'

/**
 * The `SnapshotStore` port on PostgreSQL: what one process has folded, the next one need not fold again.
 *
 * Throws `postgres-schema-invalid`. Its methods throw `vault-invalid`, `vault-unreadable` and `postgres-not-migrated`.
 *
 * @example
 * ```ts
 * import { postgresSnapshotStore } from '@waxseal/postgres'
 * import pg from 'pg'
 *
 * const pool = new pg.Pool({ host: 'db.example', database: 'app' }) // connects when it is first used
 * const snapshots = postgresSnapshotStore({ pool })
 * console.log(Object.keys(snapshots)) // [ 'load', 'save', 'clear' ]
 * ```
 */
export function postgresSnapshotStore(options: PostgresStoreOptions): SnapshotStore {
  const database = new VaultDatabase(options)
  return {
    async load(tenant, name) {
      checkPlace({ tenant, name })
      const text = 'SELECT size, state FROM ~.snapshot WHERE tenant = $1 AND name = $2'
      const [row] = await database.query(text, storedNames(tenant, name))
      return row && { size: Number(row.size), state: fromStored(row.state) }
    },
    async save(tenant, name, { size, state }) {
      checkPlace({ tenant, name })
      const text = `INSERT INTO ~.snapshot (tenant, name, size, state) VALUES ($1, $2, $3, $4)
        ON CONFLICT (tenant, name) DO UPDATE SET size = excluded.size, state = excluded.state`
      await database.query(text, [...storedNames(tenant, name), size, toStored(state)])
    },
    async clear(tenant) {
      await database.query('DELETE FROM ~.snapshot WHERE tenant = $1', storedNames(checkKey(tenant, 'tenant')))
    },
  }
}
