import { EngineState } from '../../engine/state.js'
import type { GrantDocument, Policy } from '../../policy/document.js'
import { roleClosure } from '../../policy/roles.js'
import { GrantShelf, type Line, partsOf } from './grant-shelf.js'
import type { ReadDirectory } from './read-directory.js'
import { roleStandings, type Standing, standingOf } from './standing.js'

/** The grants made to one role or one principal. */
export interface HolderGrants {
  readonly allows: GrantShelf
  readonly denies: GrantShelf
}

/** All that findings are drawn from. */
export interface Ground {
  readonly policy: Policy
  readonly state: EngineState
  /** `undefined`: nothing is known about lists and principals. */
  readonly directory: ReadDirectory | undefined
  /** Lists by zone. */
  readonly zones: ReadonlyMap<string, readonly string[]>
  readonly at: number | undefined
  /** In the order of the document. */
  readonly lines: readonly Line[]
  /** Holders of the very same grants: the grants made to one role or one principal. */
  readonly holders: ReadonlyMap<string, HolderGrants>
  /** What can be said of the holders of a grant; `undefined`: there are none. Asked only when the principals are known. */
  standingOf(to: GrantDocument['to']): Standing | undefined
  /** Grants that everybody holds who holds a grant made so: its own holder's first, then those of the roles behind it. */
  holdersBehind(to: GrantDocument['to']): readonly HolderGrants[]
  /** Parts that cover this part of a scope, itself among them. */
  partsOver(part: string): readonly string[]
}

/** One word for each holder. */
export function holderKey({ role, principal }: GrantDocument['to']): string {
  return role === undefined ? `principal:${principal}` : `role:${role}`
}

/** Lays out a policy and its directory, so that each finding needs only a few look-ups. */
export function groundOf(policy: Policy, directory: ReadDirectory | undefined, at: number | undefined): Ground {
  const state = new EngineState(policy)
  const zones = listsByZone(directory)
  const people = directory?.principals
  const zonesWithLists = new Set(zones.keys())
  const standing = (person: Parameters<typeof standingOf>[0]) =>
    standingOf(person, directory?.lists ?? new Map(), zonesWithLists, at)
  const roles = directory === undefined ? new Map<string, Standing>() : roleStandings(state, directory, standing)
  const lines = [...state.grants.values()].map((grant, index): Line => ({ index, grant, parts: partsOf(grant) }))
  const holders = holdersOf(lines)
  const behind = new Map<string, readonly HolderGrants[]>()

  function findBehind({ role, principal = '' }: GrantDocument['to']): readonly HolderGrants[] {
    const direct = role === undefined ? (people?.get(principal)?.roles ?? []) : [role]
    const names = roleClosure(direct, (name) => state.roles.get(name)?.includes)
    const keys = [...names].map((name) => holderKey({ role: name }))
    if (role === undefined) keys.unshift(holderKey({ principal }))
    return keys.flatMap((key) => holders.get(key) ?? [])
  }

  return {
    policy,
    state,
    directory,
    zones,
    at,
    lines,
    holders,
    standingOf({ role, principal = '' }) {
      if (role !== undefined) return roles.get(role)
      const person = people?.get(principal)
      return person && standing(person)
    },
    holdersBehind(to) {
      const key = holderKey(to)
      const known = behind.get(key)
      if (known !== undefined) return known
      const found = findBehind(to)
      behind.set(key, found)
      return found
    },
    partsOver(part) {
      if (part === 'any') return ['any']
      const zonesOfList = part.startsWith('list:') ? (directory?.lists.get(part.slice(5))?.zones ?? []) : []
      return [part, 'any', ...zonesOfList.map((zone) => `zone:${zone}`)]
    },
  }
}

function listsByZone(directory: ReadDirectory | undefined): ReadonlyMap<string, readonly string[]> {
  const zones = new Map<string, string[]>()
  for (const { id, zones: names } of directory?.lists.values() ?? []) {
    for (const zone of names) {
      const lists = zones.get(zone)
      if (lists === undefined) zones.set(zone, [id])
      else lists.push(id)
    }
  }
  return zones
}

/** By id, so that what is found does not hang on the order of the document. */
function holdersOf(lines: readonly Line[]): ReadonlyMap<string, HolderGrants> {
  const holders = new Map<string, HolderGrants>()
  for (const line of [...lines].sort((one, other) => (one.grant.id < other.grant.id ? -1 : 1))) {
    const key = holderKey(line.grant.source.to)
    const holder = holders.get(key) ?? { allows: new GrantShelf(), denies: new GrantShelf() }
    holders.set(key, holder)
    if (line.grant.denies) holder.denies.put(line)
    else holder.allows.put(line)
  }
  return holders
}
