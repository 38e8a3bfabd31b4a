import { verifyJournal } from '@waxseal/journal'
import { seededRandom } from '@waxseal/testing'
import { expect, test } from 'vitest'
import { exportPostgresJournal, postgresJournal, verifyPostgresJournal } from '../../src/index.js'
import { draft, readAll, TARGET, until } from '../story.js'
import { schemaOf } from '../test-pool.js'
import { pool } from './database.js'

let schemas = 0
const SIZE = 23

async function query(text: string) {
  const client = await pool.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    client.release()
  }
}

/** A journal whose owner has taken every guard away. */
async function openedRecord() {
  const schema = await schemaOf(pool, `verify_${schemas++}`)
  const journal = await postgresJournal({ pool, schema, listen: false, poll: 3_600_000 })
  const appends = Array.from({ length: SIZE }, (_, at) => {
    return journal.append({ tenant: `t${at % 2}`, stream: `s${at % 3}` }, [draft(at, { text: 'привет' })])
  })
  await Promise.all(appends)
  for (const table of ['event', 'head']) await query(`ALTER TABLE ${schema}.${table} DISABLE TRIGGER ALL`)
  await query(`ALTER TABLE ${schema}.event DROP CONSTRAINT event_columns, DROP CONSTRAINT event_leaf,
    DROP CONSTRAINT event_version, DROP CONSTRAINT event_pkey`)
  return { schema, journal }
}

/** The leaf that belongs to an entry. */
const LEAF = "sha256(decode('00', 'hex') || convert_to(entry, 'UTF8'))"

// What is done to the record, and the fault that is found: in the database, and in an exported file if that cannot tell the same.
const TAMPERINGS: readonly (readonly [name: string, sql: string, code: string, seq: number, inFile?: string])[] = [
  [
    'an entry changed',
    "UPDATE ~.event SET entry = replace(entry, 'привет', 'приветы') WHERE seq = 7",
    'leaf-mismatch',
    7,
  ],
  ['a blank added', "UPDATE ~.event SET entry = entry || ' ' WHERE seq = 7", 'leaf-mismatch', 7],
  [
    'a leaf changed',
    'UPDATE ~.event SET leaf = set_byte(leaf, 31, 255 - get_byte(leaf, 31)) WHERE seq = 0',
    'leaf-mismatch',
    0,
  ],
  [
    'an entry and its leaf changed',
    `UPDATE ~.event SET entry = replace(entry, 'привет', 'пока'); UPDATE ~.event SET leaf = ${LEAF}`,
    'root-mismatch',
    SIZE,
  ],
  ['the last removed', `DELETE FROM ~.event WHERE seq = ${SIZE - 1}`, 'sequence', SIZE - 1],
  ['one removed', 'DELETE FROM ~.event WHERE seq = 9', 'sequence', 9],
  ['the first removed', 'DELETE FROM ~.event WHERE seq = 0', 'sequence', 0],
  ['all removed', 'DELETE FROM ~.event', 'sequence', 0],
  ['one doubled', 'INSERT INTO ~.event SELECT * FROM ~.event WHERE seq = 9', 'sequence', 10],
  ['two swapped', 'UPDATE ~.event SET seq = 29 - seq WHERE seq IN (14, 15)', 'sequence', 14],
  [
    'two entries swapped',
    `UPDATE ~.event SET entry = (SELECT e.entry FROM ~.event e WHERE e.seq = 25 - event.seq) WHERE seq IN (12, 13); UPDATE ~.event SET leaf = ${LEAF}`,
    'sequence',
    12,
  ],
  ['a column changed', "UPDATE ~.event SET tenant = 'mallory' WHERE seq = 4", 'malformed', 4, 'nothing'],
  ['a version changed', 'UPDATE ~.event SET version = version + 1 WHERE seq = 4', 'malformed', 4, 'nothing'],
  [
    'no event any more',
    `UPDATE ~.event SET entry = '{}' WHERE seq = 4; UPDATE ~.event SET leaf = ${LEAF}`,
    'malformed',
    4,
  ],
  [
    'events behind the head',
    `INSERT INTO ~.event SELECT ${SIZE}, tenant, stream, version, entry, leaf, batch FROM ~.event WHERE seq = 3`,
    'sequence',
    SIZE,
    'nothing',
  ],
  ['a greater head', `UPDATE ~.head SET size = ${SIZE + 1}`, 'sequence', SIZE],
  ['a smaller head', `UPDATE ~.head SET size = ${SIZE - 1}`, 'sequence', SIZE - 1, 'root-mismatch'],
  ['another root', "UPDATE ~.head SET root = sha256('x')", 'root-mismatch', SIZE],
  ['other peaks', "UPDATE ~.head SET peaks = peaks || sha256('x')", 'root-mismatch', SIZE, 'nothing'],
  [
    'a hash passed off as an entry',
    `UPDATE ~.event SET entry = encode(leaf, 'hex') WHERE seq = 2; UPDATE ~.event SET leaf = ${LEAF}`,
    'malformed',
    2,
  ],
]

test('a record that nobody touched verifies, also against an earlier head, and so does its file', async () => {
  const schema = await schemaOf(pool, `verify_${schemas++}`)
  expect(await verifyPostgresJournal(pool, { schema })).toMatchObject({ ok: true, head: { size: 0 } })
  expect(await verifyJournal(exportPostgresJournal(pool, { schema }))).toMatchObject({ ok: true, head: { size: 0 } })
  const journal = await postgresJournal({ pool, schema, listen: false })
  const empty = journal.head()
  const { head: early } = await journal.append(TARGET, [draft(0), draft(1)])
  await journal.append(
    TARGET,
    Array.from({ length: 1_200 }, (_, at) => draft(at, { text: 'привет' })),
  )
  for (const expect_ of [empty, early, journal.head()]) {
    expect(await verifyPostgresJournal(pool, { schema, expect: expect_ })).toEqual({ ok: true, head: journal.head() })
    const file = await verifyJournal(exportPostgresJournal(pool, { schema }), { expect: expect_ })
    expect(file).toEqual({ ok: true, head: journal.head() })
  }
  const { root } = journal.head()
  const wrong = [
    [{ size: 0, root }, 'expected-mismatch', 0],
    [{ size: 2, root }, 'expected-mismatch', 1],
    [{ size: 9_999, root }, 'expected-missing', 1_202],
  ] as const
  for (const [expected, code, seq] of wrong) {
    expect(await verifyPostgresJournal(pool, { schema, expect: expected })).toMatchObject({ ok: false, code, seq })
  }
  await journal.close()
})

for (const [name, sql, code, seq, inFile = code] of TAMPERINGS) {
  test(`found: ${name}`, async () => {
    const { schema, journal } = await openedRecord()
    await query(sql.replaceAll('~', schema))
    expect(await verifyPostgresJournal(pool, { schema })).toMatchObject({ ok: false, code, seq })
    const file = await verifyJournal(exportPostgresJournal(pool, { schema }))
    expect(file.ok ? 'nothing' : file.code).toBe(inFile)
    await journal.close()
  })
}

test('a record made anew from the start is found against a head kept elsewhere only', async () => {
  const { schema, journal } = await openedRecord()
  const forged = await schemaOf(pool, `verify_${schemas++}`)
  const forger = await postgresJournal({ pool, schema: forged, listen: false })
  for (const { tenant, stream, type, at, data } of await readAll(journal)) {
    await forger.append({ tenant, stream }, [{ type, at, data: at === 11 ? {} : data }])
  }
  await query(`DELETE FROM ${schema}.event; INSERT INTO ${schema}.event SELECT * FROM ${forged}.event;
    UPDATE ${schema}.head SET (size, root, peaks) = (SELECT size, root, peaks FROM ${forged}.head)`)
  expect(await verifyPostgresJournal(pool, { schema })).toMatchObject({ ok: true })
  const verdict = await verifyPostgresJournal(pool, { schema, expect: journal.head() })
  expect(verdict).toMatchObject({ ok: false, code: 'expected-mismatch', seq: SIZE - 1 })
  await Promise.all([journal.close(), forger.close()])
})

test('any byte of any row changed is found', async () => {
  const { schema, journal } = await openedRecord()
  const random = seededRandom(11)
  const rounds = process.env.THOROUGH === '1' ? 1_000 : 40
  for (let round = 0; round < rounds; round++) {
    const [a = 0, b = 0, c = 0] = random(3)
    const seq = a % SIZE
    const flip =
      b % 2 === 0
        ? `leaf = set_byte(leaf, ${c % 32}, get_byte(leaf, ${c % 32}) # ${1 << (b % 8)})`
        : `entry = overlay(entry placing chr(33 + (ascii(substr(entry, ${c + 1}, 1)) + ${b}) % 90) from 1 + ${c} % length(entry) for 1)`
    await query(`CREATE TEMP TABLE kept AS SELECT * FROM ${schema}.event WHERE seq = ${seq};
      UPDATE ${schema}.event SET ${flip} WHERE seq = ${seq}`)
    const changed = await query(`SELECT FROM ${schema}.event e JOIN kept ON e.seq = kept.seq
      WHERE e.entry <> kept.entry OR e.leaf <> kept.leaf`).catch(() => [])
    const verdict = await verifyPostgresJournal(pool, { schema })
    if (changed.length > 0) expect(verdict).toMatchObject({ ok: false, code: 'leaf-mismatch', seq })
    await query(`UPDATE ${schema}.event e SET entry = kept.entry, leaf = kept.leaf FROM kept WHERE e.seq = kept.seq;
      DROP TABLE kept`)
  }
  expect(await verifyPostgresJournal(pool, { schema })).toEqual({ ok: true, head: journal.head() })
  await journal.close()
})

test('a process notices that the database lost what it knows, and believes nothing more', async () => {
  const { schema, journal } = await openedRecord()
  await query(`CREATE TABLE ${schema}.old AS SELECT * FROM ${schema}.head`)
  await journal.append(TARGET, [draft(0)])
  const errors: string[] = []
  const onError = ({ code }: { code: string }) => errors.push(code)
  const poller = await postgresJournal({ pool, schema, listen: false, poll: 20, onError })
  // What a failover to a standby that lagged behind does.
  await query(`DELETE FROM ${schema}.event WHERE seq >= ${SIZE};
    UPDATE ${schema}.head SET (size, root, peaks) = (SELECT size, root, peaks FROM ${schema}.old)`)
  const corrupt = { code: 'journal-corrupt' }
  await expect(journal.append(TARGET, [draft(1)])).rejects.toMatchObject(corrupt)
  await until(() => errors.length > 0)
  const age = poller.age()
  for (const each of [journal, poller]) {
    await expect(each.append(TARGET, [draft(1)])).rejects.toMatchObject(corrupt)
    await expect(each.catchUp()).rejects.toMatchObject(corrupt)
    await expect(readAll(each)).rejects.toMatchObject(corrupt)
  }
  await until(() => poller.age() > age + 50)
  expect(errors).toEqual(['journal-corrupt'])
  // Opened anew it goes on with what there is: only a head kept elsewhere tells.
  const next = await postgresJournal({ pool, schema, listen: false })
  expect(next.head().size).toBe(SIZE)
  await Promise.all([journal.close(), poller.close(), next.close()])
})

test('a process notices a history that forked at the same length, and news that do not fit the root', async () => {
  const { schema, journal } = await openedRecord()
  const witness = await postgresJournal({ pool, schema, listen: false, poll: 3_600_000 })
  await query(`UPDATE ${schema}.head SET root = sha256('x')`)
  await expect(witness.append(TARGET, [draft(1)])).rejects.toMatchObject({ code: 'journal-corrupt' })
  await expect(journal.catchUp()).rejects.toMatchObject({
    code: 'journal-corrupt',
    details: { reason: 'root-mismatch' },
  })
  await expect(postgresJournal({ pool, schema })).rejects.toMatchObject({ code: 'journal-corrupt' })
  await Promise.all([journal.close(), witness.close()])
})

test('news that were tampered with are heard by nobody', async () => {
  for (const [sql, reason] of [
    [`UPDATE ~.event SET entry = replace(entry, 'news', 'olds') WHERE seq = ${SIZE}`, 'root-mismatch'],
    [`UPDATE ~.event SET entry = 'x' WHERE seq = ${SIZE}`, 'malformed'],
    [`DELETE FROM ~.event WHERE seq = ${SIZE}`, 'sequence'],
    [`DELETE FROM ~.event WHERE seq >= ${SIZE}`, 'sequence'],
  ] as const) {
    const { schema, journal } = await openedRecord()
    const reader = await postgresJournal({ pool, schema, listen: false, poll: 3_600_000 })
    const writer = await postgresJournal({ pool, schema, listen: false, poll: 3_600_000 })
    const seen: number[] = []
    for (const each of [reader, writer]) {
      each.subscribe(SIZE, ({ seq }) => seen.push(seq))
      await each.catchUp()
    }
    await journal.append(TARGET, [draft(0, { text: 'news' }), draft(1)])
    await query(sql.replaceAll('~', schema))
    await expect(reader.catchUp()).rejects.toMatchObject({ code: 'journal-corrupt', details: { reason } })
    // What comes with the answer to an append is looked at as closely.
    const corrupt = { code: 'journal-corrupt' }
    await expect(writer.append(TARGET, [draft(2)])).rejects.toMatchObject(corrupt)
    await expect(writer.catchUp()).rejects.toMatchObject(corrupt)
    expect(seen).toEqual([])
    await Promise.all([journal.close(), reader.close(), writer.close()])
  }
})
