import { expect, test } from 'vitest'
import { Database, inTime } from '../src/database.js'
import { NotConnectedError } from '../src/database-error.js'
import type { PostgresClient, PostgresPool } from '../src/index.js'

function poolOf(query: PostgresClient['query']) {
  const released: (boolean | undefined)[] = []
  const heard: string[] = []
  const client: PostgresClient = {
    query,
    on: (event: string) => heard.push(`on ${event}`),
    removeListener: (event) => heard.push(`off ${event}`),
    release: (destroy) => released.push(destroy),
  }
  const pool: PostgresPool = { connect: async () => client }
  return { pool, released, heard }
}

test('goes back into the pool after an answer or a refusal, and is ended after a loss or silence', async () => {
  const cases = [
    [() => Promise.resolve({ rows: [{ a: 1 }] }), false],
    [() => Promise.reject(Object.assign(new Error('x'), { code: '42501' })), false],
    [() => Promise.reject(new Error('terminated')), true],
    [() => new Promise<never>(() => {}), true],
  ] as const
  for (const [query, destroyed] of cases) {
    const { pool, released, heard } = poolOf(query)
    await new Database(pool, 20).query('SELECT 1').catch(() => {})
    expect(released).toEqual([destroyed])
    expect(heard).toEqual(destroyed ? ['on error'] : ['on error', 'off error'])
  }
})

test('that comes too late goes back at once', async () => {
  const { pool, released } = poolOf(async () => ({ rows: [] }))
  let arrive = () => {}
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve
  })
  const slow: PostgresPool = { connect: () => arrived.then(() => pool.connect()) }
  await expect(new Database(slow, 10).query('SELECT 1')).rejects.toBeInstanceOf(NotConnectedError)
  expect(released).toEqual([])
  arrive()
  await new Promise((resolve) => setImmediate(resolve))
  expect(released).toEqual([undefined])
})

test('work in time is handed through', async () => {
  expect(await inTime(Promise.resolve(7), 1_000)).toBe(7)
  await expect(inTime(Promise.reject(new Error('x')), 1_000)).rejects.toThrow('x')
})
