import type { JournalEvent } from './journal.js'
import type { JsonValue } from './json.js'

/**
 * How state comes of events. The record is the state: what a room holds in memory is a fold over it, so the audit log cannot disagree
 * with what was enforced, and every past state can be asked for.
 *
 * @example
 * ```ts
 * import type { Fold } from '@waxseal/core'
 *
 * const letters: Fold<Map<string, number>> = {
 *   name: 'letters',
 *   version: 1,
 *   start: () => new Map(),
 *   apply: (state, { type, data }) =>
 *     type === 'letters.sent' ? state.set(String(data.list), Number(data.count)) : state,
 *   save: (state) => [...state],
 *   load: (saved) => new Map(saved as [string, number][]),
 * }
 * console.log(letters.start().size) // 0
 * ```
 */
export interface Fold<State> {
  /** Names its snapshots. */
  readonly name: string
  /** Raised whenever `apply` comes to another state: older snapshots are passed over then. */
  readonly version: number
  start(): State
  /** The state after the event; may be the same object, changed. Looks at nothing but the two. */
  apply(state: State, event: JournalEvent): State
  /** Needed for snapshots, with `load`. */
  save?(state: State): JsonValue
  load?(saved: JsonValue): State
}
