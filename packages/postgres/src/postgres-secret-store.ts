import type { SecretStore } from '@waxseal/core'
import { checkKey, checkPlace, checkSealed } from '@waxseal/journal/adapter'
import { fromStored, toStored } from './stored-text.js'
import { type PostgresStoreOptions, storedNames, VaultDatabase } from './vault-database.js'

/**
 * The `SecretStore` port on PostgreSQL. What is deleted is gone for every query at once; when its bytes are gone from the server's files
 * is said in the README, under *Forgetting*.
 *
 * Throws `postgres-schema-invalid`. Its methods throw `vault-invalid`, `vault-unreadable` and `postgres-not-migrated`.
 *
 * @example
 * ```ts
 * import { postgresSecretStore } from '@waxseal/postgres'
 * import pg from 'pg'
 *
 * const pool = new pg.Pool({ host: 'db.example', database: 'app' }) // connects when it is first used
 * const secrets = postgresSecretStore({ pool })
 * console.log(Object.keys(secrets)) // [ 'put', 'get', 'delete', 'names' ]
 * ```
 */
export function postgresSecretStore(options: PostgresStoreOptions): SecretStore {
  const database = new VaultDatabase(options)
  return {
    async put(place, sealed) {
      const { tenant, name } = checkPlace(place)
      const text = `INSERT INTO ~.secret (tenant, name, sealed) VALUES ($1, $2, $3)
        ON CONFLICT (tenant, name) DO UPDATE SET sealed = excluded.sealed`
      await database.query(text, [...storedNames(tenant, name), toStored(checkSealed(sealed))])
    },
    async get(place) {
      const { tenant, name } = checkPlace(place)
      const text = 'SELECT sealed FROM ~.secret WHERE tenant = $1 AND name = $2'
      const [row] = await database.query(text, storedNames(tenant, name))
      return row === undefined ? undefined : fromStored(row.sealed)
    },
    async delete(place) {
      const { tenant, name } = checkPlace(place)
      const text = 'DELETE FROM ~.secret WHERE tenant = $1 AND name = $2 RETURNING 1'
      return (await database.query(text, storedNames(tenant, name))).length > 0
    },
    async names(tenant) {
      const text = 'SELECT name FROM ~.secret WHERE tenant = $1'
      const rows = await database.query(text, storedNames(checkKey(tenant, 'tenant')))
      return rows.map(({ name }) => fromStored(name)).sort()
    },
  }
}
