import { type Clock, isWaxsealError, type JournalEvent, type WaxsealError } from '@waxseal/core'
import type { Database } from './database.js'
import { databaseError } from './database-error.js'
import { checkPrimary, type KnownRecord, storedHead } from './known-record.js'
import { type Instant, Stopwatch } from './stopwatch.js'

/**
 * Events in one answer, usually less than a megabyte. They are heard when they fit the root; who is further behind hears all but the
 * last of them before that is known.
 */
const PAGE = 1_000

/** What a follower is told and tells. */
export interface FollowerOptions {
  readonly database: Database
  readonly schema: string
  readonly record: KnownRecord
  readonly clock: Clock
  /** Milliseconds from the beginning of one reading to that of the next. */
  readonly poll: number
  readonly publish: (events: readonly JournalEvent[]) => void
  readonly onError: (error: WaxsealError) => void
}

/** Keeps a process up to date: reads what is new when it is asked to, and at the latest when the time has come. */
export class Follower {
  readonly #options: FollowerOptions
  readonly #stopwatch: Stopwatch
  #learned: Instant
  #asked: Instant
  #timer: ReturnType<typeof setTimeout> | undefined
  #reading: Promise<void> = Promise.resolve()
  #queued: Promise<void> | undefined
  #closed = false
  #failing = false

  /** @param learned - when the record was read that it begins with. */
  constructor(options: FollowerOptions, learned: Instant) {
    this.#options = options
    this.#stopwatch = new Stopwatch(options.clock)
    this.#learned = learned
    this.#asked = learned
    this.#wait()
  }

  /** Milliseconds since everything was known. */
  age(): number {
    return this.#stopwatch.since(this.#learned)
  }

  now(): Instant {
    return this.#stopwatch.now()
  }

  /** Notes that at that instant everything was known. */
  knew(instant: Instant): void {
    if (instant.steady > this.#learned.steady) this.#learned = instant
  }

  /** Reads everything that is committed by now. Throws `journal-unreadable` and `journal-corrupt`. */
  catchUp(): Promise<void> {
    if (this.#queued !== undefined) return this.#queued
    // A reading on its way may have begun too early to see what the caller is after.
    const queued = this.#reading.then(
      () => this.#start(),
      () => this.#start(),
    )
    this.#queued = queued
    this.#reading = queued
    return queued
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#reading.catch(() => {})
  }

  async #start(): Promise<void> {
    this.#queued = undefined
    try {
      await this.#readOn()
      this.#failing = false
    } catch (error) {
      const { record, onError } = this.#options
      const ours = isWaxsealError(error)
        ? error
        : databaseError('journal-unreadable', 'the record in the database could not be read', error)
      if (!this.#failing && !this.#closed) onError(record.fault ?? ours)
      this.#failing = true
      throw ours
    }
  }

  async #readOn(): Promise<void> {
    const { database, schema, record, publish } = this.#options
    while (true) {
      if (record.fault !== undefined) throw record.fault
      const from = record.size
      this.#asked = this.#stopwatch.now()
      const rows = await database.query(newsOf(schema), [from])
      checkPrimary(rows[0])
      const head = storedHead(rows[0])
      if (!(head.size >= from)) throw record.fail('expected-missing', from)
      // Without news there is one row, for the head alone.
      const news = rows.filter(({ seq }) => seq !== null && Number(seq) < head.size)
      publish(
        record.take(
          news.map((row) => record.read(row)),
          head,
        ),
      )
      if (record.size >= head.size) return this.knew(this.#asked)
      if (record.size === from) throw record.fail('sequence', from)
    }
  }

  #wait(): void {
    if (this.#closed) return
    const { poll } = this.#options
    this.#timer = setTimeout(
      () => {
        if (this.#stopwatch.since(this.#asked) < poll - 1) return this.#wait()
        const again = () => this.#wait()
        this.catchUp().then(again, again)
      },
      Math.max(0, poll - this.#stopwatch.since(this.#asked)),
    )
  }
}

/**
 * Head and news in one statement, so that they are of one moment. The server is told in every way that this is little: what it takes
 * for much it compiles first, on a table that it has not counted yet.
 */
function newsOf(schema: string): string {
  return `SELECT h.size, encode(h.root, 'hex') AS root, pg_is_in_recovery() AS standby, e.seq, e.entry
    FROM ${schema}.head h LEFT JOIN ${schema}.event e ON e.seq >= $1::bigint AND e.seq < $1::bigint + ${PAGE}
    WHERE h.id = 0 ORDER BY e.seq`
}
