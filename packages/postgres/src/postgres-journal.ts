import { type Clock, type Journal, type JournalErrorCode, systemClock, WaxsealError } from '@waxseal/core'
import { Database, DEFAULT_TIMEOUT } from './database.js'
import { databaseError } from './database-error.js'
import { checkPrimary, KnownRecord } from './known-record.js'
import { checkMigrated } from './migrate.js'
import type { PostgresPool } from './pool.js'
import { checkSchema } from './schema-name.js'
import { SharedJournal } from './shared-journal.js'
import { Stopwatch } from './stopwatch.js'

/** Timers take 31 bits. */
const LONGEST_TIMER = 2_147_483_647

/** Codes of the errors that a PostgreSQL journal throws. */
export type PostgresJournalErrorCode =
  | JournalErrorCode
  | 'journal-unreadable'
  | 'postgres-not-migrated'
  | 'postgres-options-invalid'
  | 'postgres-schema-invalid'

/** Options of a PostgreSQL journal. */
export interface PostgresJournalOptions {
  /**
   * A `Pool` of `pg`, or `pglitePool(…)`. It needs an `error` listener and 4 connections for us. It stays yours: close the journal, then
   * end it.
   */
  readonly pool: PostgresPool
  /** @default 'waxseal' */
  readonly schema?: string
  /** Milliseconds from one reading to the next when no notice comes: the greatest lag, with the time of a query. @default 1000 */
  readonly poll?: number
  /**
   * Whether notices of other processes are listened to, on a connection of its own: from `pool`, or from the pool given here when `pool`
   * leads through a pooler that shares connections between transactions. `false`: polling alone. @default true
   */
  readonly listen?: boolean | PostgresPool
  /** Milliseconds after which a statement is given up. @default 5000 */
  readonly timeout?: number
  /** For how many milliseconds an append is sent again after its connection was lost. @default 10000 */
  readonly retryFor?: number
  /** Told what fails in the background: a reading (once for each outage), or a record that is not the one known. */
  readonly onError?: (error: WaxsealError) => void
  /** @default systemClock */
  readonly clock?: Clock
}

/**
 * Opens the journal in a PostgreSQL database, shared by many processes on many machines. An append resolves when it is committed;
 * appends of one process at the same time share a commit. Events of other processes are heard by notice, and at the latest with the
 * next poll.
 *
 * Throws `postgres-not-migrated`, `postgres-options-invalid`, `postgres-schema-invalid`, `journal-unreadable` (also on a standby) and
 * `journal-corrupt`. Its methods throw `journal-closed`, `journal-conflict`, `journal-corrupt` (the database holds another record than
 * before; from then on always), `journal-event-invalid`, `journal-event-too-large`, `journal-unreadable` and `journal-write-failed`
 * (details: `written`, `no` or `unknown`).
 *
 * @example
 * ```ts
 * import { PGlite } from '@electric-sql/pglite'
 * import { migrate, pglitePool, postgresJournal } from '@waxseal/postgres'
 *
 * const database = await PGlite.create() // on a server: new pg.Pool({ … })
 * const pool = pglitePool(database)
 * await migrate(pool)
 * const journal = await postgresJournal({ pool })
 * const { head } = await journal.append({ tenant: 'default', stream: 'policy' }, [{ type: 'policy.adopted', at: 0, data: {} }])
 * console.log(head.size) // 1
 * await journal.close()
 * await database.close()
 * ```
 */
export async function postgresJournal(options: PostgresJournalOptions): Promise<Journal> {
  const { pool, poll = 1_000, listen = true, retryFor = 10_000, onError = () => {} } = options
  const { clock = systemClock, timeout = DEFAULT_TIMEOUT } = options
  const schema = checkSchema(options.schema)
  checkTimes({ poll, timeout, retryFor: retryFor + 1 })
  const database = new Database(pool, timeout)
  await checkMigrated(database, schema)
  const learned = new Stopwatch(clock).now()
  const text = `SELECT size, encode(root, 'hex') AS root, encode(peaks, 'hex') AS peaks, pg_is_in_recovery() AS standby
    FROM ${schema}.head WHERE id = 0`
  const [row] = await database.query(text).catch((error: unknown) => {
    throw databaseError('journal-unreadable', 'the record in the database could not be read', error)
  })
  checkPrimary(row)
  const record = new KnownRecord(row ?? {})
  const heard = listen === true ? pool : listen === false ? undefined : listen
  const parts = { database, schema, record, clock, poll, retryFor, onError, learned, listen: heard }
  const journal = new SharedJournal(parts)
  await journal.listening()
  return journal
}

/** A poll of 0 or of no number would ask the database without a pause. */
function checkTimes(times: Readonly<Record<string, number>>): void {
  for (const [name, milliseconds] of Object.entries(times)) {
    if (milliseconds >= 1 && milliseconds <= LONGEST_TIMER) continue
    throw new WaxsealError('postgres-options-invalid', `\`${name}\` is no number of milliseconds`)
  }
}
