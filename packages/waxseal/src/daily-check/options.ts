/** How the check sees a company. The same for all events of one state. */
export interface DailyCheckOptions {
  /**
   * IANA name of the zone in which days and hours are counted. A function gives a principal's own; what it does not know is UTC.
   * @default 'UTC'
   */
  readonly timeZone?: string | ((principal: string, at: number) => string | undefined)
  /**
   * The group that a principal is compared with at an instant (epoch milliseconds): his role, say. Whoever changes his group is measured
   * by his new peers first.
   * @default everybody is in one group
   */
  readonly peers?: (principal: string, at: number) => string | undefined
  /**
   * Whether a principal is expected to work at an instant: such hours are never odd. All others are judged by when he is usually at work.
   * `isOpen` of a schedule compiled by `@waxseal/policy` can be asked here.
   * @default no hours are given, all are learned
   */
  readonly workingHours?: (principal: string, at: number) => boolean
  /**
   * For how many days to be told without a cause there is time, of 1,000 days of work of one person. More finds smaller thefts.
   * @default 0.9
   */
  readonly sensitivity?: number
  /** A day on which somebody saw fewer contacts in clear than this is never unusual. @default 50 */
  readonly minContacts?: number
  /**
   * Principals whose habits are kept, and as many others who were only refused; keys and departures likewise. Of more, those seen least
   * recently are forgotten. Each takes some 3 kB.
   * @default 50_000
   */
  readonly maxPrincipals?: number
  readonly keys?: KeyPolicy
}

/** When keys and offboardings are worth a word. Days. */
export interface KeyPolicy {
  /** Age of a version that lets in or signs. @default 90 */
  readonly maxAge?: number
  /** Days without any use of an API key. @default 45 */
  readonly unusedFor?: number
  /** Days for which a new version may wait, or an old one live on without a promised end. @default 3 */
  readonly stuckAfter?: number
  /** Days for which an offboarding may be under way. @default 1 */
  readonly offboardingWithin?: number
}

/** Which days to report: dates such as `2026-11-24`. */
export interface DayRange {
  /** One day: short for `from` and `to`. */
  readonly day?: string
  /** @default the first on the record */
  readonly from?: string
  /** The last one; what lasts (old keys, stuck rotations) is looked at as of its end. @default the last on the record */
  readonly to?: string
}
