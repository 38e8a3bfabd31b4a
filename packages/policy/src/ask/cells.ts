import type { CompiledGrant } from '../engine/compiled-grant.js'
import type { PrincipalRecord } from '../engine/principal-record.js'
import type { EngineState } from '../engine/state.js'

/** Where scopes lead in one state; `undefined` is the account. */
export interface Places {
  readonly all: readonly (string | undefined)[]
  readonly byZone: ReadonlyMap<string, readonly string[]>
}

/** The places of a state. */
export function placesOf(state: EngineState): Places {
  const byZone = new Map<string, string[]>()
  for (const { id, zones } of state.lists.values()) {
    for (const zone of zones) {
      const lists = byZone.get(zone)
      if (lists === undefined) byZone.set(zone, [id])
      else lists.push(id)
    }
  }
  return { all: [undefined, ...state.lists.keys()], byZone }
}

/** What may have been touched. */
export interface Touched {
  /** The principal himself: all his grants count. */
  readonly whole: boolean
  readonly touched: ReadonlySet<CompiledGrant>
  /** Lists that came, went or changed their zones: on these, all grants count. */
  readonly lists: ReadonlySet<string>
}

/** Adds, by action, the lists on which a principal's access may have changed. */
export function cellsOf(
  state: EngineState,
  principal: PrincipalRecord,
  places: Places,
  { whole, touched, lists }: Touched,
  cells: Map<string, Set<string | undefined>>,
): void {
  for (const grant of state.holdersOf(principal).flatMap((holder) => holder.all)) {
    const every = whole || touched.has(grant)
    if (!every && lists.size === 0) continue
    const reached = reach(grant, principal, places)
    const wanted = every ? reached : reached.filter((list) => list !== undefined && lists.has(list))
    if (wanted.length > 0) addCells(state, grant, wanted, cells)
  }
}

function addCells(
  state: EngineState,
  { covers }: CompiledGrant,
  lists: readonly (string | undefined)[],
  cells: Map<string, Set<string | undefined>>,
): void {
  for (const { name, index } of state.actions.all()) {
    if (covers[index] !== 1) continue
    const cell = cells.get(name) ?? new Set()
    cells.set(name, cell)
    for (const list of lists) cell.add(list)
  }
}

function reach({ scope }: CompiledGrant, principal: PrincipalRecord, places: Places) {
  if (scope === 'any') return places.all
  if (scope === 'account') return [undefined]
  if (scope === 'own-lists') return principal.lists
  if (typeof scope === 'object' && scope.kind === 'lists') return [...scope.names]
  const zones = typeof scope === 'object' ? [...scope.names] : principal.zones
  return zones.flatMap((zone) => places.byZone.get(zone) ?? [])
}
