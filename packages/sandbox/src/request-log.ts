import type { Clock } from '@waxseal/core'

const KEPT = 10_000

/** One request: wire name, epoch milliseconds, and `ok`, the provider's error code, or `fault:<kind>`. */
export interface RequestEntry {
  readonly method: string
  readonly at: number
  readonly outcome: string
}

/** What was called, without any argument. A name that cannot be a method's is kept as `?`: it may be anything. */
export class RequestLog {
  readonly #clock: Clock
  readonly #entries: RequestEntry[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get entries(): readonly RequestEntry[] {
    return this.#entries
  }

  note(method: string, outcome: string): void {
    if (this.#entries.length >= KEPT) this.#entries.splice(0, KEPT / 10)
    const name = /^[A-Za-z][A-Za-z/-]{0,63}$/.test(method) ? method : '?'
    this.#entries.push({ method: name, at: this.#clock(), outcome })
  }
}
