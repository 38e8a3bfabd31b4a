import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { migrate, postgresSecretStore, postgresSnapshotStore, postgresSubjectVault } from '../../src/index.js'
import { onServer, server } from './server.js'

const MARKER = 'planted-marker-4711'
const schema = 'forgetting'

describe.skipIf(!onServer)('on a server', () => {
  let pool: pg.Pool

  beforeAll(async () => {
    pool = server.pool()
    await migrate(pool, { schema })
  }, 30_000)

  /** Files of tables and indexes that hold the marker; the write-ahead log is another folder. */
  async function filesWithMarker(): Promise<string[]> {
    await pool.query('CHECKPOINT')
    const base = join(server.connection.host, 'data', 'base')
    const found: string[] = []
    for (const entry of await readdir(base, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const path = join(entry.parentPath, entry.name)
      const bytes = await readFile(path).catch(() => Buffer.alloc(0))
      if (bytes.includes(MARKER)) found.push(path)
    }
    return found
  }

  test('what was forgotten is gone from all tables and indexes after `VACUUM FULL`, as the README says', async () => {
    const secrets = postgresSecretStore({ pool, schema })
    const vault = postgresSubjectVault({ pool, schema })
    const snapshots = postgresSnapshotStore({ pool, schema })
    for (const number of [1, 2, 3]) {
      await secrets.put({ tenant: 'default', name: `${MARKER}/${number}` }, `${MARKER} sealed`)
      await secrets.put({ tenant: 'default', name: `${MARKER}/${number}` }, `${MARKER} sealed anew`)
      await vault.add('default', { id: `${MARKER}/${number}`, lookup: `${MARKER}/${number}`, sealed: MARKER })
      await snapshots.save('default', `${MARKER}/${number}`, { size: number, state: `"${MARKER}"` })
    }
    await secrets.put({ tenant: 'default', name: 'stays' }, 'another')
    // Samples of what is in the tables go into the statistics of the server.
    await pool.query('ANALYZE')
    expect((await filesWithMarker()).length).toBeGreaterThan(5)
    for (const number of [1, 2, 3]) {
      expect(await secrets.delete({ tenant: 'default', name: `${MARKER}/${number}` })).toBe(true)
      expect(await vault.forget('default', `${MARKER}/${number}`)).toBe(true)
    }
    await snapshots.clear('default')
    for (const table of ['secret', 'subject', 'snapshot']) await pool.query(`VACUUM FULL ${schema}.${table}`)
    expect(await filesWithMarker()).toEqual([])
    expect(await secrets.names('default')).toEqual(['stays'])
  })
})
