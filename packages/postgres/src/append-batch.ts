import { systemRandom, type WaxsealError } from '@waxseal/core'
import type { CheckedDraft } from '@waxseal/journal/adapter'
import type { Database } from './database.js'
import { databaseError, failureOf, sqlState } from './database-error.js'
import { toHex } from './hex.js'
import type { KnownRecord, StoredHead } from './known-record.js'
import { toStored } from './stored-text.js'

/** One call of `append`, checked. */
export interface PendingAppend {
  readonly tenant: string
  readonly stream: string
  readonly expected?: number | undefined
  readonly drafts: readonly CheckedDraft[]
}

/** What became of one append: its first place and version, or the length that its stream had instead of the expected one. */
export type AppendAnswer = { readonly seq: number; readonly version: number } | { readonly length: number }

/** What became of a batch, and the head behind it. */
export interface BatchAnswer extends StoredHead {
  readonly answers: readonly AppendAnswer[]
  /** What was known when it was sent. */
  readonly known: number
  /** The entries between that and the first of the batch, unless there are too many. */
  readonly news: readonly string[] | null
}

/** How a batch is sent. */
export interface BatchOptions {
  readonly schema: string
  /** For how long a batch is sent again after its connection was lost, in milliseconds. */
  readonly retryFor: number
}

const FIRST_PAUSE = 20
const LONGEST_PAUSE = 1_000

/**
 * Has the database append a batch. When the answer is lost the same batch is sent again under the same random number, and finds what it
 * wrote the first time; so nothing is doubled, also not by the first one arriving late.
 *
 * Throws `journal-write-failed` (details: `written`, `no` or `unknown`) and `journal-corrupt`.
 */
export async function sendBatch(
  database: Database,
  batch: readonly PendingAppend[],
  known: KnownRecord,
  { schema, retryFor }: BatchOptions,
): Promise<BatchAnswer> {
  const text = `SELECT ${schema}.append($1::uuid, $2::bigint, decode($3, 'hex'), $4::integer, $5::text::json) AS answer`
  // The server gives up waiting for its lock before we give up waiting for the server.
  const wait = Math.ceil(database.timeout * 0.8)
  const { size } = known
  // Not a parameter: two processes with the same numbers would each be taken for the other.
  const values = [toHex(systemRandom(16)), size, known.root, wait, JSON.stringify(batch.map(storedForm))]
  const end = performance.now() + retryFor
  let written: 'no' | 'unknown' = 'no'
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    try {
      const [row] = await database.query(text, values)
      return { ...(JSON.parse(String(row?.answer)) as Omit<BatchAnswer, 'known'>), known: size }
    } catch (error) {
      if (sqlState(error) === 'WX003') throw known.fail('expected-mismatch', known.size)
      const failure = failureOf(error)
      if (failure === 'lost') written = 'unknown'
      if (failure === 'refused' || performance.now() + pause > end) throw notWritten(error, written)
    }
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}

function storedForm({ tenant, stream, expected, drafts }: PendingAppend): unknown {
  return {
    tenant: toStored(tenant),
    stream: toStored(stream),
    // No stream has a length below 0.
    ...(expected !== undefined && { expected: Number.isSafeInteger(expected) ? expected : -1 }),
    drafts: drafts.map(({ json }) => json),
  }
}

function notWritten(cause: unknown, written: 'no' | 'unknown'): WaxsealError<'journal-write-failed'> {
  const message =
    written === 'no' ? 'the events were not written' : 'the database did not say whether the events were written'
  return databaseError('journal-write-failed', message, cause, { written })
}
