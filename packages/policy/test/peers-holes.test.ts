import { isWaxsealError } from '@waxseal/core'
import { createEngine, type DecisionRequest, definePolicy, type PolicyDocument, type Principal } from '@waxseal/policy'
import { expect, test } from 'vitest'

// Holes seen in engines of others, each with the name of the one in which it was seen. None of them is ours.

const AT = Date.parse('2026-11-23T12:00:00Z') // a Monday
const policy: PolicyDocument = {
  networks: { office: ['10.0.0.0/8', '2001:db8:1::/48'] },
  zones: ['north'],
  schedules: { nights: { timeZone: 'Europe/Moscow', windows: [{ days: ['mon'], from: '20:00', to: '06:00' }] } },
  roles: { viewer: {}, exporter: { includes: ['viewer'] }, contractor: {}, outsider: {} },
  grants: [
    { id: 'see', allow: ['contacts.view'], to: { role: 'viewer' }, on: { lists: 'any' } },
    { id: 'export', allow: ['contacts.export'], to: { role: 'exporter' }, on: { lists: ['spb'] } },
    { id: 'not-out', deny: ['contacts.*'], to: { role: 'contractor' }, on: { lists: 'any' } },
    { id: 'not-north', deny: ['contacts.view'], to: { role: 'outsider' }, on: { zones: ['north'] } },
    { id: 'not-at-night', deny: ['contacts.view'], to: { role: 'viewer' }, on: { lists: 'any' }, during: 'nights' },
    { id: 'olga-may', allow: ['*'], to: { principal: 'olga' }, on: { lists: 'any' } },
  ],
}
const lists = [{ id: 'spb', zones: ['north'] }, 'msk']
const engine = createEngine(definePolicy(policy), { lists })

function ask(principal: Principal, action: string, list?: string, context: object = {}, within = engine) {
  const resource = list === undefined ? { type: 'account' } : { type: 'list', id: list }
  return within.decide({ principal, action, resource, context: { at: AT, ...context } } as DecisionRequest)
}

const maria: Principal = { id: 'maria', roles: ['viewer'] }

test('a missing context member never switches a deny off (Cedar: a forbid that errs is skipped)', () => {
  const night = { at: AT + 8 * 3_600_000 }
  expect(ask(maria, 'contacts.view', 'spb', night).reason.code).toBe('denied')
  for (const at of [undefined, null, Number.NaN, String(night.at), new Date(night.at)])
    expect(ask(maria, 'contacts.view', 'spb', { at }).reason.code).toBe('expired')
  const { context, ...without } = {
    principal: maria,
    action: 'contacts.view',
    resource: { type: 'list', id: 'spb' },
    context: {},
  }
  expect(engine.decide(without as unknown as DecisionRequest).reason.code).toBe('expired')
  expect(context).toEqual({})
})

test('a condition that lacks its fact, or throws, never lets anybody through (Cedar)', () => {
  const gate = {
    name: 'gate',
    facts: ['gate'],
    check: ({ facts }: { facts: Readonly<Record<string, unknown>> }) => {
      const { open } = facts.gate as { open: boolean }
      return open ? undefined : { refuse: 'closed', message: 'the gate is closed' }
    },
  }
  const gated = createEngine(definePolicy(policy), { lists, rules: [gate] })
  const request = {
    principal: maria,
    action: 'contacts.view',
    resource: { type: 'list', id: 'spb' },
    context: { at: AT },
  } as const
  expect(gated.decide({ ...request, facts: { gate: { open: true } } }).allowed).toBe(true)
  for (const [facts, detail] of [
    [undefined, 'fact-missing'],
    [{}, 'fact-missing'],
    [{ gate: undefined }, 'fact-missing'],
    [Object.create({ gate: { open: true } }), 'fact-missing'],
    [{ gate: { open: false } }, 'closed'],
  ] as const) {
    expect(gated.decide({ ...request, facts }).reason).toMatchObject({ code: 'rule', rule: 'gate', detail })
  }
  const hidden = Object.defineProperty({}, 'open', { get: () => JSON.parse('') })
  expect(gated.decide({ ...request, facts: { gate: hidden } }).reason).toMatchObject({ code: 'rule', detail: 'broken' })
})

test('a deny on one role reaches across all roles (accesscontrol: only within roles that extend both)', () => {
  for (const roles of [
    ['viewer', 'contractor'],
    ['contractor', 'viewer'],
    ['exporter', 'contractor'],
  ]) {
    const decision = ask({ id: 'ivan', roles }, 'contacts.view', 'msk')
    expect(decision.reason.code).toBe('denied')
    expect(decision.grants).toEqual(['not-out'])
  }
})

test('an allow made to a person does not pass over the deny of his role (Cerbos: principal policies come first)', () => {
  expect(ask({ id: 'olga', roles: ['contractor'] }, 'contacts.view', 'msk').grants).toEqual(['not-out'])
  expect(ask({ id: 'olga' }, 'contacts.view', 'msk').grants).toEqual(['olga-may'])
})

test('the order of allow and deny does not matter (CASL: the later one wins)', () => {
  const turned = createEngine(definePolicy({ ...policy, grants: [...policy.grants].reverse() }), { lists })
  const ivan = { id: 'ivan', roles: ['viewer', 'outsider'] }
  for (const one of [engine, turned]) {
    expect(ask(ivan, 'contacts.view', 'spb', {}, one).grants).toEqual(['not-north'])
    expect(ask(ivan, 'contacts.view', 'msk', {}, one).grants).toEqual(['see'])
  }
})

test('a grant on one list does not answer a question without a list (CASL: a conditional rule does)', () => {
  const anna = { id: 'anna', roles: ['exporter'] }
  expect(ask(anna, 'contacts.export', 'spb').allowed).toBe(true)
  expect(ask(anna, 'contacts.export').reason.code).toBe('no-grant')
  for (const resource of [undefined, null, {}, 'list', { type: 'list' }, { type: 'List', id: 'spb' }]) {
    const request = { principal: anna, action: 'contacts.export', resource, context: { at: AT } }
    expect(engine.decide(request as unknown as DecisionRequest).reason.code).toBe('unknown')
  }
})

test('staff on a dual-stack socket are not locked out: `::ffff:10.0.0.5` is 10.0.0.5 (casbin, accesscontrol, Cedar)', () => {
  const bound = { ...maria, networks: ['office'] }
  for (const ip of ['10.0.0.5', '::ffff:10.0.0.5', '::FFFF:a00:5', '0:0:0:0:0:ffff:a00:5', '2001:DB8:1::5'])
    expect(ask(bound, 'contacts.view', 'msk', { ip }).allowed, ip).toBe(true)
})

test('no spelling and no lack of an address slips past a binding (accesscontrol: a mapped or missing address does)', () => {
  const bound = { ...maria, networks: ['office'] }
  for (const ip of [undefined, null, '', '11.0.0.5', '::ffff:11.0.0.5', '::10.0.0.5', '64:ff9b::10.0.0.5'])
    expect(ask(bound, 'contacts.view', 'msk', { ip }).reason.code, String(ip)).toBe('address')
  expect(ask({ ...maria, networks: [] }, 'contacts.view', 'msk', { ip: '10.0.0.5' }).reason.code).toBe('address')
})

test.each([
  ['octal (accesscontrol, cidr-matcher)', ['010.0.0.5', '012.0.0.5', '10.0.0.05']],
  [
    'hexadecimal, short, one number (ipaddr.js)',
    ['0x0a.0.0.5', '0xA.0.0.5', '10.5', '10.0.5', '167772165', '0x0a000005'],
  ],
  [
    'with a port, a zone, brackets, blanks',
    ['10.0.0.5:443', '2001:db8:1::5%eth0', '[2001:db8:1::5]', ' 10.0.0.5', '10.0.0.5\n'],
  ],
  ['other digits', ['１０.0.0.5', '١٠.0.0.5', '10。0.0.5']],
])('an address that readers disagree about is in no network: %s', (_, addresses) => {
  for (const ip of addresses) {
    expect(ask({ ...maria, networks: ['office'] }, 'contacts.view', 'msk', { ip }).reason.code, ip).toBe('address')
    expect(ask({ ...maria, networks: ['0.0.0.0/0', '::/0'] }, 'contacts.view', 'msk', { ip }).reason.code, ip).toBe(
      'address',
    )
  }
})

test('malformed text is a refusal, not an exception (casbin: ipMatch throws), and an error where the policy is written', () => {
  const odd = { ...maria, networks: ['not an address', '10.0.0.0/33', '10.0.0.5/8', '/', 'office '] }
  expect(ask(odd, 'contacts.view', 'msk', { ip: '10.0.0.5' }).reason.code).toBe('address')
  expect(
    ask({ ...odd, networks: [...(odd.networks ?? []), 'office'] }, 'contacts.view', 'msk', { ip: '10.0.0.5' }).allowed,
  ).toBe(true)
  for (const text of ['not an address', '10.0.0.5/8', '010.0.0.0/8']) {
    expect(() => definePolicy({ ...policy, networks: { office: [text] } })).toThrow('networks.office[0]')
  }
})

test('a change is seen by the very next decision (SpiceDB: stale answers just after a write)', () => {
  const changing = createEngine(definePolicy(policy), { lists, principals: [maria] })
  const may = () => ask(maria, 'contacts.view', 'msk', {}, changing).allowed
  for (let round = 0; round < 100; round++) {
    changing.apply({ remove: 'grant', id: 'see' })
    expect([may(), changing.whoCan('contacts.view', { type: 'list', id: 'msk' })]).toEqual([false, []])
    changing.apply({
      put: 'grant',
      grant: { id: 'see', allow: ['contacts.*'], to: { role: 'viewer' }, on: { lists: ['msk'] } },
    })
    expect([may(), changing.listsFor('maria', 'contacts.view')]).toEqual([true, ['msk']])
  }
})

test('backwards and forwards agree, denies included (CASL: accessibleBy differs from can; Cerbos: plan differs from check)', () => {
  const ivan = { id: 'ivan', roles: ['viewer', 'outsider'] }
  const known = createEngine(definePolicy(policy), {
    lists,
    principals: [ivan, maria, { id: 'olga', roles: ['contractor'] }],
  })
  expect(known.listsFor(ivan, 'contacts.view', { at: AT })).toEqual(['msk'])
  expect(known.whoCan('contacts.view', { type: 'list', id: 'spb' }, { at: AT })).toEqual(['maria'])
  expect(known.whoCan('contacts.view', { type: 'list', id: 'msk' }, { at: AT })).toEqual(['ivan', 'maria'])
  expect(known.whoCan('contacts.view', { type: 'list', id: 'msk' }, { at: AT + 8 * 3_600_000 })).toEqual([])
})

test('a policy that names what does not exist is refused, not passed over (Cedar without a schema: an erring forbid is)', () => {
  const deny = policy.grants[2]
  for (const broken of [
    { ...deny, id: 'x', deny: ['contacts.exprot'] },
    { ...deny, id: 'x', to: { role: 'contracter' } },
    { ...deny, id: 'x', on: { zones: ['nroth'] } },
    { ...deny, id: 'x', on: { lists: [] } },
    { ...deny, id: 'x', during: 'nihgts' },
    { ...deny, id: 'x', unless: { gate: true } },
    { ...deny },
  ]) {
    const document = { ...policy, grants: [...policy.grants, broken] } as unknown as PolicyDocument
    try {
      definePolicy(document)
      expect.unreachable(JSON.stringify(broken))
    } catch (error) {
      expect(isWaxsealError(error, 'policy-invalid')).toBe(true)
    }
  }
  expect(() => createEngine(definePolicy(policy), { lists: ['msk'] })).toThrow('`spb`')
})
