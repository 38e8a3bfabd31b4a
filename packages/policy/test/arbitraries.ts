import type {
  AllowGrant,
  DecisionRequest,
  DenyGrant,
  GrantDocument,
  GrantHolder,
  GrantScope,
  PolicyDocument,
  Principal,
} from '@waxseal/policy'
import fc from 'fast-check'

/** Names that catch look-ups through the prototype stand among ordinary ones. */
export const LISTS = ['spb', 'msk', 'constructor', 'any', 'own'] as const
const ROLES = ['sender', 'editor', 'toString', 'chief', 'constructor'] as const
const PEOPLE = ['maria', 'ivan', 'hasOwnProperty'] as const
const FIELDS = ['email', 'phone', 'name'] as const
const NETWORKS = { office: ['203.0.113.0/24', '2001:db8:1::/48'], depot: ['10.0.0.0/8', '198.51.100.7'] } as const
export const OWN_ACTIONS = ['orders.view', 'orders.refund.full', 'valueOf'] as const
const ACTIONS = ['contacts.view', 'contacts.export', 'campaigns.send.email', 'stats.view', ...OWN_ACTIONS] as const
const PATTERNS = [
  '*',
  'contacts.*',
  'campaigns.*',
  'campaigns.send.*',
  'orders.*',
  'orders.refund.*',
  ...ACTIONS,
] as const
const RULES = [{ from: ['news@romashka.ru'] }, { from: [], linkHosts: ['*.romashka.ru'] }] as const

/** A document whose host's own actions are plain texts, as if it had been read from a file. */
export type LooseDocument = PolicyDocument<string>

const some = <Value>(values: readonly Value[]) => fc.subarray([...values])

const holder: fc.Arbitrary<GrantHolder> = fc.oneof(
  fc.record({ role: fc.constantFrom(...ROLES) }),
  fc.record({ principal: fc.constantFrom(...PEOPLE) }),
)
const scope: fc.Arbitrary<GrantScope> = fc.record({
  lists: fc.oneof(
    fc.constantFrom('any' as const, 'own' as const),
    fc.array(fc.constantFrom(...LISTS), { minLength: 1, maxLength: 3 }),
  ),
})
const patterns = fc.array(fc.constantFrom(...PATTERNS), { minLength: 1, maxLength: 3 })

/** One allowing grant, without its id. */
export const allow: fc.Arbitrary<Omit<AllowGrant<string>, 'id'>> = fc.record(
  { allow: patterns, to: holder, on: scope, mask: some(FIELDS), content: fc.constantFrom(...RULES) },
  { requiredKeys: ['allow', 'to', 'on'] },
)
/** One denying grant, without its id. */
export const deny: fc.Arbitrary<Omit<DenyGrant<string>, 'id'>> = fc.record({ deny: patterns, to: holder, on: scope })

/** A valid policy: a role includes only roles before it, so that there are no cycles. */
export const policyDocument: fc.Arbitrary<LooseDocument> = fc
  .record({
    grants: fc.array(fc.oneof({ arbitrary: allow, weight: 4 }, { arbitrary: deny, weight: 1 }), {
      maxLength: 14,
      size: 'max',
    }),
    includes: fc.tuple(...ROLES.map((_, index) => some(ROLES.slice(0, index)))),
    ids: fc.uniqueArray(fc.stringMatching(/^[a-zA-Z0-9_-]{1,6}$/), { minLength: 14, maxLength: 14, size: 'max' }),
  })
  .map(({ grants, includes, ids }) => ({
    networks: NETWORKS,
    roles: Object.fromEntries(ROLES.map((role, index) => [role, { includes: includes[index] ?? [] }])),
    actions: OWN_ACTIONS,
    grants: grants.map((grant, index): GrantDocument<string> => ({ id: ids[index] ?? '', ...grant })),
  }))

const IPS = [
  '203.0.113.7',
  '203.0.114.7',
  '10.9.9.9',
  '198.51.100.7',
  '::ffff:10.0.0.5',
  '::ffff:cb00:7107',
  '2001:db8:1::5',
  '2001:db8:2::5',
  '010.0.0.5',
  '0x0a.0.0.5',
  '10.5',
  '167772165',
  '10.0.0.5:443',
  'fe80::1%eth0',
  '',
] as const
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

/** Mostly the ordinary value, so that requests reach the grants. */
function mostly<Value>(ordinary: Value, odd: fc.Arbitrary<Value>): fc.Arbitrary<Value> {
  return fc.oneof({ arbitrary: fc.constant(ordinary), weight: 5 }, { arbitrary: odd, weight: 1 })
}

const principal = fc.record({
  id: mostly<string>('maria', fc.constantFrom(...PEOPLE, 'stranger')),
  roles: fc.array(fc.constantFrom(...ROLES, 'unknown', '__proto__'), { maxLength: 3 }),
  lists: fc.oneof(fc.constant(undefined), fc.array(fc.constantFrom(...LISTS, 'unknown'), { maxLength: 3 })),
  networks: mostly<string[] | undefined>(undefined, fc.array(fc.constantFrom(...NETWORK_WORDS), { maxLength: 3 })),
  status: mostly<Principal['status']>(undefined, fc.constantFrom('active', 'suspended', 'offboarded')),
  endsAt: mostly<number | undefined>(undefined, fc.constantFrom(999, 1000, 1001, 2000, Number.POSITIVE_INFINITY)),
})

const list = fc.record({
  type: fc.constant('list' as const),
  id: mostly<string>('spb', fc.constantFrom(...LISTS, '__proto__', 'toString', 'nowhere')),
})

/** A well-typed request; its names may be unknown and its address bad. */
export const request: fc.Arbitrary<DecisionRequest> = fc.record({
  principal: fc.option(principal, { nil: undefined, freq: 20 }),
  action: fc.oneof(
    { arbitrary: fc.constantFrom(...ACTIONS), weight: 20 },
    { arbitrary: fc.constantFrom('*', 'contacts.*', 'toString', '__proto__'), weight: 1 },
  ),
  resource: mostly<DecisionRequest['resource']>(
    { type: 'list', id: 'msk' },
    fc.oneof(list, fc.constant({ type: 'account' as const })),
  ),
  context: fc.record({
    ip: fc.option(fc.constantFrom(...IPS), { nil: undefined }),
    at: mostly(1000, fc.constantFrom(999, Number.NaN)),
  }),
})
