import { fork } from 'node:child_process'
import { once } from 'node:events'
import { migrate, postgresJournal } from '@waxseal/postgres'
import pg from 'pg'
import { startPostgres } from '../test/support/postgres/start-postgres.js'
const server = await startPostgres({ max_connections: '80', fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' })
const pool = new pg.Pool({ ...server?.connection, max: 8 }); pool.on('error', () => {})
await migrate(pool)
{ const j = await postgresJournal({ pool, listen: false }); for (let k = 0; k < 100; k++) await j.append({ tenant: 'default', stream: 'fill' + k }, Array.from({ length: Number(process.argv[4] ?? 0) }, (_, at) => ({ type: 'x', at, data: { text: 'x'.repeat(40) } }))); await j.close() }
let got: [number, number][] = []
let heard = () => {}
const N = Number(process.argv[2] ?? 8)
const children = await Promise.all(Array.from({ length: N }, async (_, i) => {
  const child = fork(new URL('postgres-child.ts', import.meta.url), [JSON.stringify(server?.connection), process.argv[3] ?? '60000', 'true'], { execArgv: ['--conditions=@waxseal/source', '--import', 'tsx'] })
  await once(child, 'message')
  child.on('message', (lag) => { got.push([i, Number(lag)]); heard() })
  return child
}))
const journal = await postgresJournal({ pool })
const slow: string[] = []
const all: number[] = []
for (let n = 1; n <= 300; n++) {
  got = []
  const done = new Promise<void>((resolve) => { heard = () => got.length === N && resolve() })
  const sent = performance.timeOrigin + performance.now()
  await journal.append({ tenant: 'default', stream: `key/${n}` }, [{ type: 'rotation.ended', at: Date.now(), data: { sent } }])
  const ack = performance.timeOrigin + performance.now() - sent
  await done
  all.push(...got.map((g) => g[1]))
  const max = Math.max(...got.map((g) => g[1]))
  if (max > 50) slow.push(`#${n} ack ${ack.toFixed(0)}: ${got.map((g) => g[1].toFixed(0)).join(' ')}`)
  await new Promise((r) => setTimeout(r, (n * 7) % 23))
}
all.sort((a, b) => a - b)
console.log('p50', all[all.length >> 1], 'p99', all[Math.floor(all.length * 0.99)], 'max', all.at(-1))
console.log(slow.join('\n'))
for (const c of children) c.send('end')
await Promise.all(children.map((c) => once(c, 'exit')))
await journal.close(); await pool.end(); await server?.stop()
