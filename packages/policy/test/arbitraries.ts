import type { Rule } from '@waxseal/core'
import type {
  AllowGrant,
  Change,
  DecisionRequest,
  DenyGrant,
  GrantDocument,
  GrantHolder,
  GrantScope,
  ListDocument,
  PolicyDocument,
  Principal,
  ScheduleDocument,
} from '@waxseal/policy'
import fc from 'fast-check'

/** Names that catch look-ups through the prototype stand among ordinary ones. */
export const LISTS = ['spb', 'msk', 'constructor', 'any', 'own'] as const
const ROLES = ['sender', 'editor', 'toString', 'chief', 'constructor'] as const
export const PEOPLE = ['maria', 'ivan', 'hasOwnProperty'] as const
const ZONES = ['north', 'south', 'own', 'valueOf'] as const
const SCHEDULES = ['day', 'night', 'toString'] as const
const FIELDS = ['email', 'phone', 'name'] as const
const NETWORKS = { office: ['203.0.113.0/24', '2001:db8:1::/48'], depot: ['10.0.0.0/8', '198.51.100.7'] } as const
const OWN_ACTIONS = ['orders.view', 'orders.refund.full', 'valueOf'] as const
export const ACTIONS = [
  'contacts.view',
  'contacts.export',
  'campaigns.send.email',
  'stats.view',
  ...OWN_ACTIONS,
] as const
const PATTERNS = [
  '*',
  'contacts.*',
  'campaigns.*',
  'campaigns.send.*',
  'orders.*',
  'orders.refund.*',
  ...ACTIONS,
] as const
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
/** Ids whose order is not the same by code unit, by code point and by the alphabet of a country. */
const GRANTS = ['g1', 'g2', 'g3', 'a', 'B', '_', '-', '0', '10', '9', 'é', 'я', '😀', '～'] as const
const CONTENT = [{ from: ['news@romashka.ru'] }, { from: [], linkHosts: ['*.romashka.ru'] }] as const

/** Everything that an engine is made of, without its rules. */
export interface Documents {
  readonly policy: PolicyDocument
  readonly lists: readonly ListDocument[]
  readonly principals: readonly Principal[]
}

const some = <Value>(values: readonly Value[]) => fc.subarray([...values])
const named = <Value>(values: readonly Value[]) => fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 3 })

/** Mostly the ordinary value, so that requests reach the grants. */
function mostly<Value>(ordinary: Value, odd: fc.Arbitrary<Value>, weight = 5): fc.Arbitrary<Value> {
  return fc.oneof({ arbitrary: fc.constant(ordinary), weight }, { arbitrary: odd, weight: 1 })
}

const scope: fc.Arbitrary<GrantScope> = fc.oneof(
  fc.record({ lists: fc.oneof(fc.constantFrom('any' as const, 'own' as const), named(LISTS)) }),
  fc.record({ zones: fc.oneof(fc.constant('own' as const), named(ZONES)) }),
  fc.constant({ account: true as const }),
)
const holder: fc.Arbitrary<GrantHolder> = fc.oneof(
  fc.record({ role: fc.constantFrom(...ROLES) }),
  fc.record({ principal: fc.constantFrom(...PEOPLE, 'stranger') }),
)
const common = { to: holder, on: scope, during: mostly(undefined, fc.constantFrom(...SCHEDULES), 2) }
const patterns = named(PATTERNS) as fc.Arbitrary<DenyGrant['deny']>

/** One allowing grant, without its id. */
export const allow: fc.Arbitrary<Omit<AllowGrant, 'id'>> = fc.record(
  { allow: patterns, ...common, mask: some(FIELDS), content: fc.constantFrom(...CONTENT) },
  { requiredKeys: ['allow', 'to', 'on'] },
)
/** One denying grant, without its id. */
export const deny: fc.Arbitrary<Omit<DenyGrant, 'id'>> = fc.record(
  { deny: patterns, ...common },
  { requiredKeys: ['deny', 'to', 'on'] },
)
const grantBody = fc.oneof({ arbitrary: allow, weight: 4 }, { arbitrary: deny, weight: 1 })

/** One list; its zones may be ones that the policy does not declare. */
const listNamed = (id: string): fc.Arbitrary<ListDocument> =>
  fc.record({ id: fc.constant(id), zones: some([...ZONES, 'moon']) }, { requiredKeys: ['id'] })

const NETWORK_WORDS = [
  'office',
  'depot',
  'moon',
  'constructor',
  '10.0.0.0/8',
  '10.0.0.5/8',
  '::ffff:10.0.0.0/104',
  '203.0.113.7',
  '::/0',
] as const

/** A Monday evening, around which hours, ends and holidays are drawn. */
const AT = Date.parse('2026-11-23T19:05:00Z')
const HOUR = 3_600_000

/** A principal; `endsAt` is one that a directory accepts. */
const principalNamed = (id: fc.Arbitrary<string>): fc.Arbitrary<Principal> =>
  fc.record({
    id,
    roles: fc.array(fc.constantFrom(...ROLES, 'unknown', '__proto__'), { maxLength: 3 }),
    lists: fc.oneof(fc.constant(undefined), fc.array(fc.constantFrom(...LISTS, 'unknown'), { maxLength: 3 })),
    zones: fc.oneof(fc.constant(undefined), fc.array(fc.constantFrom(...ZONES, 'moon'), { maxLength: 2 })),
    networks: mostly<string[] | undefined>(undefined, fc.array(fc.constantFrom(...NETWORK_WORDS), { maxLength: 3 })),
    status: mostly<Principal['status']>(undefined, fc.constantFrom('active', 'suspended', 'offboarded')),
    endsAt: mostly<number | undefined>(undefined, fc.constantFrom(AT - 1, AT, AT + 1, AT + 9999 * HOUR)),
  })

const time = fc.constantFrom('00:00', '02:30', '08:00', '14:05', '19:05', '20:05', '23:59')

/** Hours of the days around the instants that requests name, in zones that are and are not on summer time. */
const scheduleDocument: fc.Arbitrary<ScheduleDocument> = fc.record(
  {
    timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'),
    windows: fc.array(
      fc.record({
        days: fc.subarray([...WEEKDAYS], { minLength: 1 }),
        from: time,
        to: fc.oneof(time, fc.constant('24:00')),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    holidays: some(['2026-11-22', '2026-11-23', '2026-11-24', '2026-10-25']),
  },
  { requiredKeys: ['timeZone', 'windows'] },
)

/** A valid policy with its lists and people. A role includes only roles before it, so that there are no cycles. */
export const documents: fc.Arbitrary<Documents> = fc
  .record({
    grants: fc.array(grantBody, { maxLength: GRANTS.length, size: 'max' }),
    includes: fc.tuple(...ROLES.map((_, index) => some(ROLES.slice(0, index)))),
    schedules: fc.tuple(...SCHEDULES.map(() => scheduleDocument)),
    ids: fc.shuffledSubarray([...GRANTS], { minLength: GRANTS.length }),
    lists: fc.tuple(...LISTS.map(listNamed)),
    principals: fc.tuple(...PEOPLE.map((id) => principalNamed(fc.constant(id)))),
  })
  .map(({ grants, includes, schedules, ids, lists, principals }) => ({
    policy: {
      version: 1,
      networks: NETWORKS,
      zones: ZONES,
      schedules: Object.fromEntries(SCHEDULES.map((name, index) => [name, schedules[index] as ScheduleDocument])),
      roles: Object.fromEntries(ROLES.map((role, index) => [role, { includes: includes[index] ?? [] }])),
      actions: OWN_ACTIONS,
      grants: grants.map((grant, index): GrantDocument => ({ id: ids[index] ?? '', ...grant })),
    },
    lists,
    principals,
  }))

/** An instant in an hour of that week, at an edge of an hour or of summer time, or none. */
const instant = fc.oneof(
  { arbitrary: fc.constant(AT), weight: 40 },
  { arbitrary: fc.integer({ min: -60, max: 60 }).map((hours) => AT + hours * HOUR), weight: 40 },
  { arbitrary: fc.constantFrom(AT - 1, AT + 1, AT - 0.5), weight: 10 },
  {
    arbitrary: fc.integer({ min: -4, max: 4 }).map((halves) => Date.parse('2026-10-25T01:00Z') + (halves * HOUR) / 2),
    weight: 20,
  },
  { arbitrary: fc.constantFrom(Number.NaN, Number.NEGATIVE_INFINITY, 8.64e15 + 2, 8.64e15, -8.64e15), weight: 1 },
)

const IPS = [
  '203.0.113.7',
  '203.0.114.7',
  '10.9.9.9',
  '198.51.100.7',
  '::ffff:10.0.0.5',
  '::ffff:cb00:7107',
  '2001:db8:1::5',
  '2001:DB8:1:0::5',
  '2001:db8:2::5',
  '010.0.0.5',
  '0x0a.0.0.5',
  '10.5',
  '167772165',
  '10.0.0.5:443',
  'fe80::1%eth0',
  '',
] as const

const described = principalNamed(mostly<string>('maria', fc.constantFrom(...PEOPLE, 'stranger'))).chain((person) =>
  mostly(
    person,
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY).map((endsAt) => ({ ...person, endsAt })),
    20,
  ),
)

/** A well-typed request; its names may be unknown and its address bad. Principals come by id and as objects. */
export const request: fc.Arbitrary<DecisionRequest> = fc.record({
  principal: fc.oneof(
    { arbitrary: described, weight: 8 },
    { arbitrary: fc.constantFrom(...PEOPLE), weight: 8 },
    { arbitrary: fc.constantFrom(undefined, 'nobody', '__proto__', ''), weight: 1 },
  ),
  action: fc.oneof(
    { arbitrary: fc.constantFrom(...ACTIONS), weight: 20 },
    { arbitrary: fc.constantFrom('*', 'contacts.*', 'toString', '__proto__'), weight: 1 },
  ),
  resource: mostly<DecisionRequest['resource']>(
    { type: 'list', id: 'msk' },
    fc.oneof(
      fc.record({ type: fc.constant('list' as const), id: fc.constantFrom(...LISTS, '__proto__', 'toString') }),
      fc.constant({ type: 'account' as const }),
    ),
    1,
  ),
  context: fc.record({ ip: fc.option(fc.constantFrom(...IPS), { nil: undefined }), at: instant }),
  facts: fc.oneof(
    fc.constant(undefined),
    fc.record(
      { count: fc.constantFrom(0, 3, 4, undefined, null, '3'), toString: fc.constant(1) },
      { requiredKeys: [] },
    ),
  ),
})

/** Own kinds of obligation that the rules below ask for and that the engine is told of; `crm:unheard` is not among them. */
export const OBLIGATIONS = ['crm:watermark'] as const

/** Rules of every temper. */
const RULES: readonly Rule[] = [
  {
    name: 'cap',
    facts: ['count'],
    check: ({ facts }) => (Number(facts.count) > 3 ? { refuse: 'cap-reached', message: 'too many' } : undefined),
  },
  { name: 'inherited', actions: ['orders.*'], facts: ['toString'], check: () => undefined },
  { name: 'masks', actions: ['contacts.*'], check: () => ({ oblige: [{ type: 'mask', fields: ['name', 'phone'] }] }) },
  {
    name: 'marks',
    actions: ['campaigns.send.*', 'stats.view'],
    check: ({ list }) => (list === undefined ? undefined : { oblige: [{ type: 'crm:watermark', text: list.id }] }),
  },
  { name: 'unheard', actions: ['valueOf'], check: () => ({ oblige: [{ type: 'crm:unheard' }] }) },
  {
    name: 'throws',
    actions: ['orders.refund.*'],
    check: ({ principal }) => {
      if (principal.roles.includes('chief')) return undefined
      throw new Error('anna@example.ru')
    },
  },
  {
    name: 'mumbles',
    actions: ['stats.*'],
    check: ({ principal }) => (principal.zones.includes('north') ? (true as never) : undefined),
  },
  {
    name: 'far',
    actions: ['contacts.export'],
    check: ({ list, context }) =>
      list?.zones.includes('moon') === true || context.ip === undefined
        ? { refuse: 'far', message: 'too far' }
        : undefined,
  },
]

/** Some of the rules, in any order; often none. */
export const rules: fc.Arbitrary<readonly Rule[]> = fc.oneof(fc.constant([]), fc.shuffledSubarray([...RULES]))

const anyRole = fc.constantFrom(...ROLES, 'deputy')
const anySchedule = fc.constantFrom(...SCHEDULES, 'noon')
const anyZone = fc.constantFrom(...ZONES, 'east')
const anyList = fc.constantFrom(...LISTS, 'kazan')
const anyPerson = fc.constantFrom(...PEOPLE, 'stranger')
const anyNetwork = fc.constantFrom('office', 'depot', 'moon')
const anyGrant = fc.constantFrom(...GRANTS)

/** Mostly a role that includes others before it, so that few end in a cycle. */
const rolePut: fc.Arbitrary<Change> = anyRole.chain((name) => {
  const index = (ROLES as readonly string[]).indexOf(name)
  return mostly(index < 0 ? [...ROLES] : ROLES.slice(0, index), fc.constant([...ROLES]))
    .chain(some)
    .map((includes) => ({ put: 'role', name, role: { includes } }))
})

const principalPart = fc.record(
  {
    status: fc.constantFrom('active' as const, 'suspended' as const, undefined),
    endsAt: fc.constantFrom(AT, AT + 1, null, undefined),
    networks: fc.constantFrom(['office'], ['10.0.0.0/8', 'depot'], [], null, undefined),
  },
  { requiredKeys: [] },
)

/** A change that may be refused: what it removes may be in use or not be there, what it names may be unknown. */
export const change: fc.Arbitrary<Change> = fc.oneof(
  {
    arbitrary: fc.tuple(anyGrant, grantBody).map(([id, body]) => ({ put: 'grant', grant: { id, ...body } }) as Change),
    weight: 4,
  },
  { arbitrary: anyGrant.map((id): Change => ({ remove: 'grant', id })), weight: 6 },
  { arbitrary: rolePut, weight: 3 },
  anyRole.map((name): Change => ({ remove: 'role', name })),
  fc
    .tuple(anyNetwork, some(['203.0.112.0/22', '10.9.0.0/16', '2001:db8::/32', '10.5', '198.51.100.7/24']))
    .map(([name, networks]): Change => ({ put: 'network', name, networks: networks.slice(0, 2) })),
  anyNetwork.map((name): Change => ({ remove: 'network', name })),
  fc.tuple(anySchedule, scheduleDocument).map(([name, schedule]): Change => ({ put: 'schedule', name, schedule })),
  anySchedule.map((name): Change => ({ remove: 'schedule', name })),
  anyZone.map((name): Change => ({ put: 'zone', name })),
  anyZone.map((name): Change => ({ remove: 'zone', name })),
  anyList.chain(listNamed).map((list): Change => ({ put: 'list', list })),
  anyList.map((id): Change => ({ remove: 'list', id })),
  principalNamed(anyPerson).map((principal): Change => ({ put: 'principal', principal })),
  anyPerson.map((id): Change => ({ remove: 'principal', id })),
  fc.tuple(anyPerson, principalPart).map(([id, part]): Change => ({ set: 'principal', id, ...part })),
)
