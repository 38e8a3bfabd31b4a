import type { Clock } from '@waxseal/core'

/** Milliseconds asked for by a `Retry-After` header (RFC 9110 section 10.2.3): seconds or a date. */
export function retryAfter(header: string | null, clock: Clock): number | undefined {
  if (header === null || header.length > 40) return undefined
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000
  // Dates without a zone would be read as local time.
  const time = header.endsWith('GMT') ? Date.parse(header) : Number.NaN
  return Number.isNaN(time) ? undefined : Math.max(0, time - clock())
}
