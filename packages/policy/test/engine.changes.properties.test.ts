import {
  type Change,
  createEngine,
  definePolicy,
  type GrantDocument,
  type PolicyDocument,
  type Principal,
} from '@waxseal/policy'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { change, type Documents, documents, request } from './arbitraries.js'
import { createRandom } from './workload/random.js'
import { createWorkload } from './workload/workload.js'

const thorough = process.env.THOROUGH === '1'
const runs = thorough ? 6_000 : 100
if (thorough) vi.setConfig({ testTimeout: 600_000 })
const changes = fc.array(change, { minLength: 1, maxLength: 12 })
const requests = fc.array(request, { minLength: 30, maxLength: 30 })

const engineOf = ({ policy, lists, principals }: Documents) => createEngine(definePolicy(policy), { lists, principals })

test('after any changes the engine answers as one built anew from the documents that result; a refused one changes nothing', () => {
  let made = 0
  let refused = 0
  fc.assert(
    fc.property(documents, changes, requests, (start, steps, questions) => {
      const engine = engineOf(start)
      let now = start
      for (const step of steps) {
        const wanted = changed(now, step)
        const anew = wanted && attempt(() => engineOf(wanted))
        if (wanted === undefined || anew === undefined) {
          expect(() => engine.apply(step)).toThrow()
          refused++
        } else {
          engine.apply(step)
          now = wanted
          made++
        }
        const fresh = anew ?? engineOf(now)
        for (const question of questions.slice(0, 6)) expect(engine.decide(question)).toEqual(fresh.decide(question))
      }
      const fresh = engineOf(now)
      for (const question of questions) expect(engine.decide(question)).toEqual(fresh.decide(question))
      expect(sorted(engine.policy)).toEqual(sorted(now.policy))
    }),
    { numRuns: runs },
  )
  expect(made).toBeGreaterThan(runs)
  expect(refused).toBeGreaterThan(runs / 4)
})

test('changes that come together are made all or none', () => {
  fc.assert(
    fc.property(documents, changes, requests, (start, steps, questions) => {
      const engine = engineOf(start)
      const before = questions.map((question) => engine.decide(question))
      const document = sorted(engine.policy)
      const singly = engineOf(start)
      if (attempt(() => steps.map((step) => singly.apply(step))) === undefined) {
        expect(() => engine.apply(steps)).toThrow()
        expect(questions.map((question) => engine.decide(question))).toEqual(before)
        expect(sorted(engine.policy)).toEqual(document)
      } else {
        engine.apply(steps)
        expect(questions.map((question) => engine.decide(question))).toEqual(
          questions.map((question) => singly.decide(question)),
        )
      }
    }),
    { numRuns: runs },
  )
})

test('a company in which much changes at once is answered as one built anew', () => {
  const sizes = { people: 20, lists: 12, zones: 4, roles: 6, ownNetworks: 1, sharedNetworks: 1 }
  const { policy, lists, principals, requests } = createWorkload({ seed: 21, grants: 400, requests: 300, ...sizes })
  const random = createRandom(22)
  let now: Documents = { policy: { ...policy, grants: policy.grants.slice(0, 200) }, lists, principals }
  const engine = engineOf(now)
  const roles = Object.keys(policy.roles)

  const put = (grant: GrantDocument): Change => ({ put: 'grant', grant })
  const heap = (grant: GrantDocument): Change =>
    put({ ...grant, to: { principal: random.pick(principals.slice(0, 3)).id } })
  const takeAway = ({ id }: GrantDocument): Change => ({ remove: 'grant', id })
  const others = (): readonly Change[] => {
    const { id, ...person } = random.pick(principals)
    const index = random.below(roles.length)
    const includes = random.some(roles.slice(0, index), 2)
    return [
      { put: 'role', name: roles[index] ?? '', role: { includes } },
      { put: 'principal', principal: { ...person, id, roles: random.some(roles, 2) } },
      { set: 'principal', id: random.pick(principals).id, ...random.pick([{ networks: null }, { endsAt: null }]) },
      { put: 'list', list: { ...random.pick(lists), zones: random.some(policy.zones ?? [], 2) } },
    ]
  }

  const grants = policy.grants
  for (const steps of [
    [],
    grants.slice(200, 210).map(heap),
    grants.slice(210, 400).map(put),
    grants.slice(50, 250).map(heap),
    grants.slice(230, 240).map(takeAway),
    grants.slice(100, 200).map(takeAway),
    grants.slice(230, 233).map(heap),
    [...grants.slice(0, 95), ...grants.slice(240)].map(takeAway),
    grants.slice(300).map(put),
  ]) {
    for (const change of [...steps, ...others()]) {
      engine.apply(change)
      now = changed(now, change) ?? now
    }
    const fresh = engineOf(now)
    for (const request of requests) expect(engine.decide(request)).toEqual(fresh.decide(request))
    expect(sorted(engine.policy)).toEqual(sorted(now.policy))
  }
})

/** The documents after a change; nothing if it removes what is not there. What comes out may be invalid. */
function changed({ policy, lists, principals }: Documents, step: Change): Documents | undefined {
  const { grants, networks = {}, roles, schedules = {}, zones = [] } = policy
  const withPolicy = (part: Partial<PolicyDocument>) => ({ policy: { ...policy, ...part }, lists, principals })
  if ('put' in step) {
    switch (step.put) {
      case 'grant':
        return withPolicy({ grants: replaced(grants, step.grant) })
      case 'list':
        return { policy, lists: replaced(lists, step.list), principals }
      case 'principal':
        return { policy, lists, principals: replaced(principals, step.principal) }
      case 'role':
        return withPolicy({ roles: { ...roles, [step.name]: step.role } })
      case 'network':
        return withPolicy({ networks: { ...networks, [step.name]: step.networks } })
      case 'schedule':
        return withPolicy({ schedules: { ...schedules, [step.name]: step.schedule } })
      case 'zone':
        return withPolicy({ zones: [...new Set([...zones, step.name])] })
    }
  }
  if ('set' in step) {
    const before = principals.find(({ id }) => id === step.id)
    return before && { policy, lists, principals: replaced(principals, withPart(before, step)) }
  }
  switch (step.remove) {
    case 'grant':
      return without(grants, step.id, (left) => withPolicy({ grants: left }))
    case 'list':
      return without(lists, step.id, (left) => ({ policy, lists: left, principals }))
    case 'principal':
      return without(principals, step.id, (left) => ({ policy, lists, principals: left }))
    case 'role':
      return withoutMember(roles, step.name, (left) => withPolicy({ roles: left }))
    case 'network':
      return withoutMember(networks, step.name, (left) => withPolicy({ networks: left }))
    case 'schedule':
      return withoutMember(schedules, step.name, (left) => withPolicy({ schedules: left }))
    case 'zone':
      return zones.includes(step.name) ? withPolicy({ zones: zones.filter((zone) => zone !== step.name) }) : undefined
  }
}

/** `null` takes away, `undefined` leaves. */
function withPart(
  { networks, endsAt, status, ...rest }: Principal,
  part: Extract<Change, { set: unknown }>,
): Principal {
  return {
    ...rest,
    status: part.status === undefined ? status : part.status,
    endsAt: part.endsAt === undefined ? endsAt : (part.endsAt ?? undefined),
    networks: part.networks === undefined ? networks : (part.networks ?? undefined),
  }
}

function replaced<Item extends { readonly id: string }>(items: readonly Item[], item: Item): readonly Item[] {
  return [...items.filter((other) => other.id !== item.id), item]
}

function without<Item extends { readonly id: string }>(
  items: readonly Item[],
  id: string,
  made: (left: readonly Item[]) => Documents,
): Documents | undefined {
  return items.some((item) => item.id === id) ? made(items.filter((item) => item.id !== id)) : undefined
}

function withoutMember<Value>(
  record: Readonly<Record<string, Value>>,
  name: string,
  made: (left: Readonly<Record<string, Value>>) => Documents,
): Documents | undefined {
  if (!Object.hasOwn(record, name)) return undefined
  return made(Object.fromEntries(Object.entries(record).filter(([other]) => other !== name)))
}

function attempt<Value>(act: () => Value): Value | undefined {
  try {
    return act()
  } catch {
    return undefined
  }
}

/** The document in one order, with what goes without saying left out. */
function sorted(policy: PolicyDocument): unknown {
  const { grants, networks = {}, roles, schedules = {}, zones = [], actions } = policy
  return JSON.parse(
    JSON.stringify({
      grants: [...grants].sort((one, other) => (one.id < other.id ? -1 : 1)),
      networks: byName(networks),
      roles: byName(roles).map(([name, { includes = [] }]) => [name, includes]),
      schedules: byName(schedules),
      zones: [...zones].sort(),
      actions,
    }),
  )
}

function byName<Value>(record: Readonly<Record<string, Value>>): [string, Value][] {
  return Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1))
}
