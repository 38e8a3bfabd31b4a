/** How the check sees a company. The same for all events of one state. */
export interface DailyCheckOptions {
  /**
   * IANA name of the zone in which days and hours are counted; a function gives a principal's own. `undefined` and unknown names mean UTC.
   * @default 'UTC'
   */
  readonly timeZone?: string | ((principal: string, at: number) => string | undefined)
  /**
   * The group that a principal is compared with: his role, or role and zone. Whose group changes is measured by his new peers first.
   * @default everybody is in one group
   */
  readonly peers?: (principal: string, at: number) => string | undefined
  /**
   * Whether an instant is within the hours at which the principal is expected to work: never odd. Other hours are judged by when he is
   * usually at work. `isOpen` of a compiled schedule of `@waxseal/policy` fits.
   * @default hours are learned
   */
  readonly workingHours?: (principal: string, at: number) => boolean
  /**
   * For how many false alarms about people's behaviour there is time, in 1,000 days of work of one person.
   * @default 0.7
   */
  readonly sensitivity?: number
  /** A day on which somebody saw fewer contacts in clear is never a finding. @default 50 */
  readonly minContacts?: number
  /** Principals whose habits are kept; of more, those seen least recently are forgotten. @default 100_000 */
  readonly maxPrincipals?: number
  readonly keys?: KeyPolicy
}

/** When a key is worth a word. Days. */
export interface KeyPolicy {
  /** Age of a version that signs or lets in. @default 90 */
  readonly maxAge?: number
  /** Days without use of an API key. @default 45 */
  readonly unusedFor?: number
  /** Days for which a rotation may be under way. @default 3 */
  readonly stuckAfter?: number
  /** Days for which an offboarding may be under way. @default 1 */
  readonly offboardingWithin?: number
}

/** Which days to report. Days are dates such as `2026-11-24`. */
export interface DayRange {
  /** One day: short for `from` and `to`. */
  readonly day?: string
  /** @default the first */
  readonly from?: string
  /** The last one. @default the last on the record */
  readonly to?: string
}
