import { WaxsealError } from '@waxseal/core'
import type { DailyCheckErrorCode, DailyCheckOptions, KeyPolicy } from './options.js'
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

/** Throws `daily-check-invalid` for options that cannot be meant. */
export function settingsOf(options: DailyCheckOptions): Settings {
  const { timeZone, peers, workingHours } = options
  const clocks = new Map([['UTC', new ZoneClock('UTC')]])
  const usual = clockNamed(clocks, typeof timeZone === 'string' ? timeZone : 'UTC')
  if (usual === undefined) throw invalid('`timeZone` must be the name of a time zone such as `Europe/Moscow`')
  return {
    clockOf:
      typeof timeZone === 'function'
        ? (principal, at) => clockNamed(clocks, timeZone(principal, at)) ?? usual
        : () => usual,
    groupOf: (principal, at) => peers?.(principal, at) ?? '',
    expected: (principal, at) => workingHours?.(principal, at) ?? false,
    sensitivity: positive('sensitivity', options.sensitivity ?? 0.7),
    minContacts: positive('minContacts', options.minContacts ?? 50),
    maxPrincipals: positive('maxPrincipals', options.maxPrincipals ?? 50_000),
    keys: {
      maxAge: positive('keys.maxAge', options.keys?.maxAge ?? KEYS.maxAge),
      unusedFor: positive('keys.unusedFor', options.keys?.unusedFor ?? KEYS.unusedFor),
      stuckAfter: positive('keys.stuckAfter', options.keys?.stuckAfter ?? KEYS.stuckAfter),
      offboardingWithin: positive('keys.offboardingWithin', options.keys?.offboardingWithin ?? KEYS.offboardingWithin),
    },
  }
}

export function invalid(message: string): WaxsealError<DailyCheckErrorCode> {
  return new WaxsealError('daily-check-invalid', message)
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

function positive(name: string, value: number): number {
  if (Number.isFinite(value) && value > 0) return value
  throw invalid(`\`${name}\` must be a number above 0`)
}
