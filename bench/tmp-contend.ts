import { migrate, postgresJournal } from '@waxseal/postgres'
import pg from 'pg'
import { startPostgres } from '../test/support/postgres/start-postgres.js'
const server = await startPostgres({ max_connections: '80', ...(process.env.SYNC ? { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' } : {}) })
const mk = () => { const p = new pg.Pool({ ...server?.connection, max: 8 }); p.on('error', () => {}); return p }
const pools = [mk(), mk(), mk(), mk()]
await migrate(pools[0] as pg.Pool)
for (const n of [1, 4]) for (const writers of [1, 16, 64]) {
  const js = await Promise.all(pools.slice(0, n).map((pool) => postgresJournal({ pool, listen: false })))
  let done = 0
  const took: number[] = []
  const end = performance.now() + 2000
  const cpu = process.cpuUsage()
  await Promise.all(js.flatMap((j, i) => Array.from({ length: writers }, async (_, w) => {
    while (performance.now() < end) { const b = performance.now(); await j.append({ tenant: 'default', stream: `c/${i}/${w}` }, [{ type: 'test.happened', at: 1, data: { w, text: 'x'.repeat(40) } }]); took.push(performance.now() - b); done++ }
  })))
  const c = process.cpuUsage(cpu)
  took.sort((a, b) => a - b)
  console.log(n, 'journals', writers, 'writers', Math.round(done / 2), '/s p50', took[took.length >> 1]?.toFixed(2), 'p99', took[Math.floor(took.length * 0.99)]?.toFixed(2), 'own cpu/op us', ((c.user + c.system) / done).toFixed(0))
  for (const j of js) await j.close()
}
for (const p of pools) await p.end()
await server?.stop()
