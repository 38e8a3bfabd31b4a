import type { Fold, Journal, JournalEvent, JsonValue, Snapshot, SnapshotStore } from '../src/index.js'

export const TENANT = 'default'
export const TARGET = { tenant: TENANT, stream: 'numbers' }

/** A state that shows every gap, every double and every swap. */
export const numbers: Fold<number[]> = {
  name: 'numbers',
  version: 1,
  start: () => [],
  apply: (state, { type, data }) => (type === 'number.told' ? [...state, Number(data.number)] : state),
  save: (state) => state,
  load: (saved: JsonValue) => [...(saved as number[])],
}

export const draft = (number: number, at = number) => ({ type: 'number.told', at, data: { number } })

export const range = (from: number, end: number) => Array.from({ length: end - from }, (_, index) => from + index)

/** Appends the numbers, one event each. */
export async function tell(journal: Journal, from: number, end: number, tenant = TENANT): Promise<void> {
  for (const number of range(from, end)) await journal.append({ ...TARGET, tenant }, [draft(number)])
}

/** A snapshot store that shows what it keeps, so that it can be tampered with. */
export function openStore(): SnapshotStore & { kept: Snapshot | undefined } {
  return {
    kept: undefined,
    async load() {
      return this.kept
    },
    async save(_tenant, _name, snapshot) {
      this.kept = snapshot
    },
    async clear() {
      this.kept = undefined
    },
  }
}

/** How many events a fold takes in while it opens. */
export function counting<State>(fold: Fold<State>): Fold<State> & { taken: number } {
  return {
    ...fold,
    taken: 0,
    apply(state: State, event: JournalEvent) {
      this.taken++
      return fold.apply(state, event)
    },
  }
}
