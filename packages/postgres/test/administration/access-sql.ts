import type pg from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  accessSql,
  exportPostgresJournal,
  migrate,
  postgresJournal,
  postgresSecretStore,
  postgresSubjectVault,
  verifyPostgresJournal,
} from '../../src/index.js'
import { draft, readAll } from '../story.js'
import { onServer, server } from './server.js'

const ODD = `o'"dd\\ role`
const ODD_TENANT = `o'"dd\\ tenant`
const TENANTS = ['acme', 'acme ', 'Acme', 'other', ODD_TENANT, "' OR true --"]

describe.skipIf(!onServer)('roles', () => {
  let root: pg.Pool
  let owner: pg.Pool

  beforeAll(async () => {
    root = server.pool()
    // An owner without any power over the server.
    await root.query('CREATE ROLE "host owner" LOGIN; GRANT CREATE ON DATABASE postgres TO "host owner"')
    for (const role of ['app', 'auditor', 'acme_reader', 'any_reader', 'stranger', ODD]) {
      await root.query(`CREATE ROLE "${role.replaceAll('"', '""')}" LOGIN`)
    }
    owner = server.pool({ user: 'host owner' })
    await migrate(owner)
    for (const options of [
      { role: 'app', may: 'write' },
      { role: 'auditor', may: 'audit' },
      { role: 'acme_reader', may: 'read', tenant: 'acme' },
      { role: 'any_reader', may: 'read' },
      { role: ODD, may: 'read', tenant: ODD_TENANT },
    ] as const) {
      for (let times = 0; times < 2; times++) await owner.query(accessSql(options))
    }
    const journal = await postgresJournal({ pool: owner, listen: false })
    for (const tenant of TENANTS) await journal.append({ tenant, stream: 's' }, [draft(0), draft(1)])
    await journal.close()
  }, 60_000)

  /** The tenants that a role sees, with or without asking for others. */
  async function tenantsOf(user: string, setting?: string): Promise<unknown[]> {
    const client = await server.pool({ user, max: 1 }).connect()
    if (setting !== undefined) await client.query(`SELECT set_config('waxseal.tenant', $1, false)`, [setting])
    const seen = new Set<unknown>()
    for (const where of ['true', "tenant = 'other'", 'seq >= 0', "stream = 's' OR tenant <> ''"]) {
      const { rows } = await client.query(`SELECT tenant, entry FROM waxseal.event WHERE ${where}`)
      for (const { tenant, entry } of rows) {
        expect(entry).toContain(`"tenant":"${tenant}"`)
        seen.add(JSON.parse(`"${tenant}"`))
      }
    }
    client.release(true)
    return [...seen]
  }

  test('a reader of one tenant sees no row of another, whatever his session says', async () => {
    expect(await tenantsOf('acme_reader')).toEqual(['acme'])
    expect(await tenantsOf('acme_reader', 'other')).toEqual(['acme'])
    expect(await tenantsOf(ODD)).toEqual([ODD_TENANT])
  })

  test('a reader by setting sees the tenant that is set, and nobody when none is', async () => {
    expect(await tenantsOf('any_reader')).toEqual([])
    expect(await tenantsOf('any_reader', '')).toEqual([])
    expect(await tenantsOf('any_reader', 'other')).toEqual(['other'])
    expect(await tenantsOf('any_reader', "' OR true --")).toEqual(["' OR true --"])
  })

  test.each(['acme_reader', 'any_reader', 'auditor', ODD])('%s can write nothing', async (user) => {
    const pool = server.pool({ user })
    const append = `SELECT waxseal.append(gen_random_uuid(), 0, '', 100, '[]')`
    for (const statement of [
      append,
      'INSERT INTO waxseal.event SELECT * FROM waxseal.event',
      'UPDATE waxseal.event SET entry = entry',
      'DELETE FROM waxseal.event',
      'TRUNCATE waxseal.event',
      'UPDATE waxseal.head SET size = size + 1',
      'SELECT sealed FROM waxseal.secret',
      'SELECT sealed FROM waxseal.subject',
      'SELECT state FROM waxseal.snapshot',
      'DROP TABLE waxseal.event',
      'ALTER TABLE waxseal.event DISABLE ROW LEVEL SECURITY',
      'CREATE TABLE waxseal.own ()',
      `SET ROLE app; ${append}`,
    ]) {
      await expect(pool.query(statement)).rejects.toMatchObject({ code: '42501' })
    }
  })

  test('a stranger sees nothing at all', async () => {
    const pool = server.pool({ user: 'stranger' })
    for (const table of ['event', 'head', 'migration', 'secret', 'subject', 'snapshot']) {
      await expect(pool.query(`SELECT FROM waxseal.${table}`)).rejects.toMatchObject({ code: '42501' })
    }
    await expect(postgresJournal({ pool })).rejects.toMatchObject({ code: 'journal-unreadable' })
    await expect(migrate(pool)).rejects.toMatchObject({
      code: 'postgres-migration-failed',
      details: { sqlState: '42501' },
    })
  })

  test("the host's processes append and read and keep secrets, and cannot touch the record in any other way", async () => {
    const pool = server.pool({ user: 'app' })
    expect(await migrate(pool)).toEqual([])
    const journal = await postgresJournal({ pool })
    await journal.append({ tenant: 'acme', stream: 's', expected: 2 }, [draft(2)])
    expect(await readAll(journal, { tenant: 'acme' })).toHaveLength(3)
    const place = { tenant: 'acme', name: 'credential/x' }
    const secrets = postgresSecretStore({ pool })
    await secrets.put(place, 'sealed')
    expect([await secrets.get(place), await secrets.delete(place)]).toEqual(['sealed', true])
    const vault = postgresSubjectVault({ pool })
    await vault.add('acme', { id: 'sub_1', lookup: 'l', sealed: 's' })
    expect(await vault.forget('acme', 'sub_1')).toBe(true)
    for (const statement of [
      'INSERT INTO waxseal.event SELECT * FROM waxseal.event',
      'UPDATE waxseal.event SET entry = entry',
      'DELETE FROM waxseal.event',
      'TRUNCATE waxseal.event',
      'UPDATE waxseal.head SET size = size + 1',
      'ALTER TABLE waxseal.event DISABLE TRIGGER ALL',
      'INSERT INTO waxseal.migration VALUES (99)',
    ]) {
      await expect(pool.query(statement)).rejects.toMatchObject({ code: '42501' })
    }
    await journal.close()
  })

  test('an auditor verifies and exports the whole record', async () => {
    const pool = server.pool({ user: 'auditor' })
    const verdict = await verifyPostgresJournal(pool)
    expect(verdict).toMatchObject({ ok: true })
    let bytes = 0
    for await (const piece of exportPostgresJournal(pool)) bytes += piece.length
    expect(bytes).toBeGreaterThan(1_000)
  })

  test('roles that cannot be named are refused', () => {
    for (const role of ['', 'a\0b', 'x'.repeat(59), 'я'.repeat(30), 7 as unknown as string]) {
      expect(() => accessSql({ role, may: 'write' })).toThrow(
        expect.objectContaining({ code: 'postgres-role-invalid' }),
      )
    }
    expect(() => accessSql({ role: 'app', may: 'write', schema: 'a;b' })).toThrow(/schema/)
  })
})
