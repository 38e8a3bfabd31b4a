import { execFileSync } from 'node:child_process'
import { entryOf, inclusionProof, leafHash, leafHashes, verifyInclusion } from '@waxseal/journal'
import { seededRandom } from '@waxseal/testing'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findPostgres } from '../../../test/support/postgres/find-postgres.js'
import { postgresJournal, verifyPostgresJournal } from '../src/index.js'
import { readAll, until } from './story.js'
import { schemaOf, startServer, type TestServer } from './test-pool.js'
import { Worker } from './workers.js'

const APPENDS = process.env.THOROUGH === '1' ? 500 : 40
const KILLS = process.env.THOROUGH === '1' ? 30 : 3

describe.skipIf(findPostgres() === undefined)('processes', () => {
  let server: TestServer
  let pool: pg.Pool
  let workers: Worker[] = []

  beforeAll(async () => {
    const started = await startServer()
    if (started === undefined) throw new Error('there is no PostgreSQL')
    server = started
    pool = server.pool()
    workers = Array.from({ length: 8 }, () => new Worker(server.connection))
    await Promise.all(workers.map(({ ready }) => ready))
  }, 60_000)
  afterAll(async () => {
    await Promise.all(workers.map((worker) => worker.kill()))
    await server.stop()
  })

  test('of eight that migrate at once one does the work', async () => {
    const answers = await Promise.all(workers.map((worker) => worker.ask('migrate', { schema: 'crowd' })))
    const taken = answers.map(({ migrated }) => JSON.stringify(migrated)).sort()
    expect(taken).toEqual(['[1,2]', ...Array(7).fill('[]')])
  })

  /** Everything that was acknowledged stands where it was said to, once, and everybody knows the same record. */
  async function checkRecord(schema: string, written: ReadonlyMap<string, number>, alive: readonly Worker[]) {
    const journal = await postgresJournal({ pool, schema, listen: false })
    const events = await readAll(journal)
    expect(events.map(({ seq }) => seq)).toEqual([...events.keys()])
    const places = new Map(events.map(({ seq, data }) => [String(data.id), seq]))
    expect(places.size).toBe(events.length)
    expect([...written].filter(([id, seq]) => places.get(id) !== seq)).toEqual([])
    const lengths = new Map<string, number>()
    for (const { tenant, stream, version, data } of events) {
      const key = JSON.stringify([tenant, stream])
      expect(version).toBe(lengths.get(key) ?? 0)
      lengths.set(key, version + 1)
      // All events of an append are there, or none.
      const [worker, number] = String(data.id).split('/')
      if (worker !== undefined && number !== 'count')
        expect(places.has(`${worker}/${number}/${Number(data.of) - 1}`)).toBe(true)
    }
    expect(await verifyPostgresJournal(pool, { schema })).toEqual({ ok: true, head: journal.head() })
    const reports = await Promise.all(alive.map((worker) => worker.ask('listen')))
    for (const report of reports) expect(report).toEqual({ ...reports[0], head: journal.head(), dense: true })
    await journal.close()
    return events
  }

  async function backends(): Promise<number[]> {
    const { rows } = await pool.query("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'")
    return rows.map(({ pid }) => pid)
  }

  async function openAll(schema: string, some: readonly Worker[]): Promise<Map<string, number>> {
    await schemaOf(pool, schema)
    const written = new Map<string, number>()
    for (const worker of some) {
      worker.onNews = (news) => {
        for (const [seq, id] of news.written ?? []) written.set(id, seq)
      }
    }
    await Promise.all(some.map((worker) => worker.ask('open', { schema })))
    return written
  }

  test.each([2, 8])(
    '%d append and listen: no gap, no double, one order, and proofs hold',
    async (count) => {
      const some = workers.slice(0, count)
      const schema = `crowd_${count}`
      const written = await openAll(schema, some)
      const answers = await Promise.all(
        some.map((worker, index) => worker.ask('append', { worker: index, appends: APPENDS })),
      )
      for (const answer of answers) expect(answer).toMatchObject({ appended: true })
      const events = await checkRecord(schema, written, some)
      expect(events.filter(({ stream }) => stream === 'count')).toHaveLength(count * APPENDS)
      expect(written.size).toBe(events.length)

      const journal = await postgresJournal({ pool, schema, listen: false })
      const leaves = await leafHashes(journal)
      for (const event of events.filter(({ seq }) => seq % 17 === 0)) {
        const claim = { leaf: leafHash(entryOf(event)), index: event.seq, head: journal.head() }
        expect(verifyInclusion({ ...claim, proof: inclusionProof(leaves, event.seq) })).toBe(true)
      }
      await journal.close()
      await Promise.all(some.map((worker) => worker.ask('close')))
    },
    60_000,
  )

  test('the server crashes amid appends: nothing acknowledged is lost, nothing is doubled, and all go on', async () => {
    const some = workers.slice(0, 3)
    const written = await openAll('crash', some)
    const answers = Promise.all(some.map((worker, index) => worker.ask('append', { worker: index, appends: APPENDS })))
    for (let crash = 1; crash <= 2; crash++) {
      const goal = Math.floor((some.length * APPENDS * crash) / 2)
      await until(() => written.size >= goal)
      // A process of the server that is killed takes all others with it; the server recovers from its log.
      const pids = await backends()
      execFileSync('kill', ['-9', String(pids[0])])
      await until(() =>
        backends().then(
          (now) => !now.some((pid) => pids.includes(pid)),
          () => false,
        ),
      )
    }
    for (const answer of await answers) expect(answer).toMatchObject({ appended: true })
    await checkRecord('crash', written, some)
    await Promise.all(some.map((worker) => worker.ask('close')))
  }, 60_000)

  test('processes killed amid appends lose nothing acknowledged, and hold up nobody', async () => {
    const written = await openAll('killed', workers)
    const random = seededRandom(5)
    const appends = workers.map((worker, index) => worker.ask('append', { worker: index, appends: APPENDS }))
    const settled = Promise.allSettled(appends)
    const victims = workers.slice(0, Math.min(KILLS, workers.length - 2))
    for (const victim of victims) {
      const goal = written.size + (random(1)[0] ?? 0) / 4
      await until(() => written.size >= goal)
      await victim.kill()
    }
    expect((await settled).map(({ status }) => status)).toEqual(
      workers.map((worker) => (victims.includes(worker) ? 'rejected' : 'fulfilled')),
    )
    workers = workers.filter((worker) => !victims.includes(worker))
    await checkRecord('killed', written, workers)
    await Promise.all(workers.map((worker) => worker.ask('close')))
  }, 60_000)
})
