/** A span of time in words: a whole number of seconds, minutes, hours, days or weeks. A day is 24 hours. */
export type Duration = `${number}${'s' | 'm' | 'h' | 'd' | 'w'}`

const MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

/** Six digits keep every sum with an epoch time exact. */
const DURATION = /^([1-9]\d{0,5})([smhdw])$/

/**
 * Reads a span of time: `45s`, `30m`, `12h`, `90d`, `2w`. Nothing else: no sign, fraction, blank, leading zero, and not zero itself.
 *
 * @returns milliseconds, or `undefined` when the value is no such span.
 * @example
 * ```ts
 * import { durationMs } from '@waxseal/core'
 *
 * console.log(durationMs('90d')) // 7776000000
 * console.log(durationMs('1.5h')) // undefined
 * ```
 */
export function durationMs(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined
  const [, digits, unit] = DURATION.exec(value) ?? []
  return unit === undefined ? undefined : Number(digits) * MS[unit as keyof typeof MS]
}
