import type { Clock } from '@waxseal/core'

/** Counts what is under way with which version in this process. */
export class LeaseBook {
  readonly #clock: Clock
  readonly #ended: (version: string) => void
  readonly #running = new Map<string, number>()
  readonly #lastEnd = new Map<string, number>()

  /** @param ended called after each lease that was the last one under way with its version */
  constructor(clock: Clock, ended: (version: string) => void) {
    this.#clock = clock
    this.#ended = ended
  }

  /** Begins a lease; gives the end of it, which counts once. */
  begin(version: string): () => void {
    this.#running.set(version, this.running(version) + 1)
    let over = false
    return () => {
      if (over) return
      over = true
      const left = this.running(version) - 1
      this.#lastEnd.set(version, this.#clock())
      if (left > 0) this.#running.set(version, left)
      else this.#running.delete(version)
      if (left === 0) this.#ended(version)
    }
  }

  running(version: string): number {
    return this.#running.get(version) ?? 0
  }

  /** Versions with something under way. */
  versions(): string[] {
    return [...this.#running.keys()]
  }

  /** When the last lease of a version ended, in epoch milliseconds. */
  lastEnd(version: string): number | undefined {
    return this.#lastEnd.get(version)
  }
}
