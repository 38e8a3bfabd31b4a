export type { DailyCheckErrorCode } from './check-options.js'
export { createDailyCheck, type DailyCheck, type DailyReport, dailyCheck, dailyCheckFold } from './daily-check.js'
export type { Evidence, Finding, FindingCode, FindingSeverity, Signal, SignalKind } from './finding.js'
export type { DailyCheckOptions, DayRange, KeyPolicy } from './options.js'
