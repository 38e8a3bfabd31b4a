export type { DailyCheckErrorCode } from './daily-check/check-options.js'
export {
  createDailyCheck,
  type DailyCheck,
  type DailyReport,
  dailyCheck,
  dailyCheckFold,
} from './daily-check/daily-check.js'
export type { Evidence, Finding, FindingCode, FindingSeverity, Signal, SignalKind } from './daily-check/finding.js'
export type { DailyCheckOptions, DayRange, KeyPolicy } from './daily-check/options.js'
