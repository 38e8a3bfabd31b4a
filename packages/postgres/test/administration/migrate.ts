import type pg from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { migrate, migrationSql, postgresJournal, postgresSecretStore, verifyPostgresJournal } from '../../src/index.js'
import { prepareSql, stepSql } from '../../src/migration-sql.js'
import { MIGRATIONS } from '../../src/migrations/all.js'
import { faultyPool, hungUp } from '../faulty-pool.js'
import { onServer, server } from './server.js'

test('steps count from 1 without a gap, and put every name into the schema', () => {
  expect(MIGRATIONS.map(({ number }) => number)).toEqual(MIGRATIONS.map((_, index) => index + 1))
  for (const { sql } of MIGRATIONS) {
    const made = [...sql('own').matchAll(/CREATE (?:TABLE|FUNCTION) (\S+)/g)].map(([, name]) => name)
    expect(made.length).toBeGreaterThan(1)
    for (const name of made) expect(name).toMatch(/^own\./)
  }
})

describe.skipIf(!onServer)('on a server', () => {
  let pool: pg.Pool

  beforeAll(async () => {
    pool = server.pool({ max: 10 })
  }, 30_000)

  /** Everything in a schema: tables, columns, constraints, indexes, functions, policies and triggers. */
  async function everythingIn(schema: string): Promise<unknown> {
    const { rows } = await pool.query(
      `SELECT 'column' AS kind, table_name || '.' || column_name AS name, data_type || is_nullable AS text
         FROM information_schema.columns WHERE table_schema = $1
       UNION ALL SELECT 'constraint', conname, pg_get_constraintdef(c.oid) FROM pg_constraint c WHERE connamespace = $1::regnamespace
       UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = $1
       UNION ALL SELECT 'function', proname, pg_get_functiondef(p.oid) || proacl::text FROM pg_proc p WHERE pronamespace = $1::regnamespace
       UNION ALL SELECT 'policy', tablename || policyname, cmd || coalesce(qual, '') || coalesce(with_check, '') FROM pg_policies WHERE schemaname = $1
       UNION ALL SELECT 'trigger', tgname, pg_get_triggerdef(t.oid) || tgenabled::text FROM pg_trigger t
         JOIN pg_class c ON c.oid = tgrelid WHERE relnamespace = $1::regnamespace
       UNION ALL SELECT 'table', relname, relrowsecurity::text || relforcerowsecurity::text || coalesce(relacl::text, '') FROM pg_class
         WHERE relnamespace = $1::regnamespace AND relkind = 'r'
       ORDER BY 1, 2, 3`,
      [schema],
    )
    return JSON.parse(JSON.stringify(rows).replaceAll(schema, '~'))
  }

  test('printed statements, run by hand, make the same as `migrate`', async () => {
    expect(await migrate(pool, { schema: 'by_code' })).toEqual([1, 2])
    await pool.query(migrationSql({ schema: 'by_hand' }))
    expect(await migrate(pool, { schema: 'by_hand' })).toEqual([])
    expect(await everythingIn('by_hand')).toEqual(await everythingIn('by_code'))
    const client = await pool.connect()
    await expect(client.query(migrationSql({ schema: 'by_hand' }))).rejects.toMatchObject({ code: '42P07' })
    client.release(true)
  })

  test('step by step makes the same as all at once', async () => {
    const [first] = MIGRATIONS
    if (first === undefined) throw new Error('there are no steps')
    await pool.query(`BEGIN; ${prepareSql('in_steps')} ${stepSql(first, 'in_steps')} COMMIT`)
    await expect(postgresJournal({ pool, schema: 'in_steps' })).rejects.toMatchObject({ code: 'postgres-not-migrated' })
    expect(migrationSql({ schema: 'in_steps', after: 1 })).not.toContain('in_steps.event')
    expect(await migrate(pool, { schema: 'in_steps' })).toEqual([2])
    await migrate(pool, { schema: 'at_once' })
    expect(await everythingIn('in_steps')).toEqual(await everythingIn('at_once'))
  })

  test('many at once: one works, the others find it done', async () => {
    const taken = await Promise.all(Array.from({ length: 10 }, () => migrate(pool, { schema: 'at_the_same_time' })))
    expect(taken.filter(({ length }) => length > 0)).toEqual([[1, 2]])
  })

  test('one that is cut off leaves nothing', async () => {
    const cut = faultyPool(pool, {
      before: (text) => (text.includes('.subject') ? Promise.reject(hungUp()) : undefined),
    })
    await expect(migrate(cut, { schema: 'cut_off' })).rejects.toMatchObject({ code: 'postgres-migration-failed' })
    const { rows } = await pool.query("SELECT to_regnamespace('cut_off') AS found")
    expect(rows).toEqual([{ found: null }])
    expect(await migrate(pool, { schema: 'cut_off' })).toEqual([1, 2])
  })

  test('what is not migrated says so', async () => {
    const missing = { code: 'postgres-not-migrated' }
    await expect(postgresJournal({ pool, schema: 'nowhere' })).rejects.toMatchObject(missing)
    await expect(verifyPostgresJournal(pool, { schema: 'nowhere' })).rejects.toMatchObject(missing)
    const secrets = postgresSecretStore({ pool, schema: 'nowhere' })
    await expect(secrets.names('default')).rejects.toMatchObject(missing)
  })

  test('a database in another encoding is refused', async () => {
    await pool.query("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
    const latin = server.pool({ database: 'latin' })
    await expect(migrate(latin)).rejects.toMatchObject({
      code: 'postgres-migration-failed',
      details: { sqlState: 'WX004' },
      message: expect.stringContaining('UTF8'),
    })
  })
})
