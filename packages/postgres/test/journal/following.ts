import { fixedClock } from '@waxseal/testing'
import { expect, test } from 'vitest'
import { type PostgresNotice, type PostgresPool, postgresJournal, verifyPostgresJournal } from '../../src/index.js'
import { Listener } from '../../src/listener.js'
import { faultyPool, hungUp } from '../faulty-pool.js'
import { draft, heard, readAll, TARGET, until } from '../story.js'
import { schemaOf } from '../test-pool.js'
import { onServer, pool } from './database.js'

let schemas = 0
const freshSchema = () => schemaOf(pool, `following_${schemas++}`)
const NEVER = 3_600_000

async function query(text: string) {
  const client = await pool.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    client.release()
  }
}

test('a notice alone wakes up who would poll in an hour', async () => {
  const schema = await freshSchema()
  const writer = await postgresJournal({ pool, schema, poll: NEVER })
  const listener = await postgresJournal({ pool, schema, poll: NEVER })
  for (let seq = 0; seq < 5; seq++) {
    const [event] = await Promise.all([heard(listener, seq), writer.append(TARGET, [draft(seq)])])
    expect(event).toMatchObject({ seq, data: { number: seq } })
  }
  expect(listener.head()).toEqual(writer.head())
  await Promise.all([writer.close(), listener.close()])
})

test('when notices are lost the poll is the limit, with the time of a query', async () => {
  const schema = await freshSchema()
  const deaf = faultyPool(pool, {
    before: (text) => (text.includes('pg_notify') ? Promise.reject(hungUp()) : undefined),
  })
  const writer = await postgresJournal({ pool: deaf, schema, poll: NEVER })
  const poll = 120
  const listener = await postgresJournal({ pool, schema, poll })
  const lags: number[] = []
  for (let seq = 0; seq < 8; seq++) {
    const told = heard(listener, seq)
    await writer.append(TARGET, [draft(seq)])
    const committed = performance.now()
    await told
    lags.push(performance.now() - committed)
  }
  // Beside the poll: the query, and the pauses of a busy machine.
  expect(Math.max(...lags)).toBeLessThan(poll + 3_000)
  await Promise.all([writer.close(), listener.close()])
})

test('forged notices are a reason to look, not to believe', async () => {
  const schema = await freshSchema()
  const journal = await postgresJournal({ pool, schema, poll: NEVER })
  await journal.append(TARGET, [draft(0)])
  for (const payload of ['', '-1', '0', '1', '99', 'NaN', '1e999', 'x'.repeat(7_000), '{"seq":5}']) {
    await query(`SELECT pg_notify('${schema}.event', '${payload}')`)
  }
  await journal.append(TARGET, [draft(1)])
  await journal.catchUp()
  expect((await readAll(journal)).map(({ seq }) => seq)).toEqual([0, 1])
  await journal.close()
})

test('age is the time since everything was known, by the clock that counts more', async () => {
  const schema = await freshSchema()
  const clock = fixedClock(1_000_000)
  const journal = await postgresJournal({ pool, schema, poll: NEVER, listen: false, clock })
  clock.advance(5_000)
  expect(journal.age()).toBe(5_000)
  await journal.catchUp()
  expect(journal.age()).toBeLessThan(1_000)
  clock.advance(7_000)
  await journal.append(TARGET, [draft(0)])
  expect(journal.age()).toBeLessThan(1_000)
  clock.advance(-60_000)
  expect(journal.age()).toBeGreaterThanOrEqual(0)
  expect(journal.age()).toBeLessThan(5_000)

  // Who is refused has seen why.
  const other = await postgresJournal({ pool, schema, listen: false })
  await other.append(TARGET, [draft(1)])
  clock.advance(100_000)
  await expect(journal.append({ ...TARGET, expected: 1 }, [draft(2)])).rejects.toMatchObject({ details: { actual: 2 } })
  expect(journal.head()).toEqual(other.head())
  expect(journal.age()).toBeLessThan(1_000)
  await Promise.all([journal.close(), other.close()])
})

test('while the database cannot be read, age grows, the host is told once, and it goes on by itself', async () => {
  const schema = await freshSchema()
  let down = false
  const flaky: PostgresPool = {
    connect: () => (down ? Promise.reject(Object.assign(new Error('x'), { code: 'ECONNREFUSED' })) : pool.connect()),
  }
  const errors: unknown[] = []
  const onError = (error: { code: string; cause?: unknown }) => errors.push([error.code, error.cause])
  const other = await postgresJournal({ pool, schema, listen: false })
  const journal = await postgresJournal({ pool: flaky, schema, listen: false, poll: 20, onError })
  for (let outage = 1; outage <= 2; outage++) {
    down = true
    await until(() => errors.length === outage)
    const since = journal.age()
    await expect(journal.catchUp()).rejects.toMatchObject({
      code: 'journal-unreadable',
      cause: { code: 'ECONNREFUSED' },
    })
    await until(() => journal.age() > since + 60)
    expect(errors).toHaveLength(outage)
    const told = heard(journal, outage - 1)
    await other.append(TARGET, [draft(outage)])
    down = false
    await told
    await until(() => journal.age() < 60)
  }
  expect(errors).toEqual(Array(2).fill(['journal-unreadable', { code: 'ECONNREFUSED' }]))
  await Promise.all([journal.close(), other.close()])
})

test('what a standby says is no news', async () => {
  const schema = await freshSchema()
  let standby = false
  const failedOver: PostgresPool = {
    async connect() {
      const client = await pool.connect()
      const { release } = client
      return Object.assign(Object.create(client), {
        query: async (text: string, values?: unknown[]) => {
          const { rows } = await client.query(text, values)
          return { rows: standby ? rows.map((row) => ({ ...row, standby: true })) : rows }
        },
        release: release.bind(client),
      })
    },
  }
  const clock = fixedClock(0)
  const journal = await postgresJournal({ pool: failedOver, schema, listen: false, poll: NEVER, clock })
  standby = true
  clock.advance(4_000)
  await expect(journal.catchUp()).rejects.toMatchObject({ code: 'journal-unreadable' })
  expect(journal.age()).toBeGreaterThanOrEqual(4_000)
  await expect(postgresJournal({ pool: failedOver, schema })).rejects.toMatchObject({ code: 'journal-unreadable' })
  await journal.close()
})

test('a listener whose past cannot be read makes catching up fail, and is told everything afterwards', async () => {
  const schema = await freshSchema()
  let failing = false
  const flaky = faultyPool(pool, {
    before: (text) => (failing && text.includes('version, entry') ? Promise.reject(hungUp()) : undefined),
  })
  const journal = await postgresJournal({ pool: flaky, schema, listen: false, poll: NEVER })
  await journal.append(TARGET, [draft(0), draft(1)])
  failing = true
  const seen: number[] = []
  journal.subscribe(0, ({ seq }) => seen.push(seq))
  await expect(journal.catchUp()).rejects.toMatchObject({ code: 'journal-unreadable' })
  failing = false
  await journal.catchUp()
  expect(seen).toEqual([0, 1])
  await journal.close()
})

test('who is behind, a little or far, has heard everything when his append resolves', async () => {
  const schema = await freshSchema()
  const writer = await postgresJournal({ pool, schema, listen: false })
  const journal = await postgresJournal({ pool, schema, listen: false, poll: NEVER })
  const seen: number[] = []
  journal.subscribe(0, ({ seq }) => seen.push(seq))
  await journal.catchUp()
  for (const behind of [1, 7, 500, 501, 1_200]) {
    const size = writer.head().size
    await writer.append(
      TARGET,
      Array.from({ length: behind }, (_, at) => draft(at)),
    )
    const { events, head } = await journal.append({ ...TARGET, expected: size + behind }, [draft(0)])
    expect(events[0]?.seq).toBe(size + behind)
    expect(head).toEqual(journal.head())
    expect(seen).toEqual([...Array(size + behind + 1).keys()])
    await writer.catchUp()
    expect(writer.head()).toEqual(head)
  }
  await Promise.all([journal.close(), writer.close()])
})

// What it takes for much it compiles first: 30 ms for every reading, which the eight processes of a machine felt as 400.
test.skipIf(!onServer)('the server takes no reading for much, also of a table it has not counted', async () => {
  const schema = await freshSchema()
  const statements = new Map<string, unknown[] | undefined>()
  const noting: PostgresPool = {
    async connect() {
      const client = await pool.connect()
      const { release } = client
      return Object.assign(Object.create(client), {
        query(text: string, values?: unknown[]) {
          if (text.includes('entry')) statements.set(text, values)
          return client.query(text, values)
        },
        release: release.bind(client),
      })
    },
  }
  const journal = await postgresJournal({ pool: noting, schema, listen: false, poll: NEVER })
  for (let times = 0; times < 5; times++) {
    await journal.append(
      TARGET,
      Array.from({ length: 2_000 }, (_, at) => draft(at)),
    )
  }
  await journal.catchUp()
  for (const options of [{}, { tenant: 'default' }, TARGET]) for await (const _ of journal.read(options)) break
  await verifyPostgresJournal(noting, { schema })
  expect(statements.size).toBe(5)
  for (const [text, values] of statements) {
    const client = await pool.connect()
    const { rows } = await client.query(`EXPLAIN (FORMAT JSON) ${text}`, values)
    client.release()
    const plans = rows[0]?.['QUERY PLAN'] as [{ Plan: { 'Total Cost': number } }] | undefined
    const cost = plans?.[0].Plan['Total Cost'] ?? Number.NaN
    // The server compiles above 100,000.
    expect([text, cost < 5_000]).toEqual([text, true])
  }
  await journal.close()
})

/** A pool whose connections a test holds in its hand. */
function listeningPool() {
  const clients: {
    said: string[]
    listeners: Map<string, (notice?: PostgresNotice) => void>
    released?: boolean | undefined
    alive: boolean
  }[] = []
  const handmade: PostgresPool = {
    async connect() {
      const client: (typeof clients)[number] = { said: [], listeners: new Map(), alive: true }
      clients.push(client)
      return {
        query(text) {
          client.said.push(text)
          return client.alive ? Promise.resolve({ rows: [] }) : new Promise(() => {})
        },
        on: (event: string, listener: (notice: PostgresNotice) => void) =>
          client.listeners.set(event, listener as (notice?: PostgresNotice) => void),
        removeListener: () => undefined,
        release(destroy) {
          client.released = destroy
        },
      }
    },
  }
  return { handmade, clients }
}

test('a lost connection is opened anew, one that lost its voice too, and what came meanwhile is looked for', async () => {
  const { handmade, clients } = listeningPool()
  const woken: (number | undefined)[] = []
  const wake = (size: number | undefined) => woken.push(size)
  const listener = new Listener({ pool: handmade, schema: 'waxseal', timeout: 30, heartbeat: 30, wake })
  await listener.ready()
  expect(clients[0]?.said[0]).toBe('LISTEN "waxseal.event"')
  clients[0]?.listeners.get('notification')?.({ channel: 'waxseal.event', payload: '7' })
  clients[0]?.listeners.get('notification')?.({ channel: 'other', payload: '8' })
  expect(woken).toEqual([undefined, 7])

  clients[0]?.listeners.get('error')?.()
  clients[0]?.listeners.get('end')?.()
  expect(clients[0]?.released).toBe(true)
  await until(() => woken.length === 3)
  expect(clients).toHaveLength(2)
  clients[0]?.listeners.get('notification')?.({ channel: 'waxseal.event', payload: '9' })
  expect(woken).toEqual([undefined, 7, undefined])

  await until(() => (clients[1]?.said.length ?? 0) > 3)
  expect(clients[1]?.said[1]).toBe('SELECT 1')
  Object.assign(clients[1] ?? {}, { alive: false })
  await until(() => woken.length === 4)
  expect(clients).toHaveLength(3)
  await listener.close()
  expect(clients.map(({ released }) => released)).toEqual([true, true, true])
})

test.skipIf(!onServer)('a listening connection that the server ends is opened anew', async () => {
  const schema = await freshSchema()
  const writer = await postgresJournal({ pool, schema, poll: NEVER })
  const listener = await postgresJournal({ pool, schema, poll: NEVER })
  const listening = `SELECT pid FROM pg_stat_activity WHERE query = 'LISTEN "${schema}.event"'`
  const pids = (await query(listening)).map(({ pid }) => pid)
  expect(pids).toHaveLength(2)
  await query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN "${schema}.event"'`)
  await until(async () => {
    const now = (await query(listening)).map(({ pid }) => pid)
    return now.length === 2 && now.every((pid) => !pids.includes(pid))
  })
  await Promise.all([heard(listener, 0), writer.append(TARGET, [draft(0)])])
  await Promise.all([writer.close(), listener.close()])
  await until(async () => (await query(listening)).length === 0)
})
