import fc from 'fast-check'
import { expect, expectTypeOf, test } from 'vitest'
import { ACTIONS } from '../../src/actions.js'
import type { ListAccess } from '../../src/modes/list-access.js'
import type { SubUserMode } from '../../src/modes/sub-user-mode.js'
import { subUsers } from '../../src/modes/sub-users.js'
import { definePolicy } from '../../src/policy/define-policy.js'
import { codeOf, question } from '../rules/question.js'
import { allowed, allows } from './small-oracle.js'

const email = { from: ['news@romashka.ru'], linkHosts: ['romashka.ru'] }
const maria = { id: 'maria' }
const policyOf = (mode: SubUserMode) => definePolicy({ roles: {}, grants: subUsers({ maria: mode }).grants })
const RESERVED = [
  'account.edit',
  'account.view',
  'audit.view',
  'billing.topup',
  'billing.view',
  'keys.manage',
  'users.manage',
]
const SENDING = ['campaigns.cancel', 'campaigns.send.email', 'campaigns.send.sms']
const VIEWS = ['campaigns.view', 'contacts.view', 'lists.view', 'messages.view', 'segments.view', 'stats.view']

test('all: everything on every list and the account, but what the provider keeps from sub-users', () => {
  const policy = policyOf({ access: 'all' })
  const kept = [...RESERVED, ...SENDING, 'contacts.export']
  for (const list of ['501', 'any other', undefined]) {
    expect(allowed(policy, maria, list)).toEqual(ACTIONS.filter((action) => !kept.includes(action)))
  }
  expect(allowed(policy, { id: 'ivan' }, '501')).toEqual([])
  const sending = policyOf({ access: 'all', send: { email, sms: true }, export: true })
  expect(allowed(sending, maria, '501')).toEqual(ACTIONS.filter((action) => !RESERVED.includes(action)))
})

test('read-only: everything is seen and nothing changed', () => {
  const policy = policyOf({ access: 'read-only' })
  expect(allowed(policy, maria, '501')).toEqual([...VIEWS, 'templates.view'].sort())
  expect(allowed(policy, maria)).toEqual(allowed(policy, maria, '501'))
})

test('chosen lists: each has its own access, no other list has any', () => {
  const policy = policyOf({ access: { '501': 'edit', '502': 'view', '503': 'statistics' } })
  expect(allowed(policy, maria, '503')).toEqual(['campaigns.view', 'lists.view', 'stats.view'])
  expect(allowed(policy, maria, '502')).toEqual(VIEWS)
  const changes = ['contacts.delete', 'contacts.edit', 'contacts.import', 'lists.delete', 'lists.edit']
  const whole = ['messages', 'segments'].flatMap((kind) => [`${kind}.create`, `${kind}.delete`, `${kind}.edit`])
  expect(allowed(policy, maria, '501')).toEqual([...VIEWS, ...changes, ...whole].sort())
  expect(allowed(policy, maria, '504')).toEqual([])
  expect(allowed(policy, maria)).toEqual([])
})

test('denied: no other grant helps', () => {
  const { grants } = subUsers({ maria: { access: 'denied' } })
  const everything = { id: 'owner', allow: ['*'], to: { principal: 'maria' }, on: { lists: 'any' } } as const
  const policy = definePolicy({ roles: {}, grants: [...grants, everything] })
  expect(allowed(policy, maria, '501')).toEqual([])
  expect(allowed(policy, maria)).toEqual([])
})

test('sending is apart: to people whom the sender may not see, with his content rule, and he may cancel', () => {
  const policy = policyOf({ access: { '501': 'statistics', '502': 'view' }, send: { email, lists: ['501'] } })
  const sender = [
    'campaigns.cancel',
    'campaigns.send.email',
    'campaigns.view',
    'lists.view',
    'messages.create',
    'stats.view',
  ]
  expect(allowed(policy, maria, '501')).toEqual(sender)
  expect(allowed(policy, maria, '502')).toEqual(VIEWS)
  const grant = policy.grants.find(({ id }) => id === 'sub-user/maria/send-email')
  expect(grant).toMatchObject({ content: email })
  expect(policy.grants.filter(({ content }) => content !== undefined)).toEqual([grant])
  const texts = policyOf({ access: { '501': 'view' }, send: { sms: true } })
  expect(allows(texts, maria, 'campaigns.send.sms', '501')).toBe(true)
  expect(allows(texts, maria, 'campaigns.send.email', '501')).toBe(false)
})

test('export is apart: given only where contacts are seen, or banned whatever else is given', () => {
  const access = { '501': 'view', '502': 'statistics', '503': 'edit' } as const
  const lists = [...Object.keys(access), '504']
  const exports = (mode: SubUserMode) => lists.filter((list) => allows(policyOf(mode), maria, 'contacts.export', list))
  expect(exports({ access })).toEqual([])
  expect(exports({ access, export: true })).toEqual(['501', '503'])
  expect(exports({ access: 'read-only', export: true })).toEqual(lists)
  const other = { id: 'chief', allow: ['contacts.*'], to: { role: 'chief' }, on: { lists: 'any' } } as const
  const banned = definePolicy({
    roles: { chief: {} },
    grants: [...subUsers({ maria: { access: 'all', export: false } }).grants, other],
  })
  const chief = { id: 'maria', roles: ['chief'] }
  expect(lists.some((list) => allows(banned, chief, 'contacts.export', list))).toBe(false)
  expect(allows(banned, chief, 'contacts.export')).toBe(false)
  expect(allows(banned, chief, 'contacts.view', '504')).toBe(true)
})

test('the cap on letters is one rule for all who have one, and leaves the others alone', () => {
  const { rules } = subUsers({
    maria: { access: 'all', send: { email, cap: { perDay: 100 } } },
    ivan: { access: { '501': 'view' }, send: { sms: true, cap: { perSend: 1 } } },
    olga: { access: 'all', send: { email } },
  })
  expect(rules.map(({ name, actions, facts }) => ({ name, actions, facts }))).toEqual([
    { name: 'sub-user-cap', actions: ['campaigns.send.*'], facts: undefined },
  ])
  const ask = (id: string, facts: object) =>
    codeOf(rules[0]?.check(question({ ...facts }, { principal: { id, roles: [], zones: [] } })))
  expect(ask('maria', { recipients: 10, sent: { day: 91 } })).toBe('cap-per-day')
  expect(ask('maria', { recipients: 10, sent: { day: 90 } })).toBeUndefined()
  expect(ask('maria', {})).toBe('fact-missing')
  expect(ask('ivan', { recipients: 2 })).toBe('cap-per-send')
  expect(ask('olga', {})).toBeUndefined()
  expect(subUsers({ maria: { access: 'all', send: { email } } }).rules).toEqual([])
})

test('ids are stable and begin with the principal', () => {
  const { grants } = subUsers({
    maria: { access: { '2': 'edit', '1': 'view', '3': 'statistics' }, send: { email, sms: true }, export: true },
    ivan: { access: 'read-only', export: false },
    petr: { access: 'denied' },
  })
  expect(grants.map(({ id }) => id).sort()).toEqual([
    'sub-user/ivan/no-export',
    'sub-user/ivan/read-only',
    ...['cancel', 'edit', 'export', 'send-email', 'send-sms', 'statistics', 'view'].map(
      (name) => `sub-user/maria/${name}`,
    ),
    'sub-user/petr/denied',
  ])
  expect(JSON.parse(JSON.stringify(grants))).toEqual(grants)
})

test('names that catch look-ups through the prototype are names like others', () => {
  const modes = Object.fromEntries(['__proto__', 'constructor'].map((id) => [id, { access: 'read-only' } as const]))
  const policy = definePolicy({ roles: {}, grants: subUsers(modes).grants })
  expect(allows(policy, { id: '__proto__' }, 'contacts.view', '501')).toBe(true)
  expect(allows(policy, { id: 'toString' }, 'contacts.view', '501')).toBe(false)
  const access = JSON.parse('{"__proto__":"view","constructor":"edit"}') as Record<string, ListAccess>
  const chosen = definePolicy({ roles: {}, grants: subUsers({ maria: { access, export: true } }).grants })
  expect(allows(chosen, maria, 'contacts.export', '__proto__')).toBe(true)
  expect(allows(chosen, maria, 'contacts.edit', '__proto__')).toBe(false)
  expect(allows(chosen, maria, 'contacts.view', 'toString')).toBe(false)
})

test('a mode that makes no sense is refused, with every fault', () => {
  const bad: readonly [object | null | string, string][] = [
    [null, 'maria: must be an object'],
    ['all', 'maria: must be an object'],
    [{}, 'maria.access: must be `all`, `read-only`, `denied` or an object of lists'],
    [{ access: 'everything' }, 'maria.access: must be `all`, `read-only`, `denied` or an object of lists'],
    [{ access: ['501'] }, 'maria.access: must be `all`, `read-only`, `denied` or an object of lists'],
    [{ access: {} }, 'maria.access: must name a list'],
    [{ access: { '501': 'write' } }, 'maria.access["501"]: must be `edit`, `view` or `statistics`'],
    [{ access: { '501': 'toString' } }, 'maria.access["501"]: must be `edit`, `view` or `statistics`'],
    [{ access: 'all', exports: false }, 'maria.exports: unknown key'],
    [{ access: 'all', export: 'no' }, 'maria.export: must be `true` or `false`'],
    [{ access: 'denied', export: true }, 'maria.export: whoever is denied has nothing to export'],
    [{ access: { '501': 'statistics' }, export: true }, 'maria.export: no list is named whose contacts he may see'],
    [{ access: 'read-only', send: { sms: true } }, 'maria.send: nobody whose access is `read-only` may send'],
    [{ access: 'denied', send: { sms: true } }, 'maria.send: nobody whose access is `denied` may send'],
    [{ access: 'all', send: true }, 'maria.send: must be an object'],
    [{ access: 'all', send: {} }, 'maria.send: must allow `email` or `sms`'],
    [{ access: 'all', send: { sms: false } }, 'maria.send: must allow `email` or `sms`'],
    [{ access: 'all', send: { sms: 'yes' } }, 'maria.send.sms: must be `true` or `false`'],
    [{ access: 'all', send: { email: true } }, 'maria.send.email: must be a content rule'],
    [{ access: 'all', send: { sms: true, cpa: {} } }, 'maria.send.cpa: unknown key'],
    [{ access: 'all', send: { sms: true, lists: [] } }, 'maria.send.lists: must name a list'],
    [
      { access: { '501': 'view' }, send: { sms: true, lists: ['502'] } },
      'maria.send.lists: must be among the lists of `access`',
    ],
    [
      { access: { '501': 'view' }, send: { sms: true, lists: [501] } },
      'maria.send.lists: must be among the lists of `access`',
    ],
  ]
  for (const [mode, problem] of bad) {
    const modes = { ivan: { access: 'all' }, maria: mode } as Record<string, SubUserMode>
    const fault = expect.objectContaining({ code: 'policy-invalid' })
    expect(() => subUsers(modes)).toThrow(fault)
    expect(problemsOf(() => subUsers(modes))).toContain(problem)
  }
  const twice = { access: 'some', send: 5 } as unknown as SubUserMode
  expect(problemsOf(() => subUsers({ maria: twice }))).toHaveLength(3)
  for (const modes of [null, 5, 'maria', [], undefined]) {
    expect(() => subUsers(modes as unknown as Record<string, SubUserMode>)).toThrow(
      expect.objectContaining({ code: 'policy-invalid' }),
    )
  }
})

test('a bad cap and bad content are found where they are used', () => {
  const capped = { maria: { access: 'all', send: { sms: true, cap: { perDay: -1 } } } } as const
  expect(() => subUsers(capped)).toThrow(expect.objectContaining({ code: 'rule-invalid' }))
  const none = { maria: { access: 'all', send: { sms: true, cap: null } } } as unknown as Record<string, SubUserMode>
  expect(() => subUsers(none)).toThrow(expect.objectContaining({ code: 'rule-invalid' }))
  const nothing = { maria: { access: 'all', send: { sms: true, cap: {} } } } as const
  expect(() => subUsers(nothing)).toThrow(expect.objectContaining({ code: 'rule-invalid' }))
  const { grants } = subUsers({ maria: { access: 'all', send: { email: { from: ['nobody'] } } } })
  expect(() => definePolicy({ roles: {}, grants })).toThrow('not an e-mail address')
})

test('every valid mode gives a valid policy, in which a ban only takes away and nobody else gains', () => {
  const lists = fc.dictionary(
    fc.stringMatching(/^[0-9a-z]{1,4}$/),
    fc.constantFrom<ListAccess>('edit', 'view', 'statistics'),
    {
      minKeys: 1,
      maxKeys: 4,
    },
  )
  const send = fc.constantFrom(undefined, { email }, { sms: true }, { email, sms: true, cap: { perHour: 3 } })
  const mode = fc.oneof(
    fc.record({ access: fc.oneof(fc.constant('all' as const), lists), send }),
    fc.constant({ access: 'read-only' as const }),
    fc.constant({ access: 'denied' as const }),
  )
  fc.assert(
    fc.property(mode, (chosen) => {
      const names = typeof chosen.access === 'string' ? ['501'] : [...Object.keys(chosen.access), 'other']
      const plain = policyOf(chosen)
      const banned = chosen.access === 'denied' ? plain : policyOf({ ...chosen, export: false })
      for (const list of [...names, undefined]) {
        expect(allowed(banned, maria, list)).toEqual(allowed(plain, maria, list))
        expect(allowed(plain, { id: 'ivan' }, list)).toEqual([])
        expect(allowed(plain, maria, list)).not.toContain('contacts.export')
        expect(RESERVED.some((action) => allows(plain, maria, action, list))).toBe(false)
      }
    }),
  )
})

test('the compiler knows the modes', () => {
  expectTypeOf<{ access: 'read-only' }>().toExtend<SubUserMode>()
  expectTypeOf<{ access: { '501': 'edit' }; send: { sms: true } }>().toExtend<SubUserMode>()
  expectTypeOf<{ access: 'everything' }>().not.toExtend<SubUserMode>()
  expectTypeOf<{ access: { '501': 'write' } }>().not.toExtend<SubUserMode>()
  expectTypeOf<{ access: 'read-only'; send: { sms: true } }>().not.toExtend<SubUserMode>()
  expectTypeOf<{ access: 'denied'; export: true }>().not.toExtend<SubUserMode>()
  expectTypeOf(subUsers({}).grants).not.toBeAny()
})

function problemsOf(act: () => unknown): readonly string[] {
  try {
    act()
  } catch (error) {
    return (error as { details: { problems: readonly string[] } }).details.problems
  }
  return []
}
