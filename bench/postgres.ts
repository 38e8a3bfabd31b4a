import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Journal } from '@waxseal/core'
import { migrate, postgresJournal, verifyPostgresJournal } from '@waxseal/postgres'
import pg from 'pg'
import { startPostgres } from '../test/support/postgres/start-postgres.js'
import { printTable } from './table.js'

// A server of its own that syncs as a real one does. Wall time: what counts here is how long people wait.

const LISTENERS = 8
const server = await startPostgres({
  max_connections: '80',
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
})
if (server === undefined) throw new Error('there is no PostgreSQL on this machine')
const pool = poolOf()
await migrate(pool)
const { rows: version } = await pool.query('SHOW server_version')
console.log(`postgres: server ${version[0]?.server_version}, fsync on, load ${loadavg()[0]?.toFixed(1)}`)
console.log(`the disk: ${syncRate()} fdatasync of 4 kB a second`)

await appends()
await heardBy('notices', { poll: 1_000, listen: true, count: 400 })
await heardBy('notices lost, poll of 250 ms', { poll: 250, listen: false, count: 60 })
await checking()
await pool.end()
await server.stop()

function poolOf(): pg.Pool {
  const made = new pg.Pool({ ...server?.connection, max: 8 })
  made.on('error', () => {})
  return made
}

/** How often the disk under the server syncs: nothing durable is faster. */
function syncRate(): number {
  const file = openSync(join(tmpdir(), `sync-${process.pid}`), 'w')
  const block = Buffer.alloc(4_096)
  let count = 0
  for (const end = performance.now() + 1_000; performance.now() < end; count++) {
    writeSync(file, block, 0, block.length, (count % 256) * block.length)
    fdatasyncSync(file)
  }
  closeSync(file)
  return count
}

async function appends(): Promise<void> {
  const journal = await postgresJournal({ pool, listen: false })
  const rows: (string | number)[][] = []
  for (const writers of [1, 8, 64]) {
    await write(journal, writers, 500)
    const { perSecond, p50, p99 } = await write(journal, writers, 3_000)
    rows.push([`one process, ${writers} writers`, perSecond, p50, p99])
  }
  const pools = [poolOf(), poolOf(), poolOf()]
  const others = await Promise.all(pools.map((each) => postgresJournal({ pool: each, listen: false })))
  const all = [journal, ...others]
  const results = await Promise.all(all.map((each) => write(each, 16, 3_000)))
  const perSecond = results.reduce((sum, each) => sum + each.perSecond, 0)
  rows.push([
    '4 journals, 16 writers each',
    perSecond,
    Math.max(...results.map(({ p50 }) => p50)),
    Math.max(...results.map(({ p99 }) => p99)),
  ])
  printTable('durable appends of one event of 150 bytes', ['', 'a second', 'p50 ms', 'p99 ms'], rows)
  for (const each of all) await each.close()
  for (const each of pools) await each.end()
}

async function write(journal: Journal, writers: number, milliseconds: number) {
  const took: number[] = []
  const end = performance.now() + milliseconds
  const start = performance.now()
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      const target = { tenant: 'default', stream: `campaign/${writer}` }
      while (performance.now() < end) {
        const before = performance.now()
        await journal.append(target, [
          { type: 'test.happened', at: Date.now(), data: { writer, text: 'x'.repeat(40) } },
        ])
        took.push(performance.now() - before)
      }
    }),
  )
  const seconds = (performance.now() - start) / 1_000
  return { perSecond: took.length / seconds, ...percentiles(took) }
}

/** Revocations of one process, at uneven times, heard by others: from before the append to the listener. */
async function heardBy(title: string, options: { poll: number; listen: boolean; count: number }): Promise<void> {
  const lags: number[] = []
  let heard = () => {}
  const children = await Promise.all(Array.from({ length: LISTENERS }, () => listener(options, lags, () => heard())))
  const journal = await postgresJournal({ pool })
  const own: number[] = []
  for (let number = 1; number <= options.count; number++) {
    const all = new Promise<void>((resolve) => {
      heard = () => lags.length === number * LISTENERS && resolve()
    })
    const sent = performance.timeOrigin + performance.now()
    const data = { sent, key: `key_${number}`, reason: 'leaked' }
    await journal.append({ tenant: 'default', stream: `key/${number}` }, [
      { type: 'rotation.ended', at: Date.now(), data },
    ])
    own.push(performance.timeOrigin + performance.now() - sent)
    await all
    await new Promise((resolve) => setTimeout(resolve, (number * 7) % 23))
  }
  const rows = [
    ['append acknowledged', ...row(own)],
    [`heard by ${LISTENERS} processes`, ...row(lags)],
  ]
  printTable(`${options.count} revocations, ${title}, ms from the call`, ['', 'p50', 'p99', 'greatest'], rows)
  for (const child of children) child.send('end')
  await Promise.all(children.map((child) => once(child, 'exit')))
  await journal.close()
}

async function listener(
  { poll, listen }: { poll: number; listen: boolean },
  lags: number[],
  heard: () => void,
): Promise<ChildProcess> {
  const child = fork(
    new URL('postgres-child.ts', import.meta.url),
    [JSON.stringify(server?.connection), String(poll), String(listen)],
    {
      execArgv: ['--conditions=@waxseal/source', '--import', 'tsx'],
    },
  )
  await once(child, 'message')
  child.on('message', (lag) => {
    lags.push(Number(lag))
    heard()
  })
  return child
}

async function checking(): Promise<void> {
  const start = performance.now()
  const journal = await postgresJournal({ pool, listen: false })
  const opened = performance.now() - start
  const { size } = journal.head()
  const verified = await timed(async () => {
    const verdict = await verifyPostgresJournal(pool, { expect: journal.head() })
    if (!verdict.ok) throw new Error(verdict.message)
  })
  const read = await timed(async () => {
    for await (const event of journal.read()) if (event.seq < 0) throw new Error('no such place')
  })
  const rows = [
    ['open', opened, ''],
    ['read all', read, (1_000 * size) / read],
    ['verify all', verified, (1_000 * size) / verified],
  ]
  printTable(`a record of ${size} events`, ['', 'ms', 'events a second'], rows)
  await journal.close()
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

function row(samples: readonly number[]): [number, number, number] {
  const { p50, p99 } = percentiles(samples)
  return [p50, p99, Math.max(...samples)]
}

function percentiles(samples: readonly number[]): { p50: number; p99: number } {
  const sorted = Float64Array.from(samples).sort()
  const at = (share: number) => sorted[Math.floor(share * sorted.length)] ?? Number.NaN
  return { p50: at(0.5), p99: at(0.99) }
}
