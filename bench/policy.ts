import { AbilityBuilder, createMongoAbility, type MongoAbility, subject } from '@casl/ability'
import { createEngine, type DecisionRequest, definePolicy, type GrantDocument, type Principal } from '@waxseal/policy'
import { newEnforcer, newModelFromString, StringAdapter } from 'casbin'
import { compare } from './measure.js'
import { seeded } from './seeded.js'

// 10,000 grants: may this person do this on that list? The rivals know no addresses, states or end dates, so nobody is bound to a
// network; a second row of ours binds everybody to twenty.

const PEOPLE = 10_000
const GRANTS = 10_000
const ACTIONS = [
  'contacts.view',
  'contacts.export',
  'contacts.edit',
  'campaigns.send.email',
  'campaigns.view',
  'stats.view',
] as const

const random = seeded(42)
const lists = Array.from({ length: 1000 }, (_, index) => `list-${index}`)
const roles = Array.from({ length: 20 }, (_, index) => `role-${index}`)
const people: Principal[] = Array.from({ length: PEOPLE }, (_, index) => ({
  id: `user-${index}`,
  roles: [random.pick(roles)],
  lists: Array.from({ length: random.below(10) }, () => random.pick(lists)),
}))
const grants = Array.from({ length: GRANTS }, (_, index): GrantDocument => {
  const common = {
    id: `grant-${index}`,
    to: index < 30 ? { role: random.pick(roles) } : { principal: `user-${random.below(PEOPLE)}` },
    on: { lists: random.below(10) === 0 ? ('own' as const) : [random.pick(lists)] },
  }
  const actions = [random.pick(ACTIONS), random.pick(ACTIONS)]
  return random.below(7) === 0 ? { ...common, deny: actions } : { ...common, allow: actions }
})
const requests = Array.from(
  { length: 20_000 },
  (_, index): DecisionRequest & { principal: Principal; list: string } => {
    const aimed = random.pick(grants)
    const named = index % 2 === 0 && aimed.to.principal !== undefined
    const principal = (named ? people[Number(aimed.to.principal?.slice(5))] : undefined) ?? random.pick(people)
    const list =
      named && typeof aimed.on.lists !== 'string'
        ? (aimed.on.lists[0] ?? '')
        : random.pick(principal.lists?.length ? principal.lists : lists)
    const action = named ? ((aimed.allow ?? aimed.deny)?.[0] ?? '') : random.pick(ACTIONS)
    return { principal, action, list, resource: { type: 'list', id: list }, context: { at: 0, ip: '10.7.0.1' } }
  },
)

const policy = definePolicy({ roles: Object.fromEntries(roles.map((role) => [role, {}])), grants })
const engine = createEngine(policy, { lists })
const networks = Array.from({ length: 20 }, (_, index) => `10.${index}.0.0/16`)
const bound = requests.map((request) => ({ ...request, principal: { ...request.principal, networks } }))

const byHolder = new Map<string, GrantDocument[]>()
for (const grant of grants) {
  const theirs = byHolder.get(holder(grant))
  if (theirs === undefined) byHolder.set(holder(grant), [grant])
  else theirs.push(grant)
}

const abilities = new Map<string, MongoAbility>()
function abilityOf(person: Principal): MongoAbility {
  const { can, cannot, build } = new AbilityBuilder<MongoAbility>(createMongoAbility)
  const theirs = [
    ...(byHolder.get(person.id) ?? []),
    ...(person.roles ?? []).flatMap((role) => byHolder.get(role) ?? []),
  ]
  const place = (on: GrantDocument['on']) => ({
    id: { $in: [...(on.lists === 'own' ? (person.lists ?? []) : on.lists)] },
  })
  for (const { allow, on } of theirs) if (allow !== undefined) can([...allow], 'List', place(on))
  // Later rules win, so that what denies comes last.
  for (const { deny, on } of theirs) if (deny !== undefined) cannot([...deny], 'List', place(on))
  return build()
}
function holder({ to }: GrantDocument): string {
  return to.principal ?? to.role ?? ''
}

const lines = grants.flatMap((grant) =>
  (grant.allow ?? grant.deny ?? []).flatMap((action) =>
    (grant.on.lists === 'own' ? ['own'] : [...grant.on.lists]).map(
      (list) => `p, ${holder(grant)}, ${list}, ${action}, ${grant.allow === undefined ? 'deny' : 'allow'}`,
    ),
  ),
)
const members = people.flatMap(({ id, roles }) => (roles ?? []).map((role) => `g, ${id}, ${role}`))
const enforcer = await newEnforcer(
  newModelFromString(`
[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act, eft
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = r.act == p.act && (r.obj == p.obj || (p.obj == "own" && own(r.sub, r.obj))) && g(r.sub, p.sub)
`),
  new StringAdapter([...lines, ...members].join('\n')),
)
const ownLists = new Map(people.map(({ id, lists }) => [id, new Set(lists)]))
await enforcer.addFunction('own', (person: string, list: string) => ownLists.get(person)?.has(list) === true)

type Request = (typeof requests)[number]
const rivals = {
  kept({ principal, action, list }: Request): boolean {
    let ability = abilities.get(principal.id)
    if (ability === undefined) {
      ability = abilityOf(principal)
      abilities.set(principal.id, ability)
    }
    return ability.can(action, subject('List', { id: list }))
  },
  fresh: ({ principal, action, list }: Request) => abilityOf(principal).can(action, subject('List', { id: list })),
  casbin: ({ principal, action, list }: Request) => enforcer.enforceSync(principal.id, list, action),
}

let allowed = 0
for (const [index, request] of requests.entries()) {
  const ours = engine.decide(request).allowed
  if (ours) allowed++
  for (const [name, decide] of Object.entries(rivals)) {
    if (name === 'casbin' && index >= 100) continue
    if (decide(request) !== ours) throw new Error(`${name} decides request ${index} differently`)
  }
}
console.log(`policy: ${GRANTS} grants, ${PEOPLE} people, ${requests.length} requests, ${allowed} allowed; all agree`)

function over<T>(decide: (request: T) => unknown, all: readonly T[]): (count: number) => void {
  let next = 0
  return (count) => {
    for (let done = 0; done < count; done++) {
      decide(all[next] as T)
      next = (next + 1) % all.length
    }
  }
}
await compare('one decision', [
  { name: '@waxseal/policy', run: over(engine.decide, requests) },
  { name: '@waxseal/policy, 20 networks each', run: over(engine.decide, bound) },
  { name: '@casl/ability, abilities kept', run: over(rivals.kept, requests) },
  { name: '@casl/ability, one per request', run: over(rivals.fresh, requests) },
  { name: 'casbin', run: over(rivals.casbin, requests) },
])
