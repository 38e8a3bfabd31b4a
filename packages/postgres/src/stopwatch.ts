import type { Clock } from '@waxseal/core'

/** An instant by two clocks. */
export interface Instant {
  readonly wall: number
  readonly steady: number
}

/**
 * Tells how long ago something was. The wall clock may be set back, and the steady clock of some systems stands still while the machine
 * sleeps: the longer time counts.
 */
export class Stopwatch {
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  now(): Instant {
    return { wall: this.#clock(), steady: performance.now() }
  }

  /** Milliseconds since then. */
  since({ wall, steady }: Instant): number {
    return Math.max(0, this.#clock() - wall, performance.now() - steady)
  }
}
