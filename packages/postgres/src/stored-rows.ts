import { Database } from './database.js'
import { databaseError } from './database-error.js'
import { checkMigrated } from './migrate.js'
import type { PostgresPool, PostgresRow } from './pool.js'
import { checkSchema } from './schema-name.js'

/** Where the rows are. */
export interface StoredRowsOptions {
  /** @default 'waxseal' */
  readonly schema?: string
  /** Milliseconds after which a statement is given up. @default 5000 */
  readonly timeout?: number
}

/** The record as it stands in the tables, unchecked. */
export interface StoredRows {
  /** `size`, `root` and `peaks` (hexadecimal), and `last`, the greatest place: all of one moment. */
  readonly head: PostgresRow
  /** Rows of events below the size, in order, in pages: `seq`, `tenant`, `stream`, `version`, `entry`, `leaf` (hexadecimal). */
  pages(): AsyncIterable<readonly PostgresRow[]>
}

const PAGE = 500

/** Reads the record as it stands. Throws `journal-unreadable`, `postgres-not-migrated` and `postgres-schema-invalid`. */
export async function readStoredRows(pool: PostgresPool, options: StoredRowsOptions): Promise<StoredRows> {
  const schema = checkSchema(options.schema)
  const database = new Database(pool, options.timeout)
  await checkMigrated(database, schema)

  async function query(text: string, values?: unknown[]): Promise<readonly PostgresRow[]> {
    return database.query(text, values).catch((error: unknown) => {
      throw databaseError('journal-unreadable', 'the record in the database could not be read', error)
    })
  }

  const [head = {}] = await query(`SELECT size, encode(root, 'hex') AS root, encode(peaks, 'hex') AS peaks,
    (SELECT max(seq) FROM ${schema}.event) AS last FROM ${schema}.head WHERE id = 0`)

  async function* pages(): AsyncGenerator<readonly PostgresRow[]> {
    for (let next: number | undefined = 0; next !== undefined; ) {
      const rows: readonly PostgresRow[] = await query(
        `SELECT seq, tenant, stream, version, entry, encode(leaf, 'hex') AS leaf FROM ${schema}.event
         WHERE seq >= $1 AND seq < $2 ORDER BY seq LIMIT ${PAGE}`,
        [next, Number(head.size)],
      )
      if (rows.length > 0) yield rows
      next = rows.length < PAGE ? undefined : Number(rows.at(-1)?.seq) + 1
    }
  }

  return { head, pages }
}
