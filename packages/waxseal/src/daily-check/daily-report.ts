import type { Finding } from './finding.js'

/** What a check found. */
export interface DailyReport {
  /** By day; of one day the gravest first. */
  readonly findings: readonly Finding[]
  /** Events that were taken in, and days of work of one principal that are over. */
  readonly events: number
  readonly personDays: number
  /** The score from which on a day is told, as it stands now. */
  readonly threshold: number
  /** Principals that were forgotten because there were too many. */
  readonly forgotten: number
}
