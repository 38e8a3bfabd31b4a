import type { EngineState } from '../engine/state.js'
import { type Access, accessOf } from './access.js'

/** One line of the matrix: who may do what, where. */
export interface MatrixRow {
  readonly principal: string
  readonly action: string
  /** `undefined`: on the account. */
  readonly list: string | undefined
  readonly access: Access
}

/** Which part of the matrix is wanted. @default all */
export interface MatrixPart {
  readonly principals?: readonly string[] | undefined
  readonly actions?: readonly string[] | undefined
  readonly lists?: readonly string[] | undefined
}

/** Every access that somebody has at some time, one by one: by principal, then action, then the account and the lists. */
export function* matrix(state: EngineState, part: MatrixPart = {}): Generator<MatrixRow> {
  const actions = [...state.actions.all()].filter(({ name }) => part.actions?.includes(name) ?? true)
  actions.sort((one, other) => (one.name < other.name ? -1 : 1))
  const lists = wanted(state.lists, part.lists)
  for (const principal of wanted(state.principals, part.principals)) {
    if (state.holdersOf(principal).length === 0) continue
    for (const action of actions) {
      // A part that names lists is about those and not about the account.
      for (const list of part.lists === undefined ? [undefined, ...lists] : lists) {
        const access = accessOf(state, principal, action, list)
        if (access.ways.length > 0) yield { principal: principal.id, action: action.name, list: list?.id, access }
      }
    }
  }
}

function wanted<Thing>(all: ReadonlyMap<string, Thing>, names: readonly string[] | undefined): readonly Thing[] {
  return [...new Set(names ?? all.keys())].sort().flatMap((name) => all.get(name) ?? [])
}
