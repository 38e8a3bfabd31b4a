import type { Fold, JournalEvent, JsonValue } from '@waxseal/core'
import { checkOptions, checkRange } from './check-options.js'
import { judgeDay } from './close-day.js'
import type { Finding, FindingSeverity } from './finding.js'
import { judgeKeys } from './key-findings.js'
import type { DailyCheckOptions, DayRange } from './options.js'
import { loadState, saveState } from './saved-state.js'
import { settingsOf } from './settings.js'
import { newState } from './state.js'
import { takeEvent } from './take-event.js'

/** What the check has to say. */
export interface DailyReport {
  /** By day, then the most severe first, then by score. */
  readonly findings: readonly Finding[]
  /** Events that were looked at, of the whole record. */
  readonly events: number
  /** Days on which somebody did something, of all principals and the whole record. */
  readonly personDays: number
  /** Principals, keys and departures of which more came than `maxPrincipals`, so that the oldest were forgotten. 0 is well. */
  readonly forgotten: number
}

/** A check that goes on day after day. */
export interface DailyCheck {
  /** Takes in the next event of the journal. What is malformed is passed over. */
  take(event: JournalEvent): void
  /**
   * What was found, the last 10,000 findings at most. Days that are not over are judged by what is known of them so
   * far, which changes nothing. Throws `daily-check-options-invalid`.
   */
  report(range?: DayRange): DailyReport
  /** All that it knows, as JSON for `createDailyCheck`: ids and counts, and nothing that was seen. */
  save(): JsonValue
}

/**
 * Checks a whole record, or looks at some days in the light of all before. Looks at nothing but the events: the same events and options
 * give the same report.
 *
 * Throws `daily-check-options-invalid`, and what reading the events throws.
 *
 * @example
 * ```ts
 * import { dailyCheck } from 'waxseal/daily-check'
 *
 * const at = Date.parse('2026-11-20T09:00:00Z')
 * const begun = { type: 'rotation.begun', at, seq: 0, tenant: 'default', stream: 'key/crm', version: 0, data: { version: 'k1' } }
 * const later = { ...begun, type: 'policy.adopted', at: at + 5 * 86_400_000, seq: 1, stream: 'policy', data: {} }
 * const { findings } = await dailyCheck([begun, later, later, later])
 * console.log(findings.map(({ day, code, key }) => `${day} ${code} ${key}`)) // [ '2026-11-23 rotation-stuck key/crm' ]
 * ```
 */
export async function dailyCheck(
  events: Iterable<JournalEvent> | AsyncIterable<JournalEvent>,
  options: DailyCheckOptions & DayRange = {},
): Promise<DailyReport> {
  const { day, from, to, ...rest } = Object(options) as DailyCheckOptions & DayRange
  const range = { day, from, to } as DayRange
  checkRange(range)
  const check = createDailyCheck(rest)
  // Waiting for every event would cost more than looking at it.
  if (Symbol.iterator in events) for (const event of events) check.take(event)
  else for await (const event of events) check.take(event)
  return check.report(range)
}

/**
 * Makes a check that takes in events one by one; `saved` is what an earlier one has saved.
 *
 * Throws `daily-check-options-invalid`, and `daily-check-state-invalid` when `saved` is damaged or comes of other options.
 *
 * @example
 * ```ts
 * import { createDailyCheck } from 'waxseal/daily-check'
 *
 * const first = createDailyCheck({ keys: { maxAge: 30 } })
 * const second = createDailyCheck({ keys: { maxAge: 30 } }, first.save())
 * console.log(second.report().events) // 0
 * ```
 */
export function createDailyCheck(options: DailyCheckOptions = {}, saved?: JsonValue): DailyCheck {
  checkOptions(options)
  const settings = settingsOf(options)
  const state = saved === undefined ? newState() : loadState(saved, settings)
  return Object.freeze({
    take(event: JournalEvent) {
      if (isEvent(event)) takeEvent(state, settings, event)
    },
    report(range: DayRange = {}) {
      const { from, to } = checkRange(range)
      const open = [...state.open.keys()].filter((day) => day > state.closed)
      const young = open.flatMap((day) => judgeDay(state, settings, day))
      const findings = [...state.findings, ...young, ...judgeKeys(state, settings, state.now)]
      let { personDays } = state
      for (const names of state.open.values()) personDays += names.size
      return {
        findings: findings.filter(({ day }) => day >= from && day <= to).sort(inOrder),
        ...{ events: state.events, personDays, forgotten: state.forgotten },
      }
    },
    save: () => saveState(state, settings),
  })
}

/**
 * The check as a fold, for `openFold`: it follows the journal, and with a snapshot store the next run reads only what is new. A snapshot
 * made with other numbers in the options is passed over; give the fold another name when a function among them has changed.
 *
 * Throws `daily-check-options-invalid`.
 *
 * @example
 * ```ts
 * import { openFold } from '@waxseal/core'
 * import { memoryJournal } from '@waxseal/journal'
 * import { dailyCheckFold } from 'waxseal/daily-check'
 *
 * const check = await openFold(memoryJournal(), dailyCheckFold({ timeZone: 'Europe/Rome' }), { tenant: 'default' })
 * console.log(check.state.report({ day: '2026-11-24' }).findings) // []
 * ```
 */
export function dailyCheckFold(options: DailyCheckOptions = {}, name = 'daily-check'): Fold<DailyCheck> {
  checkOptions(options)
  return Object.freeze({
    name,
    version: 1,
    start: () => createDailyCheck(options),
    apply(check: DailyCheck, event: JournalEvent) {
      check.take(event)
      return check
    },
    save: (check: DailyCheck) => check.save(),
    load: (saved: JsonValue) => createDailyCheck(options, saved),
  })
}

/** Whoever checks a record does not trust it. */
function isEvent(event: JournalEvent): boolean {
  return (
    typeof event === 'object' &&
    event !== null &&
    typeof event.type === 'string' &&
    typeof event.stream === 'string' &&
    typeof event.data === 'object' &&
    event.data !== null
  )
}

const RANKS: Readonly<Record<FindingSeverity, number>> = { high: 0, medium: 1, low: 2 }

function inOrder(left: Finding, right: Finding): number {
  return (
    compare(left.day, right.day) ||
    RANKS[left.severity] - RANKS[right.severity] ||
    right.score - left.score ||
    compare(left.code, right.code) ||
    compare(left.principal ?? left.key ?? '', right.principal ?? right.key ?? '') ||
    compare(left.key ?? '', right.key ?? '')
  )
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
