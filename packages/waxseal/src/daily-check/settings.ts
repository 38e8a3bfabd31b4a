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

/** Zones that the platform knows, a few hundred; names that it does not know are not kept. */
export function settingsOf(options: DailyCheckOptions): Settings {
  const clocks = new Map<string, ZoneClock>()
  const utc = new ZoneClock('UTC')
  function clock(name: string | undefined): ZoneClock {
    const known = name === undefined ? utc : clocks.get(name)
    if (known !== undefined || name === undefined) return known ?? utc
    try {
      const made = new ZoneClock(name)
      clocks.set(name, made)
      return made
    } catch {
      return utc
    }
  }
  const { timeZone, peers, workingHours } = options
  return {
    clockOf: typeof timeZone === 'function' ? (principal, at) => clock(timeZone(principal, at)) : () => clock(timeZone),
    groupOf: (principal, at) => peers?.(principal, at) ?? '',
    expected: (principal, at) => workingHours?.(principal, at) ?? false,
    sensitivity: options.sensitivity ?? 0.7,
    minContacts: options.minContacts ?? 50,
    maxPrincipals: options.maxPrincipals ?? 50_000,
    keys: { maxAge: 90, unusedFor: 45, stuckAfter: 3, offboardingWithin: 1, ...options.keys },
  }
}
