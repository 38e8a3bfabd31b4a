import { createEngine, definePolicy, type PolicyDocument } from '@waxseal/policy'
import { beforeAll, expect, test } from 'vitest'
import { EXIT } from '../../src/index.js'
import { DIRECTORY, POLICY, workbench } from './run.js'

const { write, run, runInterrupted } = workbench()

const [see, seeZone, send] = POLICY.grants
const AFTER = {
  ...POLICY,
  grants: [
    { ...see, mask: ['email', 'phone'] },
    {
      id: 'export',
      allow: ['contacts.export'],
      to: { principal: 'maria' },
      on: { lists: 'own' },
      during: 'office-hours',
    },
    { id: 'bill', allow: ['billing.view'], to: { role: 'viewer' }, on: { account: true } },
    seeZone,
    { id: 'not-then', deny: ['contacts.view'], to: { role: 'sender' }, on: { lists: 'any' }, during: 'office-hours' },
  ],
}

beforeAll(async () => {
  await write('before.json', POLICY)
  await write('after.json', AFTER)
  await write('people.json', DIRECTORY)
})

const diff = (...more: readonly string[]) =>
  run('diff', 'before.json', 'after.json', '--directory', 'people.json', ...more)

test('a line for each change', async () => {
  expect(await diff()).toEqual({
    code: EXIT.wanting,
    out: [
      'ivan gains billing.view on the account (always, until 2027-01-01T00:00:00.000Z)',
      'maria gains billing.view on the account',
      'maria loses campaigns.send.email on list 501 (during office-hours)',
      'maria gains contacts.export on list 501 (during office-hours)',
      'maria keeps contacts.view on list 501, now always with email, phone hidden, except during office-hours (before: always with email hidden)',
    ],
    err: [],
  })
})

test('the same as JSON lines', async () => {
  const engine = (policy: unknown) => createEngine(definePolicy(policy as PolicyDocument), DIRECTORY as never)
  const { code, out } = await diff('--json')
  expect(code).toBe(EXIT.wanting)
  const expected = [...engine(POLICY).diff(engine(AFTER))].map((one) =>
    'list' in one ? { ...one, list: one.list ?? null } : one,
  )
  expect(out.map((line) => JSON.parse(line))).toEqual(JSON.parse(JSON.stringify(expected)))
  expect(out).toHaveLength(5)
})

test('nothing changes', async () => {
  await write('reordered.json', { ...POLICY, version: 1, grants: [send, seeZone, see] })
  const more = ['--directory', 'people.json']
  expect(await run('diff', 'before.json', 'reordered.json', ...more)).toEqual({ code: EXIT.done, out: [], err: [] })
})

test('other people', async () => {
  const principals = [
    { id: 'ivan', roles: ['viewer'], zones: ['moscow'], networks: ['office'] },
    { id: 'maria', roles: ['sender'], lists: ['501'], networks: ['198.51.100.0/24'] },
    { id: 'boris', roles: ['viewer'], zones: ['moscow'] },
  ]
  await write('tomorrow.json', { lists: DIRECTORY.lists, principals })
  const more = ['--directory', 'people.json', '--directory-after', 'tomorrow.json']
  expect((await run('diff', 'before.json', 'before.json', ...more)).out).toEqual([
    'boris gains contacts.view on list 502',
    'ivan may act only from certain networks now',
    'ivan keeps contacts.view on list 502, now always (before: always, until 2027-01-01T00:00:00.000Z)',
    'maria may act from other networks than before',
  ])
  const back = ['--directory', 'tomorrow.json', '--directory-after', 'people.json']
  expect((await run('diff', 'before.json', 'before.json', ...back)).out).toContain('ivan may act from any address now')
})

test('other hours under the same name', async () => {
  const windows = [{ days: ['wed'], from: '09:00', to: '18:00' }]
  await write('hours.json', { ...POLICY, schedules: { 'office-hours': { timeZone: 'Europe/Moscow', windows } } })
  const { out } = await run('diff', 'before.json', 'hours.json', '--directory', 'people.json')
  expect(out).toEqual(['maria keeps campaigns.send.email on list 501, at other hours: during office-hours'])
})

test('many changes can be interrupted', async () => {
  const lists = Array.from({ length: 3_000 }, (_, number) => `list ${number}`)
  await write('many.json', { lists, principals: [{ id: 'maria', roles: ['sender'] }] })
  const grant = { id: 'all', allow: ['contacts.view'], to: { role: 'sender' }, on: { lists: 'any' } }
  await write('none.json', { roles: { sender: {} }, grants: [] })
  await write('all.json', { roles: { sender: {} }, grants: [grant] })
  const args = ['diff', 'none.json', 'all.json', '--directory', 'many.json']
  const whole = await run(...args)
  expect(whole.code).toBe(EXIT.wanting)
  expect(whole.out).toHaveLength(3_001)
  const begun = await runInterrupted(...args)
  expect(begun.code).toBe(EXIT.failed)
  expect(begun.out).toEqual(whole.out.slice(0, 1_000))
})

test('misuse, and files that cannot be used', async () => {
  expect((await run('diff', 'before.json', '--directory', 'people.json')).code).toBe(EXIT.usage)
  expect((await run('diff', 'before.json', 'after.json')).code).toBe(EXIT.usage)
  expect((await run('diff', 'before.json', 'after.json', 'x.json', '--directory', 'people.json')).code).toBe(EXIT.usage)
  expect(await run('diff', 'before.json', 'no-such.json', '--directory', 'people.json')).toEqual({
    code: EXIT.failed,
    out: [],
    err: ['no such file: `no-such.json`'],
  })
  await write('faulty.json', { ...POLICY, roles: {} })
  expect(await run('diff', 'before.json', 'faulty.json', '--directory', 'people.json')).toEqual({
    code: EXIT.usage,
    out: [],
    err: [0, 1, 2].map((index) => expect.stringMatching(`^faulty\\.json: grants\\[${index}\\]\\.to\\.role: `)),
  })
})
