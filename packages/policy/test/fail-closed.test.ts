import type { Rule } from '@waxseal/core'
import { ACTIONS, createEngine, type DecisionRequest, definePolicy, type Principal } from '@waxseal/policy'
import { expect, test } from 'vitest'
import { textOf, verdictOf } from './oracle/verdict-of.js'
import { createOracle } from './oracle.js'
import { createRandom } from './workload/random.js'
import { spoil } from './workload/spoils.js'
import { createWorkload } from './workload/workload.js'

const thorough = process.env.THOROUGH === '1'
const worlds = thorough ? 20 : 4

const rules: readonly Rule[] = [
  {
    name: 'cap',
    actions: ['contacts.*', 'stats.*'],
    facts: ['count'],
    check: ({ facts }) => (Number(facts.count) <= 3 ? undefined : { refuse: 'cap', message: 'too many' }),
  },
]

function worldOf(seed: number) {
  const sizes = { people: 60, lists: 25, zones: 6, ownNetworks: 3, sharedNetworks: 3 }
  const { policy, lists, principals, requests } = createWorkload({ seed, grants: 160, requests: 1_500, ...sizes })
  const byId = new Map(principals.map((principal) => [principal.id, principal]))
  const actions = [...ACTIONS, ...(policy.actions ?? [])]
  const engine = createEngine(definePolicy(policy), { lists, principals, rules })
  const oracle = createOracle({ policy, lists, principals, rules, actions })
  // What is refused anyway can hardly be spoilt into an allow.
  const likely = requests.filter((request) =>
    ['allowed', 'denied', 'rule', 'address'].includes(oracle.ask(request).code),
  )
  const asked = likely.map((request, index): DecisionRequest => {
    const principal = index % 5 === 0 ? request.principal : (byId.get(String(request.principal)) ?? request.principal)
    return { ...request, principal, facts: { count: index % 5 } }
  })
  return { engine, oracle, asked }
}

test('requests spoilt in every way: never a throw, never an allow that the oracle denies', () => {
  const wrong: unknown[] = []
  const codes: Record<string, number> = {}
  let throws = 0
  for (let world = 0; world < worlds; world++) {
    const { engine, oracle, asked } = worldOf(world)
    const random = createRandom(1_000 + world)
    for (let round = 0; round < (thorough ? 50_000 : 5_000); round++) {
      const request = random.pick(asked)
      const seed = random.below(2 ** 31)
      const spoilt = spoil(request, seed)
      try {
        const decision = engine.decide(spoilt.request)
        // A getter answers each reader anew: the oracle gets its own copy.
        const verdict = oracle.ask(spoil(request, seed).request)
        codes[verdict.code] = (codes[verdict.code] ?? 0) + 1
        const bothRefuse = !decision.allowed && verdict.code !== 'allowed'
        const agree = decision.reason.code === verdict.code || (spoilt.throws && bothRefuse)
        const same = !decision.allowed || textOf(verdictOf(decision)) === textOf(verdict)
        if ((!agree || !same) && wrong.length < 5) wrong.push({ world, round, got: verdictOf(decision), verdict })
        if (JSON.stringify(decision).includes('anna@')) wrong.push('a message repeats what was thrown')
      } catch (error) {
        throws++
        wrong.push(error)
      }
    }
  }
  expect(wrong).toEqual([])
  expect(throws).toBe(0)
  for (const code of ['allowed', 'denied', 'unknown', 'address', 'expired', 'inactive', 'rule', 'no-grant'])
    expect(codes[code], code).toBeGreaterThan(20)
}, 600_000)

type Loose = { -readonly [Key in keyof Principal]: unknown }

test('a principal whom the host changes in place, between two questions, is seen as he is now', () => {
  const wrong: unknown[] = []
  let flips = 0
  for (let world = 0; world < worlds; world++) {
    const { engine, oracle, asked } = worldOf(100 + world)
    const random = createRandom(2_000 + world)
    for (let round = 0; round < (thorough ? 10_000 : 300); round++) {
      const request = random.pick(asked)
      if (typeof request.principal !== 'object') continue
      const { roles = [], lists = [], zones = [], networks } = request.principal
      const person: Loose = { ...request.principal, roles: [...roles], lists: [...lists], zones: [...zones] }
      if (networks !== undefined) person.networks = [...networks]
      const question = { ...request, principal: person as Principal }
      let before = engine.decide(question).reason.code
      for (let step = 0; step < 8; step++) {
        changeInPlace(person, random)
        const got = verdictOf(engine.decide(question))
        const wanted = oracle.ask(question)
        if (textOf(got) !== textOf(wanted) && wrong.length < 5) wrong.push({ person, got, wanted })
        if (wanted.code !== before) flips++
        before = wanted.code as typeof before
      }
    }
  }
  expect(wrong).toEqual([])
  expect(flips).toBeGreaterThan(1_000)
}, 600_000)

function changeInPlace(person: Loose, random: ReturnType<typeof createRandom>): void {
  const arrays = [person.roles, person.lists, person.zones, person.networks].filter((value) => Array.isArray(value))
  const array: unknown[] = arrays.length > 0 ? random.pick(arrays) : []
  switch (random.below(9)) {
    case 0:
      return void array.pop()
    case 1:
      return void array.push(random.pick(['role-00', 'role-19', 'zone-01', 'list-0003', '0.0.0.0/0', '::/0', null]))
    case 2:
      array[0] = random.pick(['role-03', 'zone-02', 'list-0001', 'office-zone-01', '0.0.0.0/0'])
      return
    case 3:
      return void array.reverse()
    case 4:
      person.status = random.pick([undefined, 'active', 'active', 'suspended', 'gone', null])
      return
    case 5:
      person.endsAt = random.pick([undefined, undefined, 8e15, 0, Number.NaN])
      return
    case 6:
      person.networks = random.pick([undefined, ['0.0.0.0/0', '::/0'], [], 'office-zone-01'])
      return
    case 7:
      person.roles = [`role-${String(random.below(20)).padStart(2, '0')}`]
      return
    default:
      if (random.chance(0.5)) delete person.networks
      else array.length += random.below(2)
  }
}

test('an engine keeps copies: what the host does later to the documents it handed over changes nothing', () => {
  const person = { id: 'maria', roles: ['sender'], zones: ['north'], networks: ['office'] }
  const list = { id: 'spb', zones: ['north'] }
  const document = {
    networks: { office: ['203.0.113.0/24'] },
    zones: ['north'],
    roles: { sender: {}, chief: {} },
    grants: [
      { id: 'see', allow: ['contacts.view' as const], to: { role: 'sender' as const }, on: { zones: 'own' as const } },
    ],
  }
  const rule = { name: 'cap', actions: ['contacts.*'], facts: ['count'], check: () => undefined }
  const engine = createEngine(definePolicy(document), { lists: [list], principals: [person], rules: [rule] })
  const ask = (facts = {}) =>
    engine.decide({
      principal: 'maria',
      action: 'contacts.view',
      resource: { type: 'list', id: 'spb' },
      context: { ip: '203.0.113.7', at: 0 },
      facts,
    })
  const before = ask({ count: 1 })
  expect(before.allowed).toBe(true)
  person.roles[0] = 'chief'
  person.networks.length = 0
  list.zones.length = 0
  document.networks.office.length = 0
  document.grants.length = 0
  rule.actions.length = 0
  rule.facts.length = 0
  expect(ask({ count: 1 })).toEqual(before)
  expect(ask().reason).toMatchObject({ code: 'rule', rule: 'cap', detail: 'fact-missing' })
})

test('a policy given out is frozen: it cannot be changed behind the engine', () => {
  const { engine } = worldOf(7)
  expect(() => (engine.policy.grants as unknown[]).pop()).toThrow(TypeError)
  expect(Object.isFrozen(engine.policy.roles)).toBe(true)
  engine.apply({ put: 'zone', name: 'new' })
  expect(Object.isFrozen(engine.policy.zones)).toBe(true)
})

test('a part of a principal that is `undefined` is left as it is: nobody is freed or woken by a value that got lost', () => {
  const person = { id: 'maria', status: 'suspended', endsAt: 0, networks: ['10.0.0.0/8'] } as const
  const engine = createEngine(definePolicy({ roles: {}, grants: [] }), { lists: ['spb'], principals: [person] })
  const code = () =>
    engine.decide({
      principal: 'maria',
      action: 'contacts.view',
      resource: { type: 'account' },
      context: { ip: '11.0.0.1', at: 0 },
    }).reason.code
  for (const [part, next, wanted] of [
    [{ status: undefined }, { status: 'active' }, 'inactive'],
    [{ endsAt: undefined }, { endsAt: null }, 'expired'],
    [{ networks: undefined }, { networks: null }, 'address'],
  ] as const) {
    engine.apply({ set: 'principal', id: 'maria', ...part })
    expect(code()).toBe(wanted)
    engine.apply({ set: 'principal', id: 'maria', ...next })
  }
  expect(code()).toBe('no-grant')
})
