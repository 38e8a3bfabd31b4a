import { postgresJournal } from '@waxseal/postgres'
import pg from 'pg'

// A process that listens to the journal and tells how many milliseconds after it was sent it heard each event.
const [connection = '{}', poll = '1000', listen = 'true'] = process.argv.slice(2)
const pool = new pg.Pool({ ...JSON.parse(connection), max: 4 })
pool.on('error', () => {})
const journal = await postgresJournal({ pool, poll: Number(poll), listen: listen === 'true' })
journal.subscribe(journal.head().size, ({ data }) => {
  if (typeof data.sent === 'number') process.send?.(performance.timeOrigin + performance.now() - data.sent)
})
process.on('message', async () => {
  await journal.close()
  await pool.end()
  process.disconnect()
})
process.send?.('ready')
