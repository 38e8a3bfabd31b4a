import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { findPostgres } from './find-postgres.js'
import { startPostgres } from './start-postgres.js'
import { openPgliteDatabase } from './test-database.js'

const installed = findPostgres() !== undefined

/** Until a condition holds that another process brings about. */
async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 10_000
  while (!condition()) {
    if (Date.now() > end) throw new Error('this did not come about within ten seconds')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

describe.skipIf(!installed)('a server', () => {
  test('answers, has no port on the network, and leaves nothing behind', async () => {
    const server = await startPostgres({ max_connections: '7' })
    expect(server).toBeDefined()
    if (server === undefined) return
    const client = new pg.Client(server.connection)
    await client.connect()
    const { rows } = await client.query(
      `SELECT current_setting('listen_addresses') AS listening, current_setting('max_connections') AS connections,
              current_setting('server_encoding') AS encoding, current_setting('fsync') AS fsync`,
    )
    expect(rows).toEqual([{ listening: '', connections: '7', encoding: 'UTF8', fsync: 'off' }])
    await client.end()
    expect(existsSync(server.connection.host)).toBe(true)
    await server.stop()
    expect(existsSync(server.connection.host)).toBe(false)
  })

  test('tells why it did not start', async () => {
    await expect(startPostgres({ no_such_setting: '1' })).rejects.toThrow('no_such_setting')
  })

  test('is gone with the process that started it, even if that one is killed', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('child.ts', import.meta.url))], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
    const folder = String((await lines.next()).value)
    expect(existsSync(folder)).toBe(true)
    child.kill('SIGKILL')
    await until(() => !existsSync(folder))
  })
})

// It takes long to wake up.
test.skipIf(installed && process.env.THOROUGH !== '1')('PGlite is a PostgreSQL too', async () => {
  const database = await openPgliteDatabase()
  const rows = await database.query('SELECT $1::text[] AS texts, version() ILIKE $2 AS known', [
    ['a', 'b'],
    'PostgreSQL%',
  ])
  expect(rows).toEqual([{ texts: ['a', 'b'], known: true }])
  await database.close()
})
