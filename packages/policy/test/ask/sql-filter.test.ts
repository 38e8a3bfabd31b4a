import { isWaxsealError } from '@waxseal/core'
import { createEngine, definePolicy } from '@waxseal/policy'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../../test/support/postgres/test-database.js'
import { type PostgresFilterOptions, type SqliteFilterOptions, sqlFilter } from '../../src/ask/sql-filter.js'
import { documents, LISTS, request, rules } from '../arbitraries.js'
import { openSqlite, type Sqlite } from './sqlite.js'

const runs = process.env.THOROUGH === '1' ? 5_000 : 200

/** Ids that end texts, arrays and statements, or that look like others. */
const ODD = [
  ...[
    '',
    ' ',
    'a',
    'A',
    'á',
    'a\u0301',
    'ａ',
    'а',
    "'",
    '"',
    "';--",
    "' OR ''='",
    '\\',
    '\\\\',
    '\\"',
    "\\'",
    '{',
    '}',
  ],
  ...[
    '{}',
    '{a,b}',
    'a,b',
    'NULL',
    'null',
    'true',
    '1',
    '01',
    '1.0',
    '1e0',
    ' 1',
    '1 ',
    '-1',
    '$1',
    '?',
    ':a',
    '%',
    '_',
  ],
  ...['["a"]', '\u2028', '\u0001', '\n', '\r\n', '\u202e', '🌻', '\u{10ffff}', '\ufeff', '\ufffd', '__proto__'],
  ...['x'.repeat(100_000), `${'x'.repeat(100_000)}y`],
]

test('the text depends on the options only, and all lists are one parameter', () => {
  const options: PostgresFilterOptions = { dialect: 'postgres', column: 'list_id' }
  expect(sqlFilter(['spb', 'msk'], options)).toEqual({ text: '"list_id" = ANY($1::text[])', values: [['spb', 'msk']] })
  expect(sqlFilter([], { ...options, column: 'crm.c.List_1', type: 'uuid', firstParameter: 65_535 })).toEqual({
    text: '"crm"."c"."List_1" = ANY($65535::uuid[])',
    values: [[]],
  })
  expect(sqlFilter(['spb'], { dialect: 'sqlite', column: 'c.list_id' })).toEqual({
    text: "(`c`.`list_id` COLLATE BINARY IN (SELECT value FROM json_each(?)) AND typeof(`c`.`list_id`) = 'text')",
    values: ['["spb"]'],
  })
  expect(sqlFilter(['7', '-8', 'spb'], { dialect: 'sqlite', column: 'l', type: 'integer' })).toEqual({
    text: "(`l` IN (SELECT value FROM json_each(?)) AND typeof(`l`) = 'integer')",
    values: ['[7,-8]'],
  })
})

describe('misuse is refused, and what was given is not repeated', () => {
  const columns = [
    ...[
      '',
      '.',
      'a.',
      '.a',
      'a..b',
      'a.b.c.d',
      '1a',
      'a b',
      'a-b',
      'a;b',
      'a"b',
      '"a"',
      'a`b',
      '`a`',
      "a'b",
      '[a]',
      'a]',
    ],
    ...['a) OR (1=1', 'a--', 'a/**/', 'a\0', 'a\n', '\na', 'список', 'ａ', 'a\u0301', '$1', '?', '*', 'a.*', 'a::text'],
    ...['x'.repeat(64), `${'x'.repeat(100_000)}`, `${'a.'.repeat(100_000)}a`],
    ...[undefined, null, 7, ['a'], { toString: () => 'a' }],
  ]
  const others: readonly unknown[] = [
    undefined,
    null,
    'postgres',
    {},
    { column: 'a' },
    { column: 'a', dialect: 'mysql' },
    { column: 'a', dialect: 'toString' },
    ...['sqlite', 'postgres'].flatMap((dialect) => [
      { dialect },
      { dialect, column: 'a', type: 'TEXT' },
      { dialect, column: 'a', type: 'text[]' },
      { dialect, column: 'a', type: 'toString' },
      { dialect, column: 'a', type: null },
      { dialect, column: 'a', columns: 'b' },
    ]),
    { dialect: 'sqlite', column: 'a', type: 'uuid' },
    { dialect: 'sqlite', column: 'a', firstParameter: 1 },
    ...[0, -1, 1.5, 65_536, Number.NaN, Number.POSITIVE_INFINITY, '1', '1 OR 1=1', null, [1]].map((firstParameter) => ({
      ...{ dialect: 'postgres', column: 'a', firstParameter },
    })),
    ...columns.flatMap((column) => [
      { dialect: 'postgres', column },
      { dialect: 'sqlite', column },
    ]),
  ]
  test.each(others.map((options, number) => [number, options]))('options %i', (_, options) => {
    const error = thrownBy(() => sqlFilter([], options as PostgresFilterOptions))
    expect(isWaxsealError(error, 'sql-filter-invalid')).toBe(true)
    expect(error.message.length).toBeLessThan(120)
  })

  test.each([[undefined], ['spb'], [null], [[7]], [[null]], [[['spb']]], [new Set(['spb'])], [new Array(1)]])(
    'lists %o',
    (lists) => {
      const error = thrownBy(() => sqlFilter(lists as string[], { dialect: 'postgres', column: 'a' }))
      expect(isWaxsealError(error, 'sql-filter-invalid')).toBe(true)
    },
  )

  function thrownBy(act: () => unknown): Error {
    try {
      act()
    } catch (error) {
      if (error instanceof Error) return error
    }
    throw new Error('nothing was thrown')
  }
})

describe('PostgreSQL', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await openTestDatabase()
  }, 120_000)
  afterAll(() => database?.close())

  type Options = Omit<PostgresFilterOptions, 'dialect' | 'column'>
  let filled: readonly (string | null)[] = []

  async function selected(table: string, lists: readonly string[], options: Options = {}): Promise<readonly unknown[]> {
    const { text, values } = sqlFilter(lists, { dialect: 'postgres', column: 'list_id', ...options })
    const rows = await database.query(`SELECT id FROM ${table} WHERE ${text} ORDER BY id`, values)
    return rows.map(({ id }) => filled[Number(id) - 1])
  }

  async function fill(table: string, type: string, ids: readonly (string | null)[]): Promise<void> {
    filled = ids
    await database.query(`DROP TABLE IF EXISTS ${table}`)
    await database.query(`CREATE TABLE ${table} (id serial, list_id ${type})`)
    await database.query(`INSERT INTO ${table} (list_id) SELECT unnest($1::text[])::${type}`, [ids])
  }

  test.each([['text'], ['varchar']])('each id finds its own rows and no other: %s', async (type) => {
    await fill('odd', type, [null, ...ODD])
    for (const id of ODD) expect(await selected('odd', [id])).toEqual([id])
    expect(await selected('odd', ODD)).toEqual(ODD)
    expect(await selected('odd', [])).toEqual([])
  })

  test('what no text can be is in no row, and is not taken for what a driver would make of it', async () => {
    await fill('odd', 'text', ['a', 'a\ufffd', '\ufffd'])
    expect(await selected('odd', ['a\0', 'a\ud800', '\udfff', '\0', 'a'])).toEqual(['a'])
  })

  test.each([['smallint'], ['integer'], ['bigint']])(
    'only whole numbers as they are usually written: %s',
    async (type) => {
      await fill('numbers', type, [null, '501', '0', '-7'])
      expect(await selected('numbers', ['501', '-7', '0', '502'], { type: 'integer' })).toEqual(['501', '0', '-7'])
      const others = [
        '0501',
        '+501',
        ' 501',
        '501.0',
        '5e2',
        '0x1f5',
        '-0',
        '',
        'NULL',
        '٥',
        '9'.repeat(19),
        '9'.repeat(10_000),
      ]
      expect(await selected('numbers', others, { type: 'integer' })).toEqual([])
    },
  )

  test('the ends of bigint', async () => {
    const ends = ['9223372036854775807', '-9223372036854775808', '9007199254740993']
    await fill('numbers', 'bigint', [...ends, '9007199254740992'])
    expect(await selected('numbers', ends, { type: 'integer' })).toEqual(ends)
    const beyond = ['9223372036854775808', '-9223372036854775809']
    expect(await selected('numbers', beyond, { type: 'integer' })).toEqual([])
  })

  test('uuids in their usual spelling', async () => {
    const id = '0191d5a0-7c3e-7b1a-9f00-5d2c4e6a8b10'
    await fill('uuids', 'uuid', [null, id])
    expect(await selected('uuids', [id], { type: 'uuid' })).toEqual([id])
    const others = [id.toUpperCase(), `{${id}}`, id.replaceAll('-', ''), `urn:uuid:${id}`, 'spb']
    expect(await selected('uuids', others, { type: 'uuid' })).toEqual([])
  })

  test('a type that is not that of the column is an error of the database', async () => {
    await fill('numbers', 'integer', ['501'])
    await expect(selected('numbers', ['501'])).rejects.toThrow('operator does not exist')
    await fill('odd', 'text', ['501'])
    await expect(selected('odd', ['501'], { type: 'integer' })).rejects.toThrow('operator does not exist')
  })

  test('a column that there is not is an error', async () => {
    await expect(selected('odd', ['list'], {})).resolves.toEqual([])
    const { text, values } = sqlFilter(['lst_id'], { dialect: 'postgres', column: 'lst_id' })
    await expect(database.query(`SELECT 1 FROM odd WHERE ${text}`, values)).rejects.toThrow('does not exist')
  })

  test('beside other conditions, as one of several parameters', async () => {
    await fill('odd', 'text', ['spb', 'msk', null, 'spb'])
    const { text, values } = sqlFilter(['spb'], { dialect: 'postgres', column: 'o.list_id', firstParameter: 2 })
    const count = async (where: string) =>
      (await database.query(`SELECT count(*)::int AS n FROM odd o WHERE ${where}`, [1, ...values]))[0]?.n
    expect(await count(`id > $1 AND ${text}`)).toBe(1)
    expect(await count(`${text} AND id > $1`)).toBe(1)
    expect(await count(`${text} OR id = $1`)).toBe(2)
  })

  test.each<[string, PostgresFilterOptions['type'], string]>([
    ['text', 'text', "'list ' || n"],
    ['varchar(40)', 'text', "'list ' || n"],
    ['smallint', 'integer', 'n'],
    ['integer', 'integer', 'n'],
    ['bigint', 'integer', 'n'],
    ['uuid', 'uuid', 'md5(n::text)::uuid'],
  ])('an index on the column is used: %s', async (type, kind, id) => {
    await database.query('DROP TABLE IF EXISTS many')
    await database.query(
      `CREATE TABLE many AS SELECT n AS id, (${id})::${type} AS list_id FROM generate_series(1, 20000) n`,
    )
    await database.query('CREATE INDEX many_list ON many (list_id)')
    await database.query('ANALYZE many')
    const ids = await database.query('SELECT list_id::text AS list FROM many WHERE id IN (7, 12345)')
    const lists = ids.map(({ list }) => String(list))
    const { text, values } = sqlFilter(lists, { dialect: 'postgres', column: 'm.list_id', type: kind })
    // Prepared for any lists, and prepared for these.
    for (const mode of ['force_generic_plan', 'force_custom_plan']) {
      await database.query(`SET plan_cache_mode = ${mode}`)
      const plan = await database.query(`EXPLAIN SELECT id FROM many m WHERE ${text}`, values)
      const lines = plan.map((line) => String(line['QUERY PLAN'])).join('\n')
      expect(lines).toMatch(/Index (?:Only )?Scan (?:using|on) many_list/)
      expect(lines).toMatch(/Index Cond: \(\(?list_id\)?(?:::text)? = ANY/)
      expect(lines).not.toContain('Filter')
    }
    expect(lists).toHaveLength(2)
  })

  test('100,000 lists', async () => {
    await fill('odd', 'text', [null, 'list 0', 'list 99999', 'list 100000'])
    const lists = Array.from({ length: 100_000 }, (_, number) => `list ${number}`)
    expect(await selected('odd', lists)).toEqual(['list 0', 'list 99999'])
  })

  test('the rows of any policy are those on which it decides to allow', async () => {
    await fill('rows', 'text', [...ROWS])
    let found = 0
    await fc.assert(
      fc.asyncProperty(documents, rules, request, async (start, conditions, question) => {
        const { allowed, brute } = answers(start, conditions, question)
        expect(await selected('rows', allowed)).toEqual(brute)
        found += brute.length
      }),
      { numRuns: runs },
    )
    expect(found).toBeGreaterThan(runs / 10)
  })
})

describe('SQLite', () => {
  let database: Sqlite
  beforeAll(async () => {
    database = await openSqlite()
  })
  afterAll(() => database?.close())

  type Options = Omit<SqliteFilterOptions, 'dialect' | 'column'>
  let filled: readonly (string | number | null)[] = []

  function selected(lists: readonly string[], options: Options = {}): readonly unknown[] {
    const { text, values } = sqlFilter(lists, { dialect: 'sqlite', column: 'list_id', ...options })
    const rows = database.query(`SELECT id FROM contacts WHERE ${text} ORDER BY id`, values)
    return rows.map(({ id }) => filled[Number(id) - 1])
  }

  function fill(type: string, ids: readonly (string | number | null)[]): void {
    filled = ids
    database.query('DROP TABLE IF EXISTS contacts')
    database.query(`CREATE TABLE contacts (id INTEGER PRIMARY KEY, list_id ${type})`)
    for (const id of ids) database.query('INSERT INTO contacts (list_id) VALUES (?)', [id])
  }

  test.each([['TEXT'], [''], ['BLOB'], ['TEXT COLLATE NOCASE'], ['TEXT COLLATE RTRIM']])(
    'each id finds its own rows and no other: %s',
    (type) => {
      fill(type, [null, ...ODD])
      for (const id of ODD) expect(selected([id])).toEqual([id])
      expect(selected(ODD)).toEqual(ODD)
      expect(selected([])).toEqual([])
    },
  )

  test('what no text can be is in no row, and is not cut off', () => {
    fill('TEXT', ['a', 'a\ufffd', '\ufffd'])
    expect(selected(['a\0', 'a\0b', 'a\ud800', '\udfff', '\0', 'a'])).toEqual(['a'])
  })

  test.each([['INTEGER'], ['NUMERIC'], ['']])('only whole numbers as they are usually written: %s', (type) => {
    fill(type, [null, 501, 0, -7, 2.5])
    expect(selected(['501', '-7', '0', '502', '2.5'], { type: 'integer' })).toEqual([501, 0, -7])
    const others = [
      '0501',
      '+501',
      ' 501',
      '501.0',
      '5e2',
      '0x1f5',
      '-0',
      '',
      'null',
      '9'.repeat(19),
      '9'.repeat(10_000),
    ]
    expect(selected(others, { type: 'integer' })).toEqual([])
  })

  test('the ends of its integers', () => {
    fill('INTEGER', ['9223372036854775807', '-9223372036854775808', '9007199254740993', '9007199254740992'])
    const ends = ['9223372036854775807', '-9223372036854775808', '9007199254740993']
    expect(selected(ends, { type: 'integer' })).toEqual(ends)
    expect(selected(['9223372036854775808', '-9223372036854775809'], { type: 'integer' })).toEqual([])
  })

  test('a text is not taken for the number that it spells', () => {
    // An integer column would turn `0501` and `5.01e2` into 501 before it compares.
    fill('INTEGER', [501])
    expect(selected(['0501', '5.01e2', ' 501', '501'])).toEqual([])
    fill('TEXT', ['501', '0501'])
    expect(selected(['501'], { type: 'integer' })).toEqual([])
    expect(selected(['501'])).toEqual(['501'])
  })

  test('a column that there is not is an error, and not a text that all rows are compared with', () => {
    fill('TEXT', ['spb', 'msk'])
    const { text, values } = sqlFilter(['lst_id'], { dialect: 'sqlite', column: 'lst_id' })
    expect(() => database.query(`SELECT 1 FROM contacts WHERE ${text}`, values)).toThrow('no such column')
    // What quotation marks would have done.
    expect(database.query(`SELECT 1 FROM contacts WHERE ${text.replaceAll('`', '"')}`, values)).toHaveLength(2)
  })

  test('beside other conditions, as one of several parameters', () => {
    fill('TEXT', ['spb', 'msk', null, 'spb'])
    const { text, values } = sqlFilter(['spb'], { dialect: 'sqlite', column: 'c.list_id' })
    const count = (where: string, more: readonly (number | string)[]) =>
      database.query(`SELECT count(*) AS n FROM contacts c WHERE ${where}`, more)[0]?.n
    expect(count(`id > ? AND ${text}`, [1, ...values])).toBe(1)
    expect(count(`${text} AND id > ?`, [...values, 1])).toBe(1)
    expect(count(`${text} OR id = ?`, [...values, 1])).toBe(2)
  })

  test.each<[string, SqliteFilterOptions['type']]>([
    ['TEXT', 'text'],
    ['INTEGER', 'integer'],
  ])('an index on the column is used: %s', (column, type) => {
    fill(column, [1, 2])
    database.query('CREATE INDEX contacts_list ON contacts (list_id)')
    const { text, values } = sqlFilter(['1'], { dialect: 'sqlite', column: 'c.list_id', ...(type && { type }) })
    const plan = database.query(`EXPLAIN QUERY PLAN SELECT id FROM contacts c WHERE ${text}`, values)
    expect(plan[0]?.detail).toBe('SEARCH c USING COVERING INDEX contacts_list (list_id=?)')
  })

  test('100,000 lists', () => {
    fill('TEXT', [null, 'list 0', 'list 99999', 'list 100000'])
    const lists = Array.from({ length: 100_000 }, (_, number) => `list ${number}`)
    expect(selected(lists)).toEqual(['list 0', 'list 99999'])
  })

  test('the rows of any policy are those on which it decides to allow', () => {
    fill('TEXT', [...ROWS])
    let found = 0
    fc.assert(
      fc.property(documents, rules, request, (start, conditions, question) => {
        const { allowed, brute } = answers(start, conditions, question)
        expect(selected(allowed)).toEqual(brute)
        found += brute.length
      }),
      { numRuns: runs * 5 },
    )
    expect(found).toBeGreaterThan(runs / 2)
  })
})

/** Rows of every list, of none, and of lists that no engine here knows. */
const ROWS = [...LISTS, null, 'SPB', 'spb ', 'moon', '', ...LISTS]

type Start = typeof documents extends fc.Arbitrary<infer Value> ? Value : never
type Question = typeof request extends fc.Arbitrary<infer Value> ? Value : never
type Conditions = typeof rules extends fc.Arbitrary<infer Value> ? Value : never

/** What the filter is made from, and the rows that are allowed one by one. */
function answers({ policy, lists, principals }: Start, conditions: Conditions, question: Question) {
  const engine = createEngine(definePolicy(policy), { lists, principals, rules: conditions })
  const { principal, action, context, facts } = question
  const brute = ROWS.filter(
    (id) => id !== null && engine.decide({ ...question, resource: { type: 'list', id } }).allowed,
  )
  const allowed = principal === undefined ? [] : engine.listsFor(principal, action, { ...context, facts })
  return { allowed, brute }
}
