import { WaxsealError } from '@waxseal/core'
import type { DailyCheckErrorCode } from './check-options.js'
import type { DailyCheckOptions, KeyPolicy } from './options.js'
import { ZoneClock } from './zone-clock.js'

/** Options with defaults, and clocks by zone. */
export interface Settings {
  readonly clockOf: (principal: string, at: number) => ZoneClock
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
  const clocks = new Map([['UTC', new ZoneClock('UTC')]])
  const usual = clockNamed(clocks, typeof timeZone === 'string' ? timeZone : 'UTC')
  if (usual === undefined) {
    const message = '`timeZone` must be the name of a time zone such as `Europe/Moscow`'
    throw new WaxsealError<DailyCheckErrorCode>('daily-check-options-invalid', message)
  }
  return {
    clockOf:
      typeof timeZone === 'function'
        ? (principal, at) => clockNamed(clocks, timeZone(principal, at)) ?? usual
        : () => usual,
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

/** Zones that the platform knows are a few hundred; names that it does not know are not kept. */
function clockNamed(clocks: Map<string, ZoneClock>, name: unknown): ZoneClock | undefined {
  if (typeof name !== 'string') return undefined
  const known = clocks.get(name)
  if (known !== undefined) return known
  try {
    const clock = new ZoneClock(name)
    clocks.set(name, clock)
    return clock
  } catch {
    return undefined
  }
}
