import type { Clock } from '@waxseal/core'

/** Counts calls in a sliding window for each name. */
export class RateLimit {
  readonly #clock: Clock
  readonly #window: number
  readonly #calls = new Map<string, number[]>()

  /** @param window length of the window in milliseconds */
  constructor(clock: Clock, window: number) {
    this.#clock = clock
    this.#window = window
  }

  /** Counts a call and tells whether it is within the limit; a refused call does not count. */
  take(name: string, limit: number): boolean {
    const now = this.#clock()
    const calls = this.#calls.get(name) ?? []
    const fresh = calls.findIndex((at) => at > now - this.#window)
    calls.splice(0, fresh < 0 ? calls.length : fresh)
    if (calls.length >= limit) return false
    calls.push(now)
    this.#calls.set(name, calls)
    return true
  }
}
