import { type Duration, durationMs, WaxsealError } from '@waxseal/core'

/**
 * Reads a span of time: `45s`, `30m`, `12h`, `90d`, `2w`. Nothing else: no sign, fraction, blank, leading zero, and not zero itself.
 *
 * @returns milliseconds.
 * @throws WaxsealError `rule-invalid` when the text is no such span.
 * @example
 * ```ts
 * import { parseDuration } from '@waxseal/policy'
 *
 * console.log(parseDuration('90d')) // 7776000000
 * ```
 */
export function parseDuration(text: Duration): number {
  const ms = durationMs(text)
  if (ms === undefined) throw new WaxsealError('rule-invalid', NOT_A_DURATION)
  return ms
}

/** What is wrong with a text that is no duration. */
export const NOT_A_DURATION = 'a duration must be a whole number from 1 to 999999 with `s`, `m`, `h`, `d` or `w`: `90d`'
