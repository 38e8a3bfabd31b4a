import type { CompiledGrant } from '../../engine/compiled-grant.js'
import { actionsIn } from './grant-cover.js'
import type { Line } from './grant-shelf.js'
import { type Ground, holderKey } from './ground.js'
import { MOST_GRANTS } from './words.js'

/** Finds denies to the very same holder that take something from an allow. */
export interface ConflictFinder {
  /** Ids, sorted, at most `MOST_GRANTS`. */
  deniesInto(allow: Line): readonly string[]
}

/** The denies of one holder: all of them, and by the places where they hold. */
interface Denies {
  readonly all: CompiledGrant[]
  readonly anywhere: CompiledGrant[]
  readonly byPlace: Map<string, CompiledGrant[]>
}

/** @param denying denies that decide something: no other may be given */
export function conflictFinder(denying: readonly Line[], ground: Ground): ConflictFinder {
  const byHolder = new Map<string, Denies>()
  for (const line of denying) {
    const key = holderKey(line.grant.source.to)
    const denies: Denies = byHolder.get(key) ?? { all: [], anywhere: [], byPlace: new Map() }
    byHolder.set(key, denies)
    denies.all.push(line.grant)
    if (line.parts.has('any')) denies.anywhere.push(line.grant)
    for (const place of placesOf(line, ground)) {
      const there = denies.byPlace.get(place)
      if (there === undefined) denies.byPlace.set(place, [line.grant])
      else there.push(line.grant)
    }
  }
  return {
    deniesInto(allow) {
      const denies = byHolder.get(holderKey(allow.grant.source.to))
      if (denies === undefined) return []
      const ids = new Set<string>()
      for (const grant of candidates(allow, denies, ground)) {
        if (meetsInTime(allow.grant, grant) && meetsInAction(allow.grant, grant)) ids.add(grant.id)
        if (ids.size === MOST_GRANTS) break
      }
      return [...ids].sort()
    },
  }
}

function* candidates(allow: Line, { all, anywhere, byPlace }: Denies, ground: Ground): Generator<CompiledGrant> {
  if (allow.parts.has('any')) return yield* all
  yield* anywhere
  for (const place of placesOf(allow, ground)) yield* byPlace.get(place) ?? []
}

/** The parts of a scope, and the lists that they are known to lead to. */
function placesOf({ grant, parts }: Line, { directory, zones }: Ground): ReadonlySet<string> {
  const places = new Set<string>()
  const person = directory?.principals?.get(grant.source.to.principal ?? '')
  for (const part of parts) {
    if (part.startsWith('list:') && directory !== undefined && !directory.lists.has(part.slice(5))) continue
    if (part.startsWith('zone:') && directory !== undefined && !zones.has(part.slice(5))) continue
    places.add(part)
    const own = part === 'own-zones' ? person?.zones : part.startsWith('zone:') ? [part.slice(5)] : []
    const lists = part === 'own-lists' ? person?.lists : own?.flatMap((zone) => zones.get(zone) ?? [])
    for (const list of lists ?? []) if (directory?.lists.has(list)) places.add(`list:${list}`)
  }
  return places
}

/** Whether both are known to hold at one time: of two schedules nobody knows. */
function meetsInTime(one: CompiledGrant, other: CompiledGrant): boolean {
  return one.during === undefined || other.during === undefined || one.during.key === other.during.key
}

function meetsInAction(one: CompiledGrant, other: CompiledGrant): boolean {
  return actionsIn(one.covers).some((action) => other.covers[action] === 1)
}
