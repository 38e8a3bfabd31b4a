import { createEngine, type DecisionRequest, definePolicy } from '@waxseal/policy'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const policy = definePolicy({
  roles: { all: {}, constructor: {} },
  grants: [
    { id: 'all', allow: ['*'], to: { role: 'all' }, on: { lists: 'any' } },
    { id: 'named', deny: ['contacts.export'], to: { role: 'constructor' }, on: { lists: ['constructor'] } },
  ],
})
const known = { id: 'known', roles: ['all'] }
const engine = createEngine(policy, { lists: ['spb', 'constructor'], principals: [known] })
const decide = (value: unknown) => engine.decide(value as DecisionRequest)

const good = {
  principal: { id: 'maria', roles: ['all'] },
  action: 'contacts.view',
  resource: { type: 'list', id: 'spb' },
  context: { at: 0 },
}

test('the request that the following ones spoil is allowed', () => {
  expect(decide(good).allowed).toBe(true)
})

const texts = [
  undefined,
  null,
  true,
  0,
  501,
  Number.NaN,
  '',
  'x',
  Symbol('spb'),
  5n,
  {},
  [],
  ['spb'],
  [['spb']],
  () => 'spb',
  new String('spb'),
]

test.each([
  ['the request', (value: unknown) => value],
  ['the principal', (value: unknown) => ({ ...good, principal: value })],
  ['the id', (value: unknown) => ({ ...good, principal: { roles: ['all'], id: value === 'x' ? '' : value } })],
  ['the action', (value: unknown) => ({ ...good, action: value })],
  ['the resource', (value: unknown) => ({ ...good, resource: value })],
  ['the kind of resource', (value: unknown) => ({ ...good, resource: { ...good.resource, type: value } })],
  ['the list', (value: unknown) => ({ ...good, resource: { type: 'list', id: value } })],
])('a foreign value in place of %s is refused as unknown', (_, spoil) => {
  for (const value of texts) expect(decide(spoil(value))).toMatchObject({ allowed: false, reason: { code: 'unknown' } })
})

test('roles, lists and zones that are no arrays of texts make the principal unknown: a deny may hang on them', () => {
  for (const value of texts) {
    if (value === undefined || (Array.isArray(value) && value.every((item) => typeof item === 'string'))) continue
    expect(decide({ ...good, principal: { id: 'maria', roles: value } }).reason.code).toBe('unknown')
    expect(decide({ ...good, principal: { id: 'maria', roles: ['all', value] } }).reason.code).toBe(
      typeof value === 'string' ? 'allowed' : 'unknown',
    )
    for (const key of ['lists', 'zones'])
      expect(decide({ ...good, principal: { ...good.principal, [key]: value } }).reason.code).toBe('unknown')
  }
})

test('a status, end, time, allowlist or address of a wrong kind is refused', () => {
  for (const value of texts) {
    if (value === undefined) continue
    const principal = { ...good.principal }
    expect(decide({ ...good, principal: { ...principal, status: value } }).reason.code).toBe('inactive')
    expect(decide({ ...good, principal: { ...principal, networks: value } }).reason.code).toBe('address')
    expect(decide({ ...good, principal: { ...principal, mailbox: value } }).allowed).toBe(true)
    expect(
      decide({ ...good, principal: { ...principal, networks: ['0.0.0.0/0'] }, context: { at: 0, ip: value } }).reason
        .code,
    ).toBe('address')
    const isTime = value === 0 || value === 501
    expect(decide({ ...good, context: { at: value } }).reason.code).toBe(isTime ? 'allowed' : 'expired')
    if (value !== 501)
      expect(decide({ ...good, principal: { ...principal, endsAt: value } }).reason.code).toBe('expired')
  }
  for (const at of [8.64e15 + 1, -8.64e15 - 1, 1e300, Number.POSITIVE_INFINITY, Number.MAX_VALUE])
    expect(decide({ ...good, context: { at } }).reason.code).toBe('expired')
  expect(decide({ ...good, context: { at: 8.64e15 } }).allowed).toBe(true)
  for (const context of [undefined, null, 5, 'at', [], {}])
    expect(decide({ ...good, context }).reason.code).toBe('expired')
})

test('names that every object has are names like others', () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']) {
    const principal = { id: name, roles: [name], lists: [name], zones: [name] }
    expect(decide({ ...good, action: name }).reason.code).toBe('unknown')
    expect(decide({ ...good, principal: name }).reason.code).toBe('unknown')
    expect(decide({ ...good, principal: { ...principal, networks: [name] } }).reason.code).toBe('address')
    expect(decide({ ...good, principal }).reason.code).toBe('no-grant')
    const onList = decide({ ...good, action: 'contacts.export', principal, resource: { type: 'list', id: name } })
    expect(onList.reason.code).toBe(name === 'constructor' ? 'denied' : 'unknown')
  }
})

test('a getter or proxy that throws is a refusal', () => {
  const trap = () => {
    throw new Error('anna@example.ru')
  }
  const thrower: object = new Proxy({}, { get: trap, has: trap, ownKeys: trap, getPrototypeOf: trap })
  const throwing = (value: object, key: string) =>
    Object.defineProperty({ ...value }, key, { get: trap, enumerable: true })
  const revoked = Proxy.revocable([], {})
  revoked.revoke()
  const roles = ['all']
  Object.defineProperty(roles, 1, { get: trap })
  for (const value of [
    thrower,
    ...Object.keys(good).flatMap((key) => [throwing(good, key), { ...good, [key]: thrower }]),
    ...['id', 'roles', 'lists', 'zones', 'networks', 'status', 'endsAt', 'mailbox'].map((key) => ({
      ...good,
      principal: throwing(good.principal, key),
    })),
    { ...good, principal: { id: 'maria', roles: revoked.proxy } },
    { ...good, principal: { id: 'maria', roles } },
    { ...good, principal: { ...good.principal, networks: revoked.proxy } },
  ]) {
    const decision = decide(value)
    expect(decision).toMatchObject({ allowed: false, grants: [], obligations: [] })
    expect(JSON.stringify(decision)).not.toContain('anna')
  }
})

test('a member that changes between two readings is read once', () => {
  const readings: string[] = []
  const changing = Object.defineProperty({ ...good }, 'action', {
    get: () => {
      readings.push('action')
      return readings.length === 1 ? 'contacts.view' : 'account.edit'
    },
  })
  expect(decide(changing).reason.message).toContain('`contacts.view`')
  expect(readings).toHaveLength(1)
})

test('huge and endless values do not take long', () => {
  const long = 'a'.repeat(5_000_000)
  const circle: Record<string, unknown> = {}
  Object.assign(circle, { principal: circle, resource: circle, context: circle, action: circle, id: circle })
  for (const value of [
    circle,
    { ...good, action: long },
    { ...good, resource: { type: 'list', id: long } },
    {
      ...good,
      principal: { id: long, networks: [long, `10.0.0.0/${'1'.repeat(1_000_000)}`] },
      context: { at: 0, ip: long },
    },
    ...['roles', 'lists', 'zones', 'networks'].map((key) => ({
      ...good,
      principal: { ...good.principal, [key]: new Array(4_000_000_000) },
    })),
    { ...good, principal: { id: 'maria', roles: new Array<string>(100_000).fill('none') } },
  ]) {
    const decision = decide(value)
    expect(decision.allowed).toBe(false)
    expect(decision.reason.message.length).toBeLessThan(500)
  }
})

const garbage = fc.anything({
  withNullPrototype: true,
  withDate: true,
  withMap: true,
  withSparseArray: true,
  withBigInt: true,
})

test('anything at all: no throw, and no allow', () => {
  fc.assert(
    fc.property(garbage, (value) => {
      const decision = decide(value)
      expect(decision.allowed).toBe(false)
      expect(decision.reason.code).toBe('unknown')
    }),
    { numRuns: 1000 },
  )
})

test('what is not the text itself is no principal: an object that would turn into his id names nobody', () => {
  expect(decide({ ...good, principal: 'known' }).allowed).toBe(true)
  for (const principal of [
    new String('known'),
    ['known'],
    { toString: () => 'known' },
    'Known',
    'known ',
    Symbol('known'),
  ])
    expect(decide({ ...good, principal }).reason.code).toBe('unknown')
})

test('arrays that lie: with holes, with methods of their own, of a class of their own', () => {
  const lists = Object.assign(['constructor'], { includes: () => true, some: () => true, every: () => true, length: 1 })
  const own = createEngine(
    definePolicy({
      roles: { all: {} },
      grants: [{ id: 'own', allow: ['*'], to: { role: 'all' }, on: { lists: 'own' } }],
    }),
    { lists: ['spb', 'constructor'] },
  )
  const ask = (principal: object) => own.decide({ ...good, principal } as unknown as DecisionRequest)
  expect(ask({ id: 'maria', roles: ['all'], lists }).reason.code).toBe('no-grant')
  class Liar extends Array<string> {
    override includes(): boolean {
      return true
    }
  }
  expect(ask({ id: 'maria', roles: ['all'], lists: Liar.from(['constructor']) }).reason.code).toBe('no-grant')
  const hollow = new Array<string>(2)
  hollow[1] = 'spb'
  expect(ask({ id: 'maria', roles: ['all'], lists: hollow }).reason.code).toBe('unknown')
})

test('a request whose prototype carries members, or a key `__proto__`, means what its members say', () => {
  expect(decide(Object.create(good)).allowed).toBe(true)
  const parsed: unknown = JSON.parse('{"id":"maria","__proto__":{"roles":["all"]}}')
  expect(decide({ ...good, principal: parsed }).reason.code).toBe('no-grant')
  const suspended: unknown = JSON.parse(
    '{"id":"maria","roles":["all"],"status":"suspended","__proto__":{"status":"active"}}',
  )
  expect(decide({ ...good, principal: suspended }).reason.code).toBe('inactive')
})

test('a fact is read once: what was there when it was looked for is what the rule sees', () => {
  const cap = createEngine(policy, {
    lists: ['spb', 'constructor'],
    rules: [
      {
        name: 'cap',
        facts: ['count'],
        check: ({ facts }) => (facts.count === 9 ? { refuse: 'cap', message: '' } : undefined),
      },
    ],
  })
  for (const [first, later] of [
    [9, 0],
    [9, undefined],
  ]) {
    let readings = 0
    const facts = {
      get count() {
        return readings++ === 0 ? first : later
      },
    }
    expect(cap.decide({ ...good, facts } as unknown as DecisionRequest).reason).toMatchObject({
      code: 'rule',
      detail: 'cap',
    })
  }
})

test('a rule cannot change the facts of the host, nor of the next rule', () => {
  const facts = { count: 9 }
  const meddling = createEngine(policy, {
    lists: ['spb', 'constructor'],
    rules: [
      { name: 'meddles', check: (question) => void Object.assign(question.facts, { count: 0 }) },
      {
        name: 'cap',
        facts: ['count'],
        check: (question) => (question.facts.count === 9 ? { refuse: 'cap', message: '' } : undefined),
      },
    ],
  })
  expect(meddling.decide({ ...good, facts } as unknown as DecisionRequest).allowed).toBe(false)
  expect(facts).toEqual({ count: 9 })
})
