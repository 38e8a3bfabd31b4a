import type { DecisionRequest } from '../../src/decision.js'
import type { ListDocument, Principal } from '../../src/policy/directory.js'
import type { GrantDocument, PolicyDocument } from '../../src/policy/document.js'
import { drawAddressIn, drawNetwork, spellOddly } from './networks.js'
import type { Random } from './random.js'
import { drawOddTime, drawTime } from './schedules.js'

export interface RequestWords {
  readonly policy: PolicyDocument
  readonly actions: readonly string[]
  readonly lists: readonly ListDocument[]
  readonly principals: readonly Principal[]
  /** The share of requests with something odd in them. */
  readonly odd: number
}

const ODD_WORDS = ['', '*', 'contacts.*', 'contacts', '__proto__', 'constructor', 'toString', 'nobody', 'list-0000 ']

/** Half of the requests are aimed at what some grant speaks of. Principals are named by id. */
export function drawRequests(random: Random, count: number, words: RequestWords): DecisionRequest[] {
  const { policy, actions, lists, principals, odd } = words
  const byId = new Map(principals.map((principal) => [principal.id, principal]))
  const byRole = holders(policy, principals)
  const byZone = (zone: string) => lists.filter((list) => list.zones?.includes(zone))
  const denies = policy.grants.filter((grant) => grant.deny !== undefined)
  const zoned = new Map((policy.zones ?? []).map((zone) => [zone, byZone(zone)]))

  function aimed(grant: GrantDocument) {
    const { role, principal: id } = grant.to
    const person =
      (role === undefined ? byId.get(id) : random.pick(byRole.get(role) ?? principals)) ?? random.pick(principals)
    const pattern = random.pick(grant.allow ?? grant.deny ?? [])
    const covered = actions.filter(
      (name) => pattern === '*' || name === pattern || name.startsWith(pattern.slice(0, -1)),
    )
    return { person, action: random.pick(covered), list: grant.on.account ? undefined : listUnder(grant, person) }
  }

  function listUnder({ on }: GrantDocument, { lists: own = [], zones = [] }: Principal): string {
    if (on.lists === 'any') return random.pick(lists).id
    if (on.lists !== undefined) return random.pick(on.lists === 'own' ? [...own, 'list-0000'] : on.lists)
    const inZone = zoned.get(random.pick((on.zones === 'own' ? zones : on.zones) ?? [])) ?? []
    return random.pick(inZone.length > 0 ? inZone : lists).id
  }

  function anything() {
    const person = random.pick(principals)
    const list = random.chance(0.5)
      ? random.pick(person.lists?.length ? person.lists : ['list-0000'])
      : random.pick(lists).id
    return { person, action: random.pick(actions), list: random.chance(0.1) ? undefined : list }
  }

  return Array.from({ length: count }, (_, index) => {
    const { person, action, list } =
      index % 2 === 0 && policy.grants.length > 0
        ? aimed(random.pick(denies.length > 0 && random.chance(0.27) ? denies : policy.grants))
        : anything()
    const ip = drawAddress(random, policy, person)
    const request = {
      principal: person.id,
      action,
      resource: list === undefined ? ({ type: 'account' } as const) : ({ type: 'list', id: list } as const),
      context: { ip, at: drawTime(random) },
    }
    return random.chance(odd) ? oddly(random, request) : request
  })
}

/** Seven in eight from one of his networks. */
function drawAddress(random: Random, { networks = {} }: PolicyDocument, person: Principal): string {
  const own = person.networks ?? []
  if (own.length === 0 || random.chance(0.13)) return drawAddressIn(random, drawNetwork(random))
  const one = random.chance(0.4) ? own[0] : random.pick(own)
  return drawAddressIn(random, random.pick(networks[one ?? ''] ?? [one ?? '']))
}

function oddly(random: Random, request: DecisionRequest): DecisionRequest {
  const { context, resource } = request
  switch (random.below(8)) {
    case 0:
      return { ...request, principal: random.pick(ODD_WORDS) }
    case 1:
      return { ...request, action: random.pick(ODD_WORDS) }
    case 2:
      return { ...request, resource: { type: 'list', id: random.pick(ODD_WORDS) } }
    case 3:
      return {
        ...request,
        resource: resource.type === 'list' ? { type: 'account' } : { type: 'list', id: 'list-0000' },
      }
    case 4:
      return { ...request, context: { ...context, at: drawOddTime(random) } }
    case 5:
      return { ...request, context: { ...context, ip: random.pick([undefined, '', 'localhost', '::', '0.0.0.0']) } }
    default:
      return { ...request, context: { ...context, ip: spellOddly(random, context.ip ?? '') } }
  }
}

/** Who holds each role, directly or through others. */
function holders({ roles }: PolicyDocument, principals: readonly Principal[]): Map<string, Principal[]> {
  const found = new Map<string, Principal[]>()
  for (const principal of principals) {
    const held = new Set(principal.roles)
    for (const name of held) for (const inner of roles[name]?.includes ?? []) held.add(inner)
    for (const name of held) {
      const known = found.get(name)
      if (known === undefined) found.set(name, [principal])
      else known.push(principal)
    }
  }
  return found
}
