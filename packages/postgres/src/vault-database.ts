import { type VaultErrorCode, WaxsealError } from '@waxseal/core'
import { Database } from './database.js'
import { databaseError, sqlState } from './database-error.js'
import type { PostgresPool, PostgresRow } from './pool.js'
import { checkSchema } from './schema-name.js'
import { fitIndex, toStored } from './stored-text.js'

/** Options of a store in PostgreSQL. */
export interface PostgresStoreOptions {
  /** A `Pool` of `pg`, or `pglitePool(…)`. It stays yours. */
  readonly pool: PostgresPool
  /** @default 'waxseal' */
  readonly schema?: string
  /** Milliseconds after which a statement is given up. @default 5000 */
  readonly timeout?: number
}

/** Codes of the errors that a store in PostgreSQL throws. */
export type PostgresStoreErrorCode = VaultErrorCode | 'postgres-not-migrated' | 'postgres-schema-invalid'

const MISSING = ['42P01', '3F000']

/** The tables of a vault: statements in which `~` stands for the schema, and errors that tell nothing of what is in them. */
export class VaultDatabase {
  readonly #database: Database
  readonly #schema: string

  constructor({ pool, schema, timeout }: PostgresStoreOptions) {
    this.#schema = checkSchema(schema)
    this.#database = new Database(pool, timeout)
  }

  /** Throws `vault-unreadable` and `postgres-not-migrated`. */
  async query(text: string, values: unknown[]): Promise<readonly PostgresRow[]> {
    try {
      return await this.#database.query(text.replaceAll('~', this.#schema), values)
    } catch (error) {
      if (MISSING.includes(sqlState(error) ?? '')) {
        throw databaseError('postgres-not-migrated', 'the database lacks tables: `migrate` makes them', error)
      }
      throw databaseError('vault-unreadable', 'the vault in the database could not be reached', error)
    }
  }
}

/** Names as their columns hold them. Throws `vault-invalid` when they are too long to stand together in an index. */
export function storedNames(...names: readonly string[]): string[] {
  const stored = names.map(toStored)
  if (fitIndex(...stored)) return stored
  throw new WaxsealError('vault-invalid', 'the names are too long together')
}
