import { beforeAll, describe, expect, test } from 'vitest'
import { EXIT } from '../../src/index.js'
import { DIRECTORY, POLICY, workbench } from './run.js'

const { write, run } = workbench()

beforeAll(async () => {
  await write('policy.json', POLICY)
  await write('people.json', DIRECTORY)
})

test('a policy in order, alone and with the people it is for', async () => {
  expect(await run('check', 'policy.json')).toEqual({ code: EXIT.done, out: ['in order'], err: [] })
  expect(await run('check', 'policy.json', '--directory', 'people.json')).toMatchObject({ code: EXIT.done, err: [] })
  const json = await run('check', 'policy.json', '--json')
  expect(json.out.map((line) => JSON.parse(line))).toEqual([{ ok: true, faults: [], findings: [] }])
})

test('misuse', async () => {
  for (const args of [[], ['policy.json', 'policy.json'], ['policy.json', '--directory']]) {
    expect(await run('check', ...args)).toMatchObject({ code: EXIT.usage, out: [] })
  }
  // A variable of the shell that is not set.
  expect((await run('check', 'policy.json', '--directory', '')).code).toBe(EXIT.failed)
})

test('every fault is named with its file and path', async () => {
  const [see] = POLICY.grants
  await write('faulty.json', {
    ...POLICY,
    networks: { office: ['203.0.113.0/24', '10.5'] },
    grants: [
      ...POLICY.grants,
      { ...see, id: 'x', allow: ['contacts.vew'] },
      { ...see, id: 'y', to: { role: 'viewr' } },
    ],
  })
  const faults = [
    'faulty.json: networks.office[1]: not a network in CIDR form',
    'faulty.json: grants[3].allow[0]: no action is named `contacts.vew`',
    'faulty.json: grants[4].to.role: no role is named `viewr`',
  ]
  expect(await run('check', 'faulty.json')).toEqual({
    code: EXIT.wanting,
    out: [...faults.map((fault) => `fault    ${fault}`), 'NOT IN ORDER: 3 faults'],
    err: [],
  })
  const json = await run('check', 'faulty.json', '--json')
  expect(json.code).toBe(EXIT.wanting)
  expect(json.out.map((line) => JSON.parse(line))).toEqual([{ ok: false, faults, findings: [] }])
})

test('so are those of the directory, and of the two together', async () => {
  await write('odd.json', {
    lists: ['501', ''],
    principals: [
      { id: 'maria', roles: 'sender' },
      { id: 'ivan', rolls: [] },
    ],
  })
  const odd = await run('check', 'policy.json', '--directory', 'odd.json')
  expect(odd.code).toBe(EXIT.wanting)
  expect(odd.out).toEqual([
    expect.stringMatching(/^fault {4}odd\.json: lists\[1\]: must be a name/),
    'fault    odd.json: principals[0].roles: must be an array of texts',
    'fault    odd.json: principals[1].rolls: unknown key',
    'NOT IN ORDER: 3 faults',
  ])
  await write('list-less.json', { principals: {}, people: [] })
  expect((await run('check', 'policy.json', '--directory', 'list-less.json')).out).toEqual([
    'fault    list-less.json: people: unknown key',
    'fault    list-less.json: lists: must be an array',
    'fault    list-less.json: principals: must be an array',
    'NOT IN ORDER: 3 faults',
  ])
  const [see] = POLICY.grants
  await write('unlisted.json', { ...POLICY, grants: [{ ...see, on: { lists: ['501', '777'] } }] })
  expect((await run('check', 'unlisted.json', '--directory', 'people.json')).out).toEqual([
    'fault    unlisted.json: grants[0].on.lists[1]: no list is named `777`',
    'NOT IN ORDER: 1 fault',
  ])
})

describe('what is not as its author believes', () => {
  beforeAll(async () => {
    await write('open.json', { ...POLICY, networks: { office: ['0.0.0.0/0'] } })
    await write('idle.json', { ...POLICY, roles: { ...POLICY.roles, chief: {} } })
    await write('blind.json', {
      ...POLICY,
      grants: [{ id: 'send', allow: ['campaigns.send.email'], to: { role: 'sender' }, on: { lists: 'own' } }],
    })
  })

  test('an error is found wanting', async () => {
    const { code, out } = await run('check', 'open.json')
    expect(code).toBe(EXIT.wanting)
    expect(out).toEqual([
      'error    open.json: networks.office[0]: network `office` admits every address there is (network-any)',
      'NOT IN ORDER: 1 error',
    ])
    const json = JSON.parse((await run('check', 'open.json', '--json')).out[0] ?? '')
    expect(json).toMatchObject({
      ok: false,
      faults: [],
      findings: [{ code: 'network-any', path: ['networks', 'office', 0] }],
    })
  })

  test('a note is told, also under `--strict`', async () => {
    for (const strict of [[], ['--strict']]) {
      const { code, out } = await run('check', 'idle.json', ...strict)
      expect(code).toBe(EXIT.done)
      expect(out).toContainEqual(expect.stringMatching(/^note {5}idle\.json: roles\.chief: .*\(role-unused\)$/))
      expect(out.at(-1)).toMatch(/^in order: \d+ notes?$/)
    }
  })

  test('a warning counts under `--strict`', async () => {
    const warned = await run('check', 'blind.json', '--directory', 'people.json')
    expect(warned.out.join('\n')).toMatch(/^warning {2}blind\.json: grants\[0\].*/m)
    expect(warned.code).toBe(EXIT.done)
    expect((await run('check', 'blind.json', '--directory', 'people.json', '--strict')).code).toBe(EXIT.wanting)
  })

  test('end dates are those of the clock', async () => {
    await write('past.json', {
      lists: DIRECTORY.lists,
      principals: DIRECTORY.principals.map((person) => ({ ...person, endsAt: Date.parse('2026-11-23T19:05:00Z') })),
    })
    const past = await run('check', 'policy.json', '--directory', 'past.json')
    const now = await run('check', 'policy.json', '--directory', 'people.json')
    expect(past.out).not.toEqual(now.out)
  })
})
