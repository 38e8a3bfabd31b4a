import { type Access, accessOf, NEVER } from '../ask/access.js'
import { cellsOf, type Places, placesOf } from '../ask/cells.js'
import type { CompiledGrant } from '../engine/compiled-grant.js'
import type { PrincipalRecord } from '../engine/principal-record.js'
import type { EngineState } from '../engine/state.js'
import { sameElements } from '../engine/texts.js'

/** One thing that changes for one principal. */
export type Difference =
  | {
      readonly principal: string
      readonly action: string
      /** `undefined`: on the account. */
      readonly list: string | undefined
      readonly change: 'gains' | 'loses' | 'other'
      readonly before: Access
      readonly after: Access
    }
  | {
      readonly principal: string
      /** Where he may act from: now bound to networks, no longer bound, or bound to others. */
      readonly address: 'bound' | 'freed' | 'other'
    }

/**
 * What changes from one state to another, exactly: for each principal, action and list on which the answer, its mask or its rules for
 * letters are not the same in every state of the schedules. Only what a change can have touched is looked at.
 */
export function* differences(before: EngineState, after: EngineState): Generator<Difference> {
  const touched = touchedGrants(before, after)
  const lists = touchedLists(before, after)
  const places: [Places, Places] = [placesOf(before), placesOf(after)]
  for (const id of [...new Set([...before.principals.keys(), ...after.principals.keys()])].sort()) {
    const was = before.principals.get(id)
    const becomes = after.principals.get(id)
    const address = addressChange(before, was, after, becomes)
    if (address !== undefined) yield { principal: id, address }
    const whole = was === undefined || becomes === undefined || !sameStanding(before, was, after, becomes)
    const cells = new Map<string, Set<string | undefined>>()
    if (was !== undefined) cellsOf(before, was, places[0], { whole, touched, lists }, cells)
    if (becomes !== undefined) cellsOf(after, becomes, places[1], { whole, touched, lists }, cells)
    for (const action of [...cells.keys()].sort()) {
      for (const list of [...(cells.get(action) ?? [])].sort(byName)) {
        const difference = compare(
          accessIn(before, was, action, list),
          before,
          accessIn(after, becomes, action, list),
          after,
        )
        if (difference !== undefined) yield { principal: id, action, list, ...difference }
      }
    }
  }
}

function compare(one: Access, before: EngineState, other: Access, after: EngineState) {
  if (keyOf(before, one) === keyOf(after, other)) return undefined
  const change: 'gains' | 'loses' | 'other' =
    one.ways.length === 0 ? 'gains' : other.ways.length === 0 ? 'loses' : 'other'
  return { change, before: one, after: other }
}

function byName(one = '', other = ''): number {
  return one < other ? -1 : 1
}

function accessIn(
  state: EngineState,
  principal: PrincipalRecord | undefined,
  action: string,
  list: string | undefined,
): Access {
  const word = state.actions.find(action)
  const record = list === undefined ? undefined : state.lists.get(list)
  if (principal === undefined || word === undefined || (list !== undefined && record === undefined)) return NEVER
  return accessOf(state, principal, word, record)
}

/** Equal for access that is the same at every instant: schedules by their hours. */
function keyOf({ schedules }: EngineState, { ways, except, until }: Access): string {
  const hours = (name: string | undefined) => (name === undefined ? '' : (schedules.get(name)?.key ?? ''))
  const open = ways.map(({ during, mask, content }) => JSON.stringify([hours(during), mask, content])).sort()
  return JSON.stringify([open, except.map(hours).sort(), until])
}

/**
 * Grants of either state that do not stand in the other with the same words and the same hours. A grant's members stand in the order of
 * the schema that made it, so that equal grants have equal text.
 */
function touchedGrants(before: EngineState, after: EngineState): ReadonlySet<CompiledGrant> {
  const touched = new Set<CompiledGrant>()
  for (const [one, other] of [[before, after] as const, [after, before] as const]) {
    for (const grant of one.grants.values()) {
      const twin = other.grants.get(grant.id)
      const same =
        twin !== undefined &&
        (twin.source === grant.source || JSON.stringify(twin.source) === JSON.stringify(grant.source))
      if (!same || twin.during?.key !== grant.during?.key) touched.add(grant)
    }
  }
  return touched
}

function touchedLists(before: EngineState, after: EngineState): ReadonlySet<string> {
  const touched = new Set<string>()
  for (const id of new Set([...before.lists.keys(), ...after.lists.keys()])) {
    const one = before.lists.get(id)
    const other = after.lists.get(id)
    if (one === undefined || other === undefined || !sameElements(one.zones, other.zones)) touched.add(id)
  }
  return touched
}

/** Whether two records of a principal reach the same grants in the same way. */
function sameStanding(
  before: EngineState,
  was: PrincipalRecord,
  after: EngineState,
  becomes: PrincipalRecord,
): boolean {
  return (
    was.status === becomes.status &&
    was.endsAt === becomes.endsAt &&
    sameElements(was.lists, becomes.lists) &&
    sameElements(was.zones, becomes.zones) &&
    sameElements(before.rolesOf(was), after.rolesOf(becomes))
  )
}

function addressChange(
  before: EngineState,
  was: PrincipalRecord | undefined,
  after: EngineState,
  becomes: PrincipalRecord | undefined,
): 'bound' | 'freed' | 'other' | undefined {
  const one = was?.allowlist
  const other = becomes?.allowlist
  if (was === undefined || becomes === undefined || (one === undefined && other === undefined)) return undefined
  if (one === undefined || other === undefined) return one === undefined ? 'bound' : 'freed'
  const names = [...new Set([...one.names, ...other.names])]
  const same = names.every((name) => {
    const set = one.names.includes(name) ? before.networks.get(name) : undefined
    const twin = other.names.includes(name) ? after.networks.get(name) : undefined
    return set === undefined || twin === undefined ? set === twin : set.equals(twin)
  })
  const sameOwn = one.own === undefined || other.own === undefined ? one.own === other.own : one.own.equals(other.own)
  return same && sameOwn ? undefined : 'other'
}
