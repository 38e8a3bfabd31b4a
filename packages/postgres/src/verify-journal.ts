import { type JournalHead, utf8 } from '@waxseal/core'
import type { JournalFaultCode } from '@waxseal/journal'
import {
  ExpectedHead,
  GrowingTree,
  headOf,
  neutralHashes,
  parseStoredEvent,
  StreamLengths,
} from '@waxseal/journal/adapter'
import { toHex } from './hex.js'
import type { PostgresPool, PostgresRow } from './pool.js'
import { readStoredRows, type StoredRowsOptions } from './stored-rows.js'
import { toStored } from './stored-text.js'

/** Against what a record is verified. */
export interface PostgresVerifyOptions extends StoredRowsOptions {
  /** A head that was kept elsewhere. Whoever owns the database can make the whole record anew: only against such a head it is found. */
  readonly expect?: JournalHead
}

/** What a verification found: the head, or the first fault (the words of `verifyJournal`) and the place in the record where it is. */
export type PostgresVerdict =
  | { readonly ok: true; readonly head: JournalHead }
  | { readonly ok: false; readonly code: JournalFaultCode; readonly seq: number; readonly message: string }

type Fault = readonly [code: JournalFaultCode, message: string] | undefined

/**
 * Verifies the record in a database beside the processes that write it: every row against its leaf hash (RFC 9162 section 2.1.1), its
 * columns, its place in journal and stream, all of them against the Merkle root and the expected head. Recomputes everything; memory
 * does not grow with the record, except for a count for each stream.
 *
 * Throws `journal-unreadable`, `postgres-not-migrated` and `postgres-schema-invalid`.
 *
 * @example
 * ```ts
 * import { PGlite } from '@electric-sql/pglite'
 * import { migrate, pglitePool, postgresJournal, verifyPostgresJournal } from '@waxseal/postgres'
 *
 * const database = await PGlite.create()
 * const pool = pglitePool(database)
 * await migrate(pool)
 * const journal = await postgresJournal({ pool })
 * await journal.append({ tenant: 'default', stream: 'policy' }, [{ type: 'policy.adopted', at: 0, data: {} }])
 * const verdict = await verifyPostgresJournal(pool, { expect: journal.head() })
 * console.log(verdict.ok) // true
 * await journal.close()
 * await database.close()
 * ```
 */
export async function verifyPostgresJournal(
  pool: PostgresPool,
  options: PostgresVerifyOptions = {},
): Promise<PostgresVerdict> {
  const { head, pages } = await readStoredRows(pool, options)
  const checker = new RowChecker(options.expect)
  for await (const rows of pages()) {
    for (const row of rows) {
      const seq = checker.size
      const fault = checker.take(row)
      if (fault !== undefined) return { ok: false, seq, code: fault[0], message: fault[1] }
    }
  }
  const fault = checker.end(head)
  if (fault !== undefined) return { ok: false, seq: checker.size, code: fault[0], message: fault[1] }
  return { ok: true, head: checker.head() }
}

class RowChecker {
  readonly #tree = new GrowingTree(neutralHashes)
  readonly #lengths = new StreamLengths()
  readonly #expected: ExpectedHead | undefined

  constructor(expect: JournalHead | undefined) {
    this.#expected = expect && new ExpectedHead(expect)
  }

  get size(): number {
    return this.#tree.size
  }

  head(): JournalHead {
    return headOf(this.#tree)
  }

  take(row: PostgresRow): Fault {
    const before = this.size === 0 ? this.#expected?.check(this.#tree) : undefined
    if (before !== undefined) return before
    const seq = Number(row.seq)
    if (seq !== this.size) return ['sequence', `event ${seq} stands at place ${this.size}`]
    const bytes = utf8(String(row.entry))
    const leaf = neutralHashes.leaf(bytes)
    if (toHex(leaf) !== row.leaf) return ['leaf-mismatch', 'the event does not have this leaf hash']
    const event = parseStoredEvent(bytes)
    if (event === undefined) return ['malformed', 'the entry is no event']
    const { tenant, stream, version } = event
    if (event.seq !== seq) return ['sequence', `event ${event.seq} stands at place ${seq}`]
    if (toStored(tenant) !== row.tenant || toStored(stream) !== row.stream || version !== Number(row.version)) {
      return ['malformed', 'the columns differ from the entry']
    }
    const length = this.#lengths.lengthOf(tenant, stream)
    if (version !== length) return ['sequence', `version ${version} stands at place ${length} of its stream`]
    this.#tree.append(leaf)
    this.#lengths.add(event)
    return this.#expected?.check(this.#tree)
  }

  end(head: PostgresRow): Fault {
    const { size } = this
    const stored = Number(head.size)
    if (stored !== size) return ['sequence', `the head covers ${stored} events, there are ${size}`]
    if (head.last !== null && Number(head.last) >= size)
      return ['sequence', `event ${head.last} stands behind the head`]
    const peaks = this.#tree.peaks.map(toHex).join('')
    if (head.root !== toHex(this.#tree.root()) || head.peaks !== peaks) {
      return ['root-mismatch', `the first ${size} events do not have this root`]
    }
    return (size === 0 ? this.#expected?.check(this.#tree) : undefined) ?? this.#expected?.checkReached(this.#tree)
  }
}
