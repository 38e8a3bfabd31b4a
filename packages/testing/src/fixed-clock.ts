import type { Clock } from '@waxseal/core'

/** A clock that stands still until it is moved. */
export interface FixedClock extends Clock {
  /** Moves the time on, by milliseconds. */
  advance(milliseconds: number): void
}

/**
 * A clock for tests that stands at a time (epoch milliseconds) until it is moved.
 *
 * @example
 * ```ts
 * import { fixedClock } from '@waxseal/testing'
 *
 * const clock = fixedClock(1_000)
 * clock.advance(500)
 * console.log(clock()) // 1500
 * ```
 */
export function fixedClock(start: number): FixedClock {
  let now = start
  return Object.assign(() => now, {
    advance(milliseconds: number) {
      now += milliseconds
    },
  })
}
