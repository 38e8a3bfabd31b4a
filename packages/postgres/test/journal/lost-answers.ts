import { inspect } from 'node:util'
import type { Journal } from '@waxseal/core'
import { expect, test } from 'vitest'
import { type PostgresPool, postgresJournal, postgresSecretStore, verifyPostgresJournal } from '../../src/index.js'
import { type Faults, faultyPool, hungUp } from '../faulty-pool.js'
import { draft, readAll, TARGET, until } from '../story.js'
import { schemaOf } from '../test-pool.js'
import { onServer, pool } from './database.js'

let schemas = 0
/** A journal whose appends fail as told. */
async function faultyJournal(faults: Faults, options: { retryFor?: number; timeout?: number } = {}) {
  const schema = await schemaOf(pool, `lost_${schemas++}`)
  const journal = await postgresJournal({ pool: faultyPool(pool, faults), schema, listen: false, ...options })
  return { journal, schema }
}

const isAppend = (text: string) => text.includes('.append(')

async function placesOf(journal: Journal): Promise<unknown[]> {
  await journal.catchUp()
  return (await readAll(journal)).map(({ seq, version, at }) => [seq, version, at])
}

test('an append whose answer is lost behind the commit is found, not doubled', async () => {
  let losses = 3
  const after = (text: string) => {
    if (isAppend(text) && losses-- > 0) throw hungUp()
  }
  const { journal, schema } = await faultyJournal({ after })
  const results = await Promise.allSettled([
    journal.append(TARGET, [draft(0), draft(1)]),
    journal.append({ ...TARGET, expected: 0 }, [draft(9)]),
    journal.append({ ...TARGET, stream: 'other' }, []),
    journal.append({ ...TARGET, expected: 2 }, [draft(2)]),
  ])
  expect(losses).toBe(-1)
  expect(results.map((each) => (each.status === 'fulfilled' ? each.value.events.length : each.reason.code))).toEqual([
    2,
    'journal-conflict',
    0,
    1,
  ])
  expect(await placesOf(journal)).toEqual([
    [0, 0, 0],
    [1, 1, 1],
    [2, 2, 2],
  ])
  expect(await verifyPostgresJournal(pool, { schema })).toEqual({ ok: true, head: journal.head() })
  await journal.close()
})

test('an append that is lost before it arrives is sent again', async () => {
  let losses = 2
  const before = (text: string) => {
    if (isAppend(text) && losses-- > 0) throw Object.assign(new Error('57P01'), { code: '57P01' })
  }
  const { journal } = await faultyJournal({ before })
  await journal.append({ ...TARGET, expected: 0 }, [draft(0)])
  expect(await placesOf(journal)).toEqual([[0, 0, 0]])
  await journal.close()
})

test('what was given up and arrives late does nothing, also when others wrote meanwhile', async () => {
  let arrive = () => {}
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve
  })
  let held: Promise<unknown> | undefined
  const slow: PostgresPool = {
    async connect() {
      const client = await pool.connect()
      return {
        ...client,
        on: client.on.bind(client) as typeof client.on,
        removeListener: client.removeListener.bind(client) as typeof client.removeListener,
        query(text, values) {
          if (!isAppend(text) || held !== undefined) return client.query(text, values)
          held = arrived.then(() => client.query(text, values)).finally(() => client.release())
          return held as ReturnType<typeof client.query>
        },
        release: (destroy) => {
          if (destroy !== true) client.release()
        },
      }
    },
  }
  const schema = await schemaOf(pool, `lost_${schemas++}`)
  const other = await postgresJournal({ pool, schema, listen: false })
  const journal = await postgresJournal({ pool: slow, schema, listen: false, timeout: 300 })
  await other.append(TARGET, [draft(7)])
  const { events } = await journal.append(TARGET, [draft(8), draft(9)])
  await other.append(TARGET, [draft(10)])
  arrive()
  await held
  expect(events.map(({ seq, version }) => [seq, version])).toEqual([
    [1, 1],
    [2, 2],
  ])
  expect(await placesOf(other)).toEqual([
    [0, 0, 7],
    [1, 1, 8],
    [2, 2, 9],
    [3, 3, 10],
  ])
  expect(await placesOf(journal)).toEqual(await placesOf(other))
  await Promise.all([journal.close(), other.close()])
})

test('when nobody can say whether it was written, the error says so', async () => {
  const lost = await faultyJournal(
    { after: (text) => (isAppend(text) ? Promise.reject(hungUp()) : undefined) },
    { retryFor: 60 },
  )
  await expect(lost.journal.append(TARGET, [draft(0)])).rejects.toMatchObject({
    code: 'journal-write-failed',
    details: { written: 'unknown' },
  })
  expect(await placesOf(lost.journal)).toEqual([[0, 0, 0]])
  await lost.journal.close()

  const refusal = Object.assign(new Error('permission denied for anna@example.com'), { code: '42501' })
  const refused = await faultyJournal({ before: (text) => (isAppend(text) ? Promise.reject(refusal) : undefined) })
  const failure = await refused.journal.append(TARGET, [draft(0)]).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'journal-write-failed', details: { written: 'no', sqlState: '42501' } })
  expect(await placesOf(refused.journal)).toEqual([])
  await refused.journal.close()
})

test('without a connection nothing was written, and all that wait learn it', async () => {
  const schema = await schemaOf(pool, `lost_${schemas++}`)
  let down = false
  const flaky: PostgresPool = {
    connect: async () => {
      if (down) throw Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { code: 'ECONNREFUSED' })
      return pool.connect()
    },
  }
  const journal = await postgresJournal({ pool: flaky, schema, listen: false, retryFor: 50 })
  down = true
  const appends = Promise.allSettled([1, 2, 3].map((at) => journal.append(TARGET, [draft(at)])))
  for (const each of await appends) {
    expect(each).toMatchObject({ reason: { code: 'journal-write-failed', details: { written: 'no' } } })
  }
  down = false
  await journal.append(TARGET, [draft(4)])
  expect(await placesOf(journal)).toEqual([[0, 0, 4]])
  await journal.close()
})

test('a lock that somebody keeps is waited for, then given up', async () => {
  const { journal, schema } = await faultyJournal({}, { timeout: 200, retryFor: 200 })
  const client = await pool.connect()
  // PGlite has one connection: nobody can keep the lock from anybody.
  if (onServer) {
    await client.query(`SELECT pg_advisory_lock(hashtextextended('waxseal/${schema}/append', 0))`)
    const failure = await journal.append(TARGET, [draft(0)]).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'journal-write-failed', details: { sqlState: '55P03', written: 'no' } })
    const append = journal.append(TARGET, [draft(1)])
    await client.query('SELECT pg_advisory_unlock_all()')
    await append
  }
  client.release()
  await journal.close()
})

test('another isolation level than read committed is refused', async () => {
  const schema = await schemaOf(pool, `lost_${schemas++}`)
  const strict: PostgresPool = {
    async connect() {
      const client = await pool.connect()
      await client.query("SET default_transaction_isolation = 'serializable'")
      return {
        query: client.query.bind(client),
        on: client.on.bind(client) as typeof client.on,
        removeListener: client.removeListener.bind(client) as typeof client.removeListener,
        release: () => void client.query('RESET default_transaction_isolation').then(() => client.release()),
      }
    },
  }
  const journal = await postgresJournal({ pool: strict, schema, listen: false })
  await expect(journal.append(TARGET, [draft(0)])).rejects.toMatchObject({
    details: { sqlState: 'WX002', written: 'no' },
  })
  await journal.close()
})

test('no error tells a statement, a value, a place or a password', async () => {
  const secrets = ['anna@example.com', 'SELECT', 's3cret', 'db.internal', '10.0.0.7']
  const told = "SELECT 's3cret' FROM db.internal (anna@example.com)"
  const foreign = Object.assign(new Error(told), {
    code: '22021',
    detail: told,
    hint: told,
    query: told,
    where: told,
    connectionString: told,
    address: '10.0.0.7',
  })
  let failing = false
  const broken = faultyPool(pool, { before: () => (failing ? Promise.reject(foreign) : undefined) })
  const schema = await schemaOf(pool, `lost_${schemas++}`)
  const journal = await postgresJournal({ pool: broken, schema, listen: false })
  const store = postgresSecretStore({ pool: broken, schema })
  await journal.append(TARGET, [draft(0)])
  failing = true
  const failures = await Promise.all(
    [
      () => journal.append(TARGET, [draft(0, { text: 'anna@example.com' })]),
      () => journal.catchUp(),
      () => readAll(journal),
      () => store.put({ tenant: 'default', name: 'anna@example.com' }, 's3cret'),
      () => postgresJournal({ pool: broken, schema }),
      () => postgresJournal({ pool: { connect: () => Promise.reject(foreign) }, schema }),
    ].map(async (work) => work().catch((error: unknown) => error)),
  )
  for (const failure of failures) {
    expect(failure).toMatchObject({ name: 'WaxsealError', details: { sqlState: '22021' } })
    const shown = `${JSON.stringify(failure)} ${inspect(failure, { depth: 9 })} ${(failure as Error).stack} ${failure}`
    for (const secret of secrets) expect(shown).not.toContain(secret)
  }
  failing = false
  await until(() => journal.catchUp().then(() => true))
  await journal.close()
})
