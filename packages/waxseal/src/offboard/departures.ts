import type { Fold, JournalEvent } from '@waxseal/core'
import { leaverOf } from './streams.js'

/**
 * Who has left: a fold over the record. From `principal.offboarded` on he is refused everywhere, until `principal.reinstated`.
 *
 * @example
 * ```ts
 * import { Departures } from 'waxseal'
 *
 * const departures = new Departures()
 * departures.apply({ stream: 'offboarding/maria', type: 'principal.offboarded', at: 5 })
 * console.log(departures.has('maria'), departures.has('boris')) // true false
 * ```
 */
export class Departures {
  readonly #since = new Map<string, number>()

  constructor(since: Iterable<readonly [string, number]> = []) {
    this.#since = new Map(since)
  }

  apply({ stream, type, at }: Pick<JournalEvent, 'at' | 'stream' | 'type'>): void {
    const principal = leaverOf(stream)
    if (principal === undefined) return
    if (type === 'principal.offboarded') this.#since.set(principal, at)
    else if (type === 'principal.reinstated') this.#since.delete(principal)
  }

  has(principal: string): boolean {
    return this.#since.has(principal)
  }

  /** When a principal was refused first (epoch milliseconds). */
  since(principal: string): number | undefined {
    return this.#since.get(principal)
  }

  entries(): readonly (readonly [string, number])[] {
    return [...this.#since]
  }
}

/** `Departures` as a fold of its own. */
export const departureFold: Fold<Departures> = {
  name: 'departures',
  version: 1,
  start: () => new Departures(),
  apply(state, event) {
    state.apply(event)
    return state
  },
  save: (state) => state.entries(),
  load: (saved) => new Departures(saved as [string, number][]),
}
