import { WaxsealError } from '@waxseal/core'
import { findTimeZone, type TimeZone } from '@waxseal/policy'
import type { DailyCheckErrorCode } from './check-options.js'
import type { DailyCheckOptions, KeyPolicy } from './options.js'

/** Options with defaults. */
export interface Settings {
  readonly zoneOf: (principal: string, at: number) => TimeZone
  readonly groupOf: (principal: string, at: number) => string
  readonly expected: (principal: string, at: number) => boolean
  readonly sensitivity: number
  readonly minContacts: number
  readonly maxPrincipals: number
  readonly keys: Required<KeyPolicy>
}

const KEYS: Required<KeyPolicy> = { maxAge: 90, unusedFor: 45, stuckAfter: 3, offboardingWithin: 1 }

/** Throws `daily-check-options-invalid` for a time zone that the platform does not know; all else was checked before. */
export function settingsOf(options: DailyCheckOptions): Settings {
  const { timeZone, peers, workingHours, sensitivity = 0.9, minContacts = 50, maxPrincipals = 50_000 } = options
  const usual = findTimeZone(typeof timeZone === 'string' ? timeZone : 'UTC')
  if (usual === undefined) {
    const message = '`timeZone` must be the name of a time zone such as `Europe/Moscow`'
    throw new WaxsealError<DailyCheckErrorCode>('daily-check-options-invalid', message)
  }
  return {
    zoneOf:
      typeof timeZone === 'function' ? (principal, at) => zoneNamed(timeZone(principal, at)) ?? usual : () => usual,
    groupOf: (principal, at) => peers?.(principal, at) ?? '',
    expected: (principal, at) => workingHours?.(principal, at) ?? false,
    ...{ sensitivity, minContacts, maxPrincipals },
    keys: {
      maxAge: options.keys?.maxAge ?? KEYS.maxAge,
      unusedFor: options.keys?.unusedFor ?? KEYS.unusedFor,
      stuckAfter: options.keys?.stuckAfter ?? KEYS.stuckAfter,
      offboardingWithin: options.keys?.offboardingWithin ?? KEYS.offboardingWithin,
    },
  }
}

/** What a host's function gives may be anything. */
function zoneNamed(name: unknown): TimeZone | undefined {
  return typeof name === 'string' ? findTimeZone(name) : undefined
}
