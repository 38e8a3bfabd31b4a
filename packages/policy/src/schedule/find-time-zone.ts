import { TimeZone } from './time-zone.js'

/**
 * The letters of IANA names, which are at most 32 long. Some platforms take `+03:00` for a zone and others do not: a policy must
 * mean the same on all.
 */
const NAME = /^[a-z][a-z0-9_+/-]{0,63}$/i

/** Only zones that the platform knows enter, by a spelling that has no variants: a few hundred at most. */
const known = /* @__PURE__ */ new Map<string, TimeZone>()

/** Tells whether the text could be the name of a time zone: short, and harmless in a message. */
export function looksLikeTimeZone(name: string): boolean {
  return NAME.test(name)
}

/**
 * The zone of an IANA name, in any case; `undefined` if the platform knows none. One object for all who ask.
 *
 * @example
 * ```ts
 * import { findTimeZone } from '@waxseal/policy'
 *
 * console.log(findTimeZone('Europe/Moscow')?.offsetAt(Date.parse('2026-11-24T09:00:00Z'))) // 10800000
 * ```
 */
export function findTimeZone(name: string): TimeZone | undefined {
  if (!looksLikeTimeZone(name)) return undefined
  const key = name.toLowerCase()
  const found = known.get(key)
  if (found !== undefined) return found
  try {
    const zone = new TimeZone(name)
    known.set(key, zone)
    return zone
  } catch {
    return undefined
  }
}
