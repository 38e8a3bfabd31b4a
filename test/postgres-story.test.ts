import { memoryKeyRing } from '@waxseal/journal'
import { createKeys } from '@waxseal/keys'
import { definePolicy, revealBudget } from '@waxseal/policy'
import { migrate, postgresJournal, verifyPostgresJournal } from '@waxseal/postgres'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { createWaxseal } from 'waxseal'
import { findPostgres } from './support/postgres/find-postgres.js'
import { startPostgres } from './support/postgres/start-postgres.js'

// The whole house on one record that two processes share; each has a pool and a journal of its own.

const policy = definePolicy({
  roles: { keeper: {} },
  grants: [{ id: 'see', allow: ['contacts.view'], to: { role: 'keeper' }, on: { lists: 'any' } }],
})

describe.skipIf(findPostgres() === undefined)('two processes on PostgreSQL', () => {
  test('share budgets, keys and departures', async () => {
    const server = await startPostgres()
    if (server === undefined) throw new Error('there is a server')
    const keyRing = memoryKeyRing()
    const start = async () => {
      const pool = new pg.Pool({ ...server.connection, max: 4 })
      pool.on('error', () => {})
      await migrate(pool)
      const journal = await postgresJournal({ pool, poll: 200 })
      const keys = createKeys({ journal, keyRing })
      const waxseal = await createWaxseal({
        journal,
        keyRing,
        keys,
        policy,
        rules: [revealBudget({ perDay: 3 })],
        principals: (id) => ({ id, roles: ['keeper'] }),
        lists: {
          vip: {
            source: async function* () {
              yield { email: 'anna@mail.example' }
              yield { email: 'boris@mail.example' }
            },
          },
        },
      })
      const stop = async () => {
        await keys.close()
        await journal.close()
        await pool.end()
      }
      return { pool, journal, keys, waxseal, stop }
    }
    const [web, worker] = [await start(), await start()]
    const mails = [await web.waxseal.as('vera'), await worker.waxseal.as('vera')]

    const answers = await Promise.all(mails.map((mail) => mail.contacts.list('vip')))
    expect(answers.map(({ ok }) => ok).sort()).toEqual([false, true])

    const { key, id } = await web.keys.issue({ owner: 'vera', scopes: ['lists.view'] })
    await worker.journal.catchUp()
    await worker.keys.ready()
    expect(worker.keys.verify(key)).toMatchObject({ ok: true, id })

    const result = await (await web.waxseal.offboard('vera')).run()
    expect(result).toMatchObject({ complete: true })
    await expect.poll(() => worker.keys.verify(key)).toMatchObject({ ok: false, code: 'revoked' })
    expect(await mails[1]?.contacts.list('vip')).toMatchObject({ ok: false, code: 'departed' })

    expect(await verifyPostgresJournal(web.pool, { expect: web.journal.head() })).toMatchObject({ ok: true })
    await web.stop()
    await worker.stop()
    await server.stop()
  })
})
