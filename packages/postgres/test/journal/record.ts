import { createHash } from 'node:crypto'
import { memoryJournal } from '@waxseal/journal'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { postgresJournal } from '../../src/index.js'
import { draft, readAll, TARGET } from '../story.js'
import { schemaOf } from '../test-pool.js'
import { pool } from './database.js'

let schemas = 0
async function freshSchema(): Promise<string> {
  return schemaOf(pool, `record_${schemas++}`)
}

async function query(text: string, values: unknown[] = []) {
  const client = await pool.connect()
  try {
    return (await client.query(text, values)).rows
  } finally {
    client.release()
  }
}

test('a row holds the text that was hashed and its hash, and the same in its columns', async () => {
  const schema = await freshSchema()
  const journal = await postgresJournal({ pool, schema })
  const data = { text: 'привет "\\\n\u2028\u0000\ud800', number: 1e21 }
  await journal.append({ tenant: 'a"\\\u0000', stream: 'б\ud800' }, [{ type: 'x', at: 7, data }])
  const [row] = await query(`SELECT tenant, stream, version, entry, encode(leaf, 'hex') AS leaf FROM ${schema}.event`)
  const entry = `{"seq":0,"tenant":"a\\"\\\\\\u0000","stream":"б\\ud800","version":0,"type":"x","at":7,"data":${JSON.stringify(data)}}`
  const leaf = createHash('sha256').update('\0').update(entry).digest('hex')
  expect({ ...row, version: Number(row?.version) }).toEqual({
    tenant: 'a\\"\\\\\\u0000',
    stream: 'б\\ud800',
    version: 0,
    entry,
    leaf,
  })
  await journal.close()
})

test('memory and PostgreSQL give the same events and the same root for the same history', async () => {
  const name = fc.oneof(
    fc.constantFrom('a', 'b', 'a/b', '__proto__', "'; --"),
    fc.string({ minLength: 1, unit: 'binary' }),
  )
  const appends = fc.array(
    fc.record({
      target: fc.record({ tenant: name, stream: name, expected: fc.constantFrom(undefined, 0, 1, 2) }),
      data: fc.array(
        fc.dictionary(
          fc.string().filter((key) => key !== '__proto__'),
          fc.jsonValue(),
        ),
        { maxLength: 5 },
      ),
    }),
    { maxLength: 14 },
  )
  await fc.assert(
    fc.asyncProperty(appends, async (history) => {
      const journals = [
        memoryJournal(),
        await postgresJournal({ pool, schema: await freshSchema(), listen: false }),
      ] as const
      const results = []
      for (const journal of journals) {
        const settled = await Promise.allSettled(
          history.map(({ target: { expected, ...target }, data }) => {
            const drafts = data.map((each, at) => ({ type: 'test.happened', at, data: each as never }))
            return journal.append(expected === undefined ? target : { ...target, expected }, drafts)
          }),
        )
        const places = settled.map((each) => (each.status === 'fulfilled' ? each.value.events : each.reason.details))
        results.push({ places, head: journal.head(), events: await readAll(journal) })
        await journal.close()
      }
      expect(results[1]).toEqual(results[0])
    }),
    { numRuns: process.env.THOROUGH === '1' ? 200 : 15 },
  )
})

test('appends that share a commit are each whole or refused', async () => {
  const journal = await postgresJournal({ pool, schema: await freshSchema() })
  const targets = [{ ...TARGET, expected: 0 }, { ...TARGET, expected: 0 }, TARGET, { ...TARGET, expected: 3 }]
  const results = await Promise.allSettled(targets.map((target, at) => journal.append(target, [draft(at), draft(at)])))
  expect(results.map((each) => (each.status === 'rejected' ? each.reason.details : each.value.events[0]?.seq))).toEqual(
    [0, { expected: 0, actual: 2 }, 2, { expected: 3, actual: 4 }],
  )
  await expect(journal.append({ ...TARGET, expected: 9 }, [])).rejects.toMatchObject({ code: 'journal-conflict' })
  await journal.close()
})

test('large appends and many streams are read in pages', async () => {
  const journal = await postgresJournal({ pool, schema: await freshSchema() })
  const appends = Array.from({ length: 300 }, (_, at) => {
    const target = { tenant: `t${at % 2}`, stream: `s${at % 7}` }
    return journal.append(
      target,
      Array.from({ length: 4 }, () => draft(at, { text: 'x'.repeat(at % 90) })),
    )
  })
  await Promise.all(appends)
  const all = await readAll(journal)
  expect(all.map(({ seq }) => seq)).toEqual([...Array(1_200).keys()])
  const one = all.filter(({ tenant }) => tenant === 't1')
  expect(await readAll(journal, { tenant: 't1' })).toEqual(one)
  const story = one.filter(({ stream, seq }) => stream === 's3' && seq >= 500)
  expect(await readAll(journal, { tenant: 't1', stream: 's3', from: 500 })).toEqual(story)
  expect(await readAll(journal, { from: 1_190.5 })).toEqual(all.slice(1_191))
  const second = await journal.append(
    TARGET,
    Array.from({ length: 1_500 }, (_, at) => draft(at)),
  )
  expect(second.head).toEqual(journal.head())
  expect(await readAll(journal, TARGET)).toHaveLength(1_500)
  await journal.close()
})

test('nothing in the record can be changed or removed, not even by its owner', async () => {
  const schema = await freshSchema()
  const journal = await postgresJournal({ pool, schema })
  await journal.append(TARGET, [draft(0), draft(1)])
  await journal.close()
  for (const statement of [
    `UPDATE ${schema}.event SET entry = entry`,
    `UPDATE ${schema}.event SET leaf = leaf WHERE false`,
    `DELETE FROM ${schema}.event WHERE seq = 1`,
    `TRUNCATE ${schema}.event`,
    `TRUNCATE ${schema}.head`,
    `DELETE FROM ${schema}.head`,
    `UPDATE ${schema}.head SET size = 1`,
    `UPDATE ${schema}.head SET root = ''`,
    `SET session_replication_role = replica; DELETE FROM ${schema}.event`,
  ]) {
    const client = await pool.connect()
    await client.query('BEGIN')
    const failure = await client.query(statement).catch((error: { code: string }) => error.code)
    await client.query('ROLLBACK')
    client.release()
    expect([statement, failure]).toEqual([statement, 'WX001'])
  }
  const leaf = "sha256(decode('00', 'hex') || convert_to(entry, 'UTF8'))"
  for (const [columns, constraint] of [
    [`2, tenant, 'other', 0, entry, ${leaf}`, 'event_columns'],
    [`2, tenant, stream, 2, replace(entry, '"seq":1,', '"seq":2,'), leaf`, 'event_columns'],
    [
      `2, tenant, stream, 2, replace(replace(entry, '"seq":1,', '"seq":2,'), '"version":1,', '"version":2,'), leaf`,
      'event_leaf',
    ],
  ]) {
    const insert = `INSERT INTO ${schema}.event SELECT ${columns}, batch FROM ${schema}.event WHERE seq = 1`
    await expect(query(insert)).rejects.toMatchObject({ constraint })
  }
})

test('names that no index can hold are refused', async () => {
  const journal = await postgresJournal({ pool, schema: await freshSchema() })
  const long = Array.from({ length: 512 }, (_, index) => String.fromCodePoint(0x4e00 + index * 7)).join('')
  await journal.append({ tenant: long, stream: long.slice(0, 350) }, [draft(0)])
  const refused = journal.append({ tenant: long, stream: long }, [draft(0)])
  await expect(refused).rejects.toMatchObject({ code: 'journal-event-invalid', details: { part: 'stream' } })
  await journal.close()
})

test('times that no timer can keep are refused', async () => {
  for (const times of [{ poll: 0 }, { poll: Number.NaN }, { poll: 1e12 }, { timeout: -1 }, { retryFor: -5 }]) {
    await expect(postgresJournal({ pool, ...times })).rejects.toMatchObject({ code: 'postgres-options-invalid' })
  }
})

test('a schema is named so that it can be put into statements', async () => {
  for (const schema of ['', 'a b', 'a"b', "a'b", 'a;b', 'Waxseal', '1a', 'pg_own', 'x'.repeat(41), '__proto__ ', 'ä']) {
    await expect(postgresJournal({ pool, schema })).rejects.toMatchObject({ code: 'postgres-schema-invalid' })
  }
})
