/** Tells the time in epoch milliseconds. Always a parameter, so that tests and replays do not depend on the wall clock. */
export type Clock = () => number

/**
 * The machine's own clock.
 *
 * @example
 * ```ts
 * import { systemClock } from '@waxseal/core'
 *
 * console.log(systemClock() > Date.parse('2026-01-01')) // true
 * ```
 */
export const systemClock: Clock = () => Date.now()
