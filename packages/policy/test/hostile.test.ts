import { ACTIONS, createEngine, type DecisionRequest, definePolicy } from '@waxseal/policy'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LISTS, OWN_ACTIONS, policyDocument, request } from './arbitraries.js'
import { askOracle } from './oracle.js'

const policy = definePolicy({
  roles: { all: {}, constructor: {} },
  grants: [
    { id: 'all', allow: ['*'], to: { role: 'all' }, on: { lists: 'any' } },
    { id: 'named', deny: ['contacts.export'], to: { role: 'constructor' }, on: { lists: ['constructor'] } },
  ],
})
const engine = createEngine(policy, { lists: ['spb', 'constructor'] })
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

test('roles and lists that are no arrays of texts make the principal unknown: a deny may hang on them', () => {
  for (const value of texts) {
    if (value === undefined || (Array.isArray(value) && value.every((item) => typeof item === 'string'))) continue
    expect(decide({ ...good, principal: { id: 'maria', roles: value } }).reason.code).toBe('unknown')
    expect(decide({ ...good, principal: { id: 'maria', roles: ['all', value] } }).reason.code).toBe(
      typeof value === 'string' ? 'allowed' : 'unknown',
    )
    expect(decide({ ...good, principal: { ...good.principal, lists: value } }).reason.code).toBe('unknown')
  }
})

test('a status, end, time, allowlist or address of a wrong kind is refused', () => {
  for (const value of texts) {
    if (value === undefined) continue
    const principal = { ...good.principal }
    expect(decide({ ...good, principal: { ...principal, status: value } }).reason.code).toBe('inactive')
    expect(decide({ ...good, principal: { ...principal, networks: value } }).reason.code).toBe('address')
    expect(
      decide({ ...good, principal: { ...principal, networks: ['0.0.0.0/0'] }, context: { at: 0, ip: value } }).reason
        .code,
    ).toBe('address')
    const isTime = typeof value === 'number' && !Number.isNaN(value)
    expect(decide({ ...good, context: { at: value } }).reason.code).toBe(isTime ? 'allowed' : 'expired')
    if (value !== 501)
      expect(decide({ ...good, principal: { ...principal, endsAt: value } }).reason.code).toBe('expired')
  }
  for (const context of [undefined, null, 5, 'at', [], {}])
    expect(decide({ ...good, context }).reason.code).toBe('expired')
})

test('names that every object has are names like others', () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']) {
    const principal = { id: name, roles: [name], lists: [name] }
    expect(decide({ ...good, action: name }).reason.code).toBe('unknown')
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
    ...['id', 'roles', 'lists', 'networks', 'status', 'endsAt'].map((key) => ({
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
    { ...good, principal: { id: 'maria', roles: new Array(4_000_000_000) } },
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

test('valid requests with members dropped, exchanged and of wrong kind: never an allow that the oracle does not give', () => {
  const known = { actions: [...ACTIONS, ...OWN_ACTIONS], lists: LISTS }
  const paths = fc.constantFrom<readonly string[]>(
    ...['principal', 'action', 'resource', 'context'].map((key) => [key]),
    ...['id', 'roles', 'lists', 'networks', 'status', 'endsAt'].map((key) => ['principal', key]),
    ...['type', 'id'].map((key) => ['resource', key]),
    ...['ip', 'at'].map((key) => ['context', key]),
  )
  const odd = fc.oneof(
    garbage,
    fc.constantFrom('list', 'account', 'maria', 'active', ['sender'], ['spb', 5], 1000, '1000', new Date(0)),
  )
  const spoils = fc.array(fc.tuple(paths, odd), { minLength: 1, maxLength: 3 })
  let allowed = 0
  fc.assert(
    fc.property(
      policyDocument,
      fc.array(fc.tuple(request, spoils), { minLength: 20, maxLength: 20 }),
      (document, questions) => {
        const drawn = definePolicy(document)
        const drawnEngine = createEngine(drawn, { lists: LISTS })
        for (const [question, changes] of questions) {
          const spoilt = changes.reduce<unknown>(
            (value, [path, odder]) => replaced(value, path, odder),
            question,
          ) as DecisionRequest
          const decision = drawnEngine.decide(spoilt)
          expect(decision.reason.code).toBe(askOracle(drawn, known, spoilt).code)
          if (decision.allowed) allowed++
        }
      },
    ),
    { numRuns: 300 },
  )
  expect(allowed).toBeGreaterThan(0)
})

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by
  if (typeof value !== 'object' || value === null) return value
  return { ...value, [key]: replaced((value as Record<string, unknown>)[key], rest, by) }
}
