import type { Fold } from '@waxseal/core'
import type { DailyReport } from './daily-report.js'
import { parseRange } from './day-range.js'
import type { Finding } from './finding.js'
import { judgeDay } from './judge-day.js'
import { lastingFindings } from './lasting-findings.js'
import { dateOf } from './make-finding.js'
import type { DailyCheckOptions, DayRange } from './options.js'
import { pack, unpack } from './pack.js'
import { type Settings, settingsOf } from './settings.js'
import { type DailyState, newState } from './state.js'
import { takeEvent } from './take-event.js'
import { thresholdOf } from './threshold.js'
import { DAY } from './zone-clock.js'

/** A check that goes on from where it was the day before. */
export interface DailyCheck {
  /** For `openFold`, with snapshots: only what is new is read. */
  readonly fold: Fold<DailyState>
  /**
   * What is found by the events so far. Changes nothing: a day that is not over is looked at as it stands. What lasts is reported as long as it
   * lasts, whenever it began. Throws `daily-check-invalid` for days that are no dates.
   */
  report(state: DailyState, range?: DayRange): DailyReport
}

/**
 * Makes the check as a fold over the record, to be kept with a snapshot: each day only new events are read. The options must stay the
 * same for one state; those of `keys` may change.
 *
 * Throws `daily-check-invalid` for options that cannot be meant.
 *
 * @example
 * ```ts
 * import { openFold } from '@waxseal/core'
 * import { memoryJournal } from '@waxseal/journal'
 * import { createDailyCheck } from 'waxseal/daily-check'
 *
 * const journal = memoryJournal()
 * const check = createDailyCheck({ timeZone: 'Europe/Moscow', keys: { offboardingWithin: 2 } })
 * const at = Date.parse('2026-11-24T12:00:00+03:00')
 * await journal.append({ tenant: 'default', stream: 'offboarding/maria' }, [{ type: 'offboarding.begun', at, data: {} }])
 *
 * const state = await openFold(journal, check.fold, { tenant: 'default' })
 * const [finding] = check.report(state.state, { to: '2026-11-27' }).findings
 * console.log(finding?.code, finding?.principal, finding?.day) // offboarding-unfinished maria 2026-11-26
 * ```
 */
export function createDailyCheck(options: DailyCheckOptions = {}): DailyCheck {
  const settings = settingsOf(options)
  return {
    fold: {
      name: 'daily-check',
      version: 1,
      start: newState,
      apply(state, event) {
        takeEvent(state, settings, event)
        return state
      },
      save: pack,
      load: (saved) => unpack(saved) as DailyState,
    },
    report: (state, range) => reportOn(state, settings, range ?? {}),
  }
}

function reportOn(state: DailyState, settings: Settings, given: DayRange): DailyReport {
  const { from, to } = parseRange(given)
  const unfinished = [...state.open.keys()].flatMap((day) =>
    judgeDay(state, settings, day).flatMap((one) => one.findings),
  )
  const within = ({ day }: Finding) =>
    (from === undefined || day >= dateOf(from)) && (to === undefined || day <= dateOf(to))
  const findings = [...state.findings, ...unfinished].filter(within)
  findings.push(...lastingFindings(state, settings, to === undefined ? state.now : (to + 1) * DAY))
  return {
    findings: findings.sort(byDay),
    events: state.events,
    personDays: state.personDays,
    threshold: thresholdOf(state.scores, settings.sensitivity),
    forgotten: state.forgotten,
  }
}

const GRAVITY = { high: 0, medium: 1, low: 2 } as const

function byDay(left: Finding, right: Finding): number {
  if (left.day !== right.day) return left.day < right.day ? -1 : 1
  return GRAVITY[left.severity] - GRAVITY[right.severity] || right.score - left.score
}
