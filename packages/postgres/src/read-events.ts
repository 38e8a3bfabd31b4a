import type { JournalEvent, ReadOptions } from '@waxseal/core'
import type { Database } from './database.js'
import { databaseError } from './database-error.js'
import { corruptError, readEntry } from './known-record.js'
import { fromStored, toStored } from './stored-text.js'

const PAGE = 250

/** Reads events below `end` in pages. Throws `journal-unreadable` and `journal-corrupt`. */
export async function* readEvents(
  database: Database,
  schema: string,
  end: number,
  { from = 0, tenant, stream }: ReadOptions,
): AsyncGenerator<JournalEvent> {
  const values: unknown[] = [PAGE, end]
  const where = ['seq < $2']
  if (tenant !== undefined) where.push(`tenant = $${values.push(toStored(String(tenant)))}`)
  if (stream !== undefined) where.push(`stream = $${values.push(toStored(String(stream)))}`)
  // Within a stream of a tenant the order of versions is that of places, and has an index of its own.
  const order = tenant !== undefined && stream !== undefined ? 'version' : 'seq'
  const first = values.push(Math.max(0, Math.ceil(from)))
  const next = values.push(0)
  const text = `SELECT seq, tenant, stream, version, entry FROM ${schema}.event
    WHERE ${where.join(' AND ')} AND seq >= $${first} AND ${order} >= $${next} ORDER BY ${order} LIMIT $1`
  while (true) {
    const rows = await database.query(text, [...values]).catch((error: unknown) => {
      throw databaseError('journal-unreadable', 'the record in the database could not be read', error)
    })
    for (const row of rows) {
      const event = readEntry(row)?.event
      if (event?.tenant !== fromStored(row.tenant) || event.stream !== fromStored(row.stream)) {
        throw corruptError('malformed', Number(row.seq))
      }
      yield event
    }
    if (rows.length < PAGE) return
    values[next - 1] = Number(rows.at(-1)?.[order]) + 1
  }
}
