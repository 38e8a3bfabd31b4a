import { WaxsealError } from '@waxseal/core'
import { Database } from './database.js'
import { databaseError, sqlState } from './database-error.js'
import { prepareSql, stepSql } from './migration-sql.js'
import { MIGRATIONS } from './migrations/all.js'
import type { PostgresPool } from './pool.js'
import { checkSchema } from './schema-name.js'

/** Which tables. */
export interface MigrateOptions {
  /** @default 'waxseal' */
  readonly schema?: string
}

/** What one statement of a migration may take, in milliseconds. */
const PATIENCE = 60_000
/** There is no such table, or schema. */
const MISSING = ['42P01', '3F000']

/**
 * Makes the tables, or brings them up to date. Every process may call it at its start: one works, the others wait and find all done. The
 * role that makes the tables owns them and needs `CREATE` on the database; `accessSql` is for those who use them.
 *
 * Throws `postgres-migration-failed` (details: `sqlState`) and `postgres-schema-invalid`.
 *
 * @returns the numbers of the steps that were taken: none when all was done before.
 * @example
 * ```ts
 * import { migrate } from '@waxseal/postgres'
 * import pg from 'pg'
 *
 * const pool = new pg.Pool({ host: '/no/such/socket' })
 * console.log(await migrate(pool).catch(({ code }) => code)) // postgres-migration-failed
 * await pool.end()
 * ```
 */
export async function migrate(pool: PostgresPool, options: MigrateOptions = {}): Promise<readonly number[]> {
  const schema = checkSchema(options.schema)
  const database = new Database(pool, PATIENCE)
  try {
    // Who only uses the tables may not make any.
    if ((await lastStep(database, schema)) >= MIGRATIONS.length) return []
    return await database.withClient(async (client) => {
      await client.query('BEGIN ISOLATION LEVEL READ COMMITTED')
      try {
        await client.query(prepareSql(schema))
        const { rows } = await client.query(lastStepSql(schema))
        const due = MIGRATIONS.filter(({ number }) => number > Number(rows[0]?.number))
        for (const migration of due) await client.query(stepSql(migration, schema))
        await client.query('COMMIT')
        return due.map(({ number }) => number)
      } catch (error) {
        await client.query('ROLLBACK').catch(() => {})
        throw error
      }
    })
  } catch (error) {
    const reason = sqlState(error) === 'WX004' ? ': it has to be of PostgreSQL 12 or later, in UTF8' : ''
    throw databaseError('postgres-migration-failed', `the database could not be migrated${reason}`, error)
  }
}

/** Throws `postgres-not-migrated` when a step is missing, and `journal-unreadable`. */
export async function checkMigrated(database: Database, schema: string): Promise<void> {
  const number = await lastStep(database, schema).catch((error: unknown) => {
    throw databaseError('journal-unreadable', 'the database could not be read', error)
  })
  if (number >= MIGRATIONS.length) return
  throw new WaxsealError('postgres-not-migrated', 'the database lacks tables or changes to them: `migrate` makes them')
}

async function lastStep(database: Database, schema: string): Promise<number> {
  try {
    const [row] = await database.query(lastStepSql(schema))
    return Number(row?.number)
  } catch (error) {
    if (MISSING.includes(sqlState(error) ?? '')) return 0
    throw error
  }
}

function lastStepSql(schema: string): string {
  return `SELECT coalesce(max(number), 0) AS number FROM ${schema}.migration`
}
