import { createEngine, definePolicy, type PolicyDocument } from '@waxseal/policy'
import { beforeAll, expect, test } from 'vitest'
import { csvLine } from '../../src/commands/policy/csv-line.js'
import { EXIT } from '../../src/index.js'
import { DIRECTORY, POLICY, workbench } from './run.js'

const { write, run } = workbench()

beforeAll(async () => {
  await write('policy.json', POLICY)
  await write('people.json', DIRECTORY)
})

const matrix = (...more: readonly string[]) => run('matrix', 'policy.json', '--directory', 'people.json', ...more)

test('a table', async () => {
  expect(await matrix()).toEqual({
    code: EXIT.done,
    out: [
      'principal  action                where',
      'ivan       contacts.view         on list 502 (always, until 2027-01-01T00:00:00.000Z)',
      'maria      campaigns.send.email  on list 501 (during office-hours)',
      'maria      contacts.view         on list 501 (always with email hidden)',
    ],
    err: [],
  })
})

test('places under the same conditions stand together', async () => {
  await write('wide.json', {
    ...POLICY,
    grants: [
      { id: 'all', allow: ['stats.view'], to: { role: 'viewer' }, on: { lists: 'any' } },
      { id: 'lists', allow: ['contacts.view'], to: { principal: 'maria' }, on: { lists: ['502', '501'] } },
      { id: 'masked', allow: ['contacts.edit'], to: { principal: 'maria' }, on: { lists: 'any' }, mask: ['email'] },
      { id: 'clear', allow: ['contacts.edit'], to: { principal: 'maria' }, on: { lists: ['502'] } },
    ],
  })
  const wide = (...more: readonly string[]) => run('matrix', 'wide.json', '--directory', 'people.json', ...more)
  expect((await wide('--principal', 'maria')).out).toEqual(
    [
      'principal  action         where',
      'maria      contacts.edit  on the account and on list 501 (always with email hidden)',
      'maria      contacts.edit  on list 502',
      'maria      contacts.view  on all lists',
      'maria      stats.view     everywhere',
    ].map((line) => line.replace(/^(\S+ +)(\S+ +)/, (_, one: string, two: string) => one + two.trimEnd().padEnd(22))),
  )
  expect((await wide('--list', '502', '--action', 'stats.view', '--principal', 'maria')).out).toEqual([
    'principal  action      where',
    'maria      stats.view  on list 502',
  ])
})

test('CSV', async () => {
  expect((await matrix('--csv')).out).toEqual([
    'principal,action,list,access',
    'ivan,contacts.view,502,"always, until 2027-01-01T00:00:00.000Z"',
    'maria,campaigns.send.email,501,during office-hours',
    'maria,contacts.view,501,always with email hidden',
  ])
  expect(csvLine(['a"b', 'c,d', 'e\nf', '', 'ё'])).toBe('"a""b","c,d","e\nf",,ё')
  expect(csvLine(['=HYPERLINK("x")', '+1', '-1', '@a', '\tb', 'a=b'])).toBe(`"'=HYPERLINK(""x"")",'+1,'-1,'@a,'\tb,a=b`)
})

test('JSON lines', async () => {
  const engine = createEngine(definePolicy(POLICY as unknown as PolicyDocument), DIRECTORY as never)
  const { out } = await matrix('--json')
  const expected = [...engine.matrix()].map((row) => ({ ...row, list: row.list ?? null }))
  expect(out.map((line) => JSON.parse(line))).toEqual(JSON.parse(JSON.stringify(expected)))
  expect(out).toHaveLength(3)
})

test('a part of it', async () => {
  expect((await matrix('--principal', 'ivan', '--principal', 'boris', '--csv')).out).toHaveLength(2)
  expect((await matrix('--action', 'contacts.view', '--csv')).out).toHaveLength(3)
  expect((await matrix('--list', '502', '--csv')).out).toHaveLength(2)
  expect((await matrix('--principal', 'boris', '--csv')).out).toEqual(['principal,action,list,access'])
})

test('misuse: a name that nothing has is not an empty answer', async () => {
  const wrong = [
    ['--principal', 'nobody'],
    ['--action', 'contacts.vew'],
    ['--list', '777'],
    ['--csv', '--json'],
    ['x.json'],
  ]
  for (const more of wrong) {
    const result = await matrix(...more)
    expect(result).toMatchObject({ code: EXIT.usage, out: [] })
    expect(result.err).toHaveLength(1)
  }
  expect((await run('matrix', 'policy.json')).code).toBe(EXIT.usage)
})
