import { isWaxsealError, type SubjectRow, type SubjectVault, WaxsealError } from '@waxseal/core'
import { checkKey, checkReplacement, checkRow, idTakenError } from '@waxseal/journal/adapter'
import type { PostgresRow } from './pool.js'
import { fromStored, toStored } from './stored-text.js'
import { type PostgresStoreOptions, storedNames, VaultDatabase } from './vault-database.js'

const PAGE = 250

/**
 * The `SubjectVault` port on PostgreSQL. Who is forgotten is gone for every query at once; when the bytes are gone from the server's files
 * is said in the README, under *Forgetting*.
 *
 * Throws `postgres-schema-invalid`. Its methods throw `vault-conflict`, `vault-invalid`, `vault-unreadable` and `postgres-not-migrated`.
 *
 * @example
 * ```ts
 * import { postgresSubjectVault } from '@waxseal/postgres'
 * import pg from 'pg'
 *
 * const pool = new pg.Pool({ host: 'db.example', database: 'app' }) // connects when it is first used
 * const vault = postgresSubjectVault({ pool })
 * console.log(typeof vault.forget) // function
 * ```
 */
export function postgresSubjectVault(options: PostgresStoreOptions): SubjectVault {
  const database = new VaultDatabase(options)

  async function find(tenant: string, column: 'id' | 'lookup', key: string): Promise<SubjectRow | undefined> {
    const names = storedNames(checkKey(tenant, 'tenant'), checkKey(key, column))
    const text = `SELECT id, lookup, sealed FROM ~.subject WHERE tenant = $1 AND ${column} = $2`
    return (await database.query(text, names)).map(rowOf)[0]
  }

  return {
    async add(tenant, row) {
      checkKey(tenant, 'tenant')
      const { id, lookup, sealed } = checkRow(row)
      const values = [...valuesOf(tenant, id, lookup), toStored(sealed)]
      const text = `INSERT INTO ~.subject (tenant, id, lookup, sealed) VALUES ($1, $2, $3, $4)
        ON CONFLICT DO NOTHING RETURNING id, lookup, sealed`
      // What is in the way may be forgotten before it is looked at.
      for (let tries = 0; tries < 10; tries++) {
        const added = (await database.query(text, values)).map(rowOf)[0] ?? (await find(tenant, 'lookup', lookup))
        if (added !== undefined) return added
        if ((await find(tenant, 'id', id)) !== undefined) throw idTakenError()
      }
      throw new WaxsealError('vault-unreadable', 'the row could be neither added nor found')
    },
    byLookup: (tenant, lookup) => find(tenant, 'lookup', lookup),
    byId: (tenant, id) => find(tenant, 'id', id),
    async replace(tenant, old, row) {
      checkKey(tenant, 'tenant')
      const [from, to] = checkReplacement(old, row)
      const values = [...valuesOf(tenant, from.id, from.lookup), ...[from.sealed, to.lookup, to.sealed].map(toStored)]
      valuesOf(tenant, to.id, to.lookup)
      const text = `UPDATE ~.subject SET lookup = $5, sealed = $6
        WHERE tenant = $1 AND id = $2 AND lookup = $3 AND sealed = $4 RETURNING 1`
      try {
        return (await database.query(text, values)).length > 0
      } catch (error) {
        if (isWaxsealError(error) && error.details.sqlState === '23505') return false
        throw error
      }
    },
    async *rows(tenant) {
      const [stored] = storedNames(checkKey(tenant, 'tenant'))
      const text = `SELECT id, lookup, sealed FROM ~.subject WHERE tenant = $1 AND id > $2 ORDER BY id LIMIT ${PAGE}`
      for (let last: unknown = ''; last !== undefined; ) {
        const rows = await database.query(text, [stored, last])
        for (const row of rows) yield rowOf(row)
        last = rows.length < PAGE ? undefined : rows.at(-1)?.id
      }
    },
    async forget(tenant, id) {
      const names = storedNames(checkKey(tenant, 'tenant'), checkKey(id, 'id'))
      return (await database.query('DELETE FROM ~.subject WHERE tenant = $1 AND id = $2 RETURNING 1', names)).length > 0
    },
  }
}

function valuesOf(tenant: string, id: string, lookup: string): string[] {
  storedNames(tenant, lookup)
  return [...storedNames(tenant, id), toStored(lookup)]
}

function rowOf({ id, lookup, sealed }: PostgresRow): SubjectRow {
  return Object.freeze({ id: fromStored(id), lookup: fromStored(lookup), sealed: fromStored(sealed) })
}
