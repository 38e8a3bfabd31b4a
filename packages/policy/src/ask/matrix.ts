import type { PrincipalRecord } from '../engine/principal-record.js'
import type { EngineState } from '../engine/state.js'
import { type Access, accessOf } from './access.js'
import { cellsOf, type Places, placesOf } from './cells.js'

/** One line of the matrix: who may do what, where. */
export interface MatrixRow {
  readonly principal: string
  readonly action: string
  /** `undefined`: on the account. */
  readonly list: string | undefined
  readonly access: Access
}

/** Which part of the matrix is wanted. A part that names lists leaves the account out. @default all */
export interface MatrixPart {
  readonly principals?: readonly string[] | undefined
  readonly actions?: readonly string[] | undefined
  readonly lists?: readonly string[] | undefined
}

/**
 * Every access that somebody has at some time, one by one: by principal, then action, then the account and the lists. Only what a
 * grant reaches is looked at.
 */
export function* matrix(state: EngineState, part: MatrixPart = {}): Generator<MatrixRow> {
  const places = placesOf(state)
  for (const id of [...new Set(part.principals ?? state.principals.keys())].sort()) {
    const principal = state.principals.get(id)
    if (principal !== undefined) yield* rowsOf(state, principal, places, part)
  }
}

function* rowsOf(
  state: EngineState,
  principal: PrincipalRecord,
  places: Places,
  part: MatrixPart,
): Generator<MatrixRow> {
  const cells = new Map<string, Set<string | undefined>>()
  cellsOf(state, principal, places, { whole: true, touched: NOTHING, lists: NOTHING }, cells)
  for (const name of [...cells.keys()].sort()) {
    const action = state.actions.find(name)
    if (action === undefined || part.actions?.includes(name) === false) continue
    for (const list of inOrder(cells.get(name), part.lists)) {
      const record = list === undefined ? undefined : state.lists.get(list)
      if (list !== undefined && record === undefined) continue
      const access = accessOf(state, principal, action, record)
      if (access.ways.length > 0) yield { principal: principal.id, action: name, list, access }
    }
  }
}

const NOTHING: ReadonlySet<never> = /* @__PURE__ */ new Set<never>()

function inOrder(reached: Iterable<string | undefined> = [], wanted: readonly string[] | undefined) {
  const named = new Set<string | undefined>(wanted)
  const all = [...reached].filter((list) => wanted === undefined || named.has(list))
  return all.sort((one = '', other = '') => (one < other ? -1 : 1))
}
