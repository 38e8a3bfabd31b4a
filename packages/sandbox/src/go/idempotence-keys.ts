import type { Clock } from '@waxseal/core'

/** How long the provider remembers a key, in milliseconds. */
const LIFE = 60_000

/** The idempotence keys of the last minute. */
export class IdempotenceKeys {
  readonly #clock: Clock
  readonly #seen = new Map<string, number>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  has(key: string): boolean {
    this.#forget()
    return this.#seen.has(key)
  }

  /** Remembers the key of a message that was accepted. */
  add(key: string): void {
    this.#seen.delete(key)
    this.#seen.set(key, this.#clock())
  }

  #forget(): void {
    const oldest = this.#clock() - LIFE
    for (const [key, at] of this.#seen) {
      if (at > oldest) return
      this.#seen.delete(key)
    }
  }
}
