import type { EngineState } from '../../engine/state.js'
import type { KnownList, Person, ReadDirectory } from './read-directory.js'

/** What can be said of all who hold a role, or of one principal. */
export interface Standing {
  /** Somebody is active and not past his end date. */
  active: boolean
  /** Somebody has a list of his own that exists. */
  ownLists: boolean
  /** A list belongs to a zone of somebody's. */
  ownZones: boolean
}

/** Whether somebody is past his end date; without a time nobody is. */
export function hasEnded({ endsAt }: Person, at: number | undefined): boolean {
  return at !== undefined && typeof endsAt === 'number' && at >= endsAt
}

/** Whether somebody is neither suspended nor offboarded. */
export function isActive({ status }: Person): boolean {
  return status === undefined || status === 'active'
}

/** What can be said of one principal. */
export function standingOf(
  person: Person,
  lists: ReadonlyMap<string, KnownList>,
  zonesWithLists: ReadonlySet<string>,
  at: number | undefined,
): Standing {
  return {
    active: isActive(person) && !hasEnded(person, at),
    ownLists: person.lists.some((list) => lists.has(list)),
    ownZones: person.zones.some((zone) => zonesWithLists.has(zone)),
  }
}

/** What can be said of those who hold each role, directly or through others. Roles that nobody holds are left out. */
export function roleStandings(
  { roles }: EngineState,
  { principals }: ReadDirectory,
  standing: (person: Person) => Standing,
): ReadonlyMap<string, Standing> {
  const standings = new Map<string, Standing>()
  for (const person of principals?.values() ?? []) {
    const own = standing(person)
    for (const role of person.roles) if (roles.has(role)) merge(standings, role, own)
  }
  // From those that include to those that are included, each once, after all that include it: there are no cycles.
  const waiting = new Map<string, number>()
  for (const { includes } of roles.values()) {
    for (const name of includes) waiting.set(name, (waiting.get(name) ?? 0) + 1)
  }
  const ready = [...roles.keys()].filter((name) => !waiting.has(name))
  for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
    const own = standings.get(name)
    for (const included of roles.get(name)?.includes ?? []) {
      if (own !== undefined) merge(standings, included, own)
      const left = (waiting.get(included) ?? 0) - 1
      waiting.set(included, left)
      if (left === 0) ready.push(included)
    }
  }
  return standings
}

function merge(standings: Map<string, Standing>, role: string, other: Standing): void {
  const known = standings.get(role)
  if (known === undefined) {
    standings.set(role, { ...other })
    return
  }
  known.active ||= other.active
  known.ownLists ||= other.ownLists
  known.ownZones ||= other.ownZones
}
