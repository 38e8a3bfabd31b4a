import type { JournalEvent, ReadOptions } from '@waxseal/core'
import type { Database } from './database.js'
import { databaseError } from './database-error.js'
import { corruptError, readEntry } from './known-record.js'
import type { PostgresRow } from './pool.js'
import { fromStored, toStored } from './stored-text.js'

const PAGE = 250
const WIDEST = 16_000

/** Reads events below `end` in pages. Throws `journal-unreadable` and `journal-corrupt`. */
export async function* readEvents(
  database: Database,
  schema: string,
  end: number,
  options: ReadOptions,
): AsyncGenerator<JournalEvent> {
  const columns = `SELECT seq, tenant, stream, version, entry FROM ${schema}.event`
  async function query(text: string, values: unknown[]): Promise<readonly PostgresRow[]> {
    return database.query(`${columns} ${text}`, values).catch((error: unknown) => {
      throw databaseError('journal-unreadable', 'the record in the database could not be read', error)
    })
  }
  const { tenant, stream } = options
  const from = Math.max(0, Math.ceil(options.from ?? 0))
  const pages =
    tenant === undefined || stream === undefined
      ? pagesOfAll(query, { ...options, from }, end)
      : pagesOfStream(query, { tenant, stream, from }, end)
  for await (const rows of pages) for (const row of rows) yield eventOf(row)
}

type Query = (text: string, values: unknown[]) => Promise<readonly PostgresRow[]>

/**
 * Places are dense, so a span of them is a page. It is widened while few of its events are wanted. Plans with `LIMIT` sort the whole
 * rest for every page while the server has not counted the table.
 */
async function* pagesOfAll(
  query: Query,
  { from, tenant, stream }: ReadOptions & { readonly from: number },
  end: number,
): AsyncGenerator<readonly PostgresRow[]> {
  const names: string[] = []
  const where = ['seq >= $1 AND seq < $2']
  if (tenant !== undefined) where.push(`tenant = $${names.push(toStored(String(tenant))) + 2}`)
  if (stream !== undefined) where.push(`stream = $${names.push(toStored(String(stream))) + 2}`)
  const text = `WHERE ${where.join(' AND ')} ORDER BY seq`
  for (let [next, width] = [from, PAGE]; next < end; ) {
    const rows = await query(text, [next, Math.min(next + width, end), ...names])
    yield rows
    next += width
    if (rows.length < PAGE / 2) width = Math.min(width * 2, WIDEST)
    else if (rows.length > PAGE * 2) width = Math.ceil(width / 2)
  }
}

/** Within a stream the order of versions is that of places, and has an index. */
async function* pagesOfStream(
  query: Query,
  { from, tenant, stream }: Required<ReadOptions>,
  end: number,
): AsyncGenerator<readonly PostgresRow[]> {
  const text = `WHERE tenant = $1 AND stream = $2 AND version >= $3 AND seq >= $4 AND seq < $5
    ORDER BY version LIMIT ${PAGE}`
  const names = [toStored(String(tenant)), toStored(String(stream))]
  for (let next: number | undefined = 0; next !== undefined; ) {
    const rows: readonly PostgresRow[] = await query(text, [...names, next, from, end])
    yield rows
    next = rows.length < PAGE ? undefined : Number(rows.at(-1)?.version) + 1
  }
}

function eventOf(row: PostgresRow): JournalEvent {
  const event = readEntry(row)?.event
  if (event?.tenant === fromStored(row.tenant) && event.stream === fromStored(row.stream)) return event
  throw corruptError('malformed', Number(row.seq))
}
