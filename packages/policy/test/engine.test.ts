import { isWaxsealError } from '@waxseal/core'
import { createEngine, type DecisionRequest, definePolicy, type Policy, type Principal } from '@waxseal/policy'
import { expect, test } from 'vitest'

const policy = definePolicy({
  networks: { office: ['203.0.113.0/24', '2001:db8:1::/48'], depot: ['10.0.0.0/8'] },
  roles: { viewer: {}, sender: { includes: ['viewer'] }, chief: { includes: ['sender'] }, contractor: {} },
  actions: ['orders.refund'],
  grants: [
    {
      id: 'see-masked',
      allow: ['contacts.view'],
      to: { role: 'viewer' },
      on: { lists: 'own' },
      mask: ['phone', 'email'],
    },
    {
      id: 'send-own',
      allow: ['messages.create', 'campaigns.send.*'],
      to: { role: 'sender' },
      on: { lists: 'own' },
      content: { from: ['news@romashka.ru'] },
    },
    { id: 'see-phones', allow: ['contacts.*'], to: { principal: 'olga' }, on: { lists: ['spb'] }, mask: ['email'] },
    { id: 'rule', allow: ['*'], to: { role: 'chief' }, on: { lists: 'any' } },
    { id: 'not-out', deny: ['contacts.export'], to: { role: 'contractor' }, on: { lists: 'any' } },
    { id: 'not-msk', deny: ['*'], to: { principal: 'olga' }, on: { lists: ['msk'] } },
  ],
})
const engine = createEngine(policy, { lists: ['spb', 'msk'] })

const AT = Date.parse('2026-11-23T19:05:00Z')
const maria: Principal = { id: 'maria', roles: ['sender'], lists: ['spb'] }

function ask(
  principal: Principal | undefined,
  action: string,
  list?: string,
  context: Partial<DecisionRequest['context']> = {},
) {
  const resource = list === undefined ? ({ type: 'account' } as const) : ({ type: 'list', id: list } as const)
  return engine.decide({ principal, action, resource, context: { at: AT, ...context } })
}

test('a role gives what the roles in it hold; a grant on own lists holds on these only', () => {
  expect(ask(maria, 'contacts.view', 'spb')).toEqual({
    allowed: true,
    reason: { code: 'allowed', message: 'grant `see-masked` allows `contacts.view` on list `spb`' },
    grants: ['see-masked'],
    obligations: [{ type: 'mask', fields: ['email', 'phone'] }],
  })
  expect(ask(maria, 'contacts.view', 'msk')).toEqual({
    allowed: false,
    reason: { code: 'no-grant', message: 'no grant allows `contacts.view` on list `msk`' },
    grants: [],
    obligations: [],
  })
})

test('a family covers what begins with it, and no more', () => {
  expect(ask(maria, 'campaigns.send.sms', 'spb').grants).toEqual(['send-own'])
  expect(ask(maria, 'campaigns.view', 'spb').reason.code).toBe('no-grant')
})

test('own and named lists never cover a request without a list, any does', () => {
  expect(ask(maria, 'contacts.view').reason.message).toBe('no grant allows `contacts.view` on the account')
  expect(ask({ id: 'olga' }, 'contacts.view').reason.code).toBe('no-grant')
  expect(ask({ id: 'boss', roles: ['chief'] }, 'users.manage').grants).toEqual(['rule'])
})

test('a star covers the actions of the host too', () => {
  expect(ask({ id: 'boss', roles: ['chief'] }, 'orders.refund').allowed).toBe(true)
})

test('a field is masked only if every grant that allows masks it', () => {
  const olga = { id: 'olga', roles: ['viewer'], lists: ['spb'] }
  const both = ask(olga, 'contacts.view', 'spb')
  expect(both.grants).toEqual(['see-masked', 'see-phones'])
  expect(both.reason.message).toBe('grants `see-masked`, `see-phones` allow `contacts.view` on list `spb`')
  expect(both.obligations).toEqual([{ type: 'mask', fields: ['email'] }])
  expect(ask({ ...olga, roles: ['viewer', 'chief'] }, 'contacts.view', 'spb').obligations).toEqual([])
})

test('the content rules of the applying grants are alternatives, those that have one', () => {
  const chief = { id: 'boss', roles: ['chief'], lists: ['spb'] }
  expect(ask(maria, 'messages.create', 'spb').obligations).toEqual([
    { type: 'content', anyOf: [{ from: ['news@romashka.ru'] }] },
  ])
  expect(ask(chief, 'messages.create', 'spb')).toMatchObject({
    grants: ['rule', 'send-own'],
    obligations: [{ type: 'content', anyOf: [{ from: ['news@romashka.ru'] }] }],
  })
})

test('a deny wins, whoever holds it and however many allow', () => {
  expect(ask({ id: 'boss', roles: ['chief', 'contractor'] }, 'contacts.export', 'spb')).toEqual({
    allowed: false,
    reason: { code: 'denied', message: 'grant `not-out` denies `contacts.export` on list `spb`' },
    grants: ['not-out'],
    obligations: [],
  })
  expect(ask({ id: 'olga', roles: ['chief', 'contractor'] }, 'contacts.export', 'msk').grants).toEqual([
    'not-msk',
    'not-out',
  ])
})

test('a grant that is reached by several roles is named once', () => {
  const boss = { id: 'boss', roles: ['chief', 'sender', 'viewer', 'viewer', 'chief'], lists: ['spb'] }
  expect(ask(boss, 'contacts.view', 'spb').grants).toEqual(['rule', 'see-masked'])
})

test('a long list of grants is shortened in the message, never in the ids', () => {
  const grants = ['e', 'd', 'c', 'b', 'a'].map(
    (id) => ({ id, allow: ['*'], to: { role: 'all' }, on: { lists: 'any' } }) as const,
  )
  const many = createEngine(definePolicy({ roles: { all: {} }, grants }), { lists: [] })
  const decision = many.decide({
    principal: { id: 'maria', roles: ['all'] },
    action: 'stats.view',
    resource: { type: 'account' },
    context: { at: AT },
  })
  expect(decision.grants).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(decision.reason.message).toBe('grants `a`, `b`, `c` and 2 more allow `stats.view` on the account')
})

test('what is unknown is refused without being repeated', () => {
  expect(ask(undefined, 'contacts.view', 'spb').reason).toEqual({
    code: 'unknown',
    message: 'no such principal is known',
  })
  expect(ask(maria, 'anna@example.ru', 'spb').reason).toEqual({ code: 'unknown', message: 'no such action is known' })
  expect(ask(maria, 'contacts.view', 'anna@example.ru').reason).toEqual({
    code: 'unknown',
    message: 'no such list is known',
  })
})

test('a pattern is no action to be asked for', () => {
  for (const action of ['*', 'contacts.*', 'contacts', 'contacts.']) {
    expect(ask({ id: 'boss', roles: ['chief'] }, action, 'spb').reason.code).toBe('unknown')
  }
})

test('only the active may act, and only before their end', () => {
  expect(ask({ ...maria, status: 'suspended' }, 'contacts.view', 'spb').reason).toEqual({
    code: 'inactive',
    message: '`maria` is suspended',
  })
  expect(ask({ ...maria, status: 'offboarded' }, 'contacts.view', 'spb').reason.message).toBe('`maria` is offboarded')
  expect(ask({ ...maria, endsAt: AT + 1 }, 'contacts.view', 'spb').allowed).toBe(true)
  for (const endsAt of [AT, AT - 1, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(ask({ ...maria, endsAt }, 'contacts.view', 'spb').reason.code).toBe('expired')
  }
})

test('a request without a time is refused, also for a principal without an end', () => {
  for (const at of [Number.NaN, Number.NEGATIVE_INFINITY]) {
    expect(ask(maria, 'contacts.view', 'spb', { at }).reason).toEqual({
      code: 'expired',
      message: 'the request has no valid time',
    })
  }
})

test('the first reason in the order wins', () => {
  const worst: Principal = { id: 'olga', status: 'suspended', endsAt: 0, networks: [] }
  expect(ask(worst, 'contacts.vew', 'msk').reason.code).toBe('unknown')
  expect(ask(worst, 'contacts.view', 'msk').reason.code).toBe('inactive')
  expect(ask({ ...worst, status: 'active' }, 'contacts.view', 'msk').reason.code).toBe('expired')
  expect(ask({ ...worst, status: 'active', endsAt: undefined }, 'contacts.view', 'msk').reason.code).toBe('address')
  expect(ask({ id: 'olga' }, 'contacts.view', 'msk').reason.code).toBe('denied')
})

test('an id that is an e-mail address, or would spoil a log line, stays out of the message', () => {
  for (const id of ['maria@romashka.ru', 'maria\nroot: allowed', 'm'.repeat(1000)]) {
    expect(ask({ ...maria, id, status: 'suspended' }, 'contacts.view', 'spb').reason.message).toBe(
      'the principal is suspended',
    )
  }
})

test('a receiver of a decision cannot change the next', () => {
  const before = ask(maria, 'contacts.view', 'spb')
  expect(() => (before.obligations as unknown[]).push({})).toThrow(TypeError)
  const [mask] = before.obligations
  expect(mask?.type === 'mask' && Object.isFrozen(mask) && Object.isFrozen(mask.fields)).toBe(true)
  expect(ask(maria, 'contacts.view', 'spb')).toEqual(before)
})

test('a grant on a list that does not exist is an error when the engine is made', () => {
  try {
    createEngine(policy, { lists: ['spb'] })
    expect.unreachable()
  } catch (error) {
    expect(isWaxsealError(error, 'policy-invalid') && error.details.problems).toEqual([
      'grants[5].on.lists[0]: no list is named `msk`',
    ])
  }
  expect(() => createEngine(policy, { lists: ['spb', 'msk', 'a\nb'] })).toThrow('lists[2]: must be a name')
})

test('a policy that definePolicy has not seen is checked by the engine', () => {
  const copy: Policy = JSON.parse(JSON.stringify(policy))
  const other = createEngine(copy, { lists: ['spb', 'msk'] })
  const question = {
    principal: maria,
    action: 'contacts.view',
    resource: { type: 'list', id: 'spb' },
    context: { at: AT },
  } as const
  expect(other.decide(question)).toEqual(engine.decide(question))
  const broken: Policy = { ...copy, roles: {} }
  expect(() => createEngine(broken, { lists: ['spb', 'msk'] })).toThrow('no role is named')
})
