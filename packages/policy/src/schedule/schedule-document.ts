/** Days of the week, Monday first. */
export const WEEKDAYS = /* @__PURE__ */ Object.freeze(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const)

/** A day of the week. */
export type Weekday = (typeof WEEKDAYS)[number]

/** Hours of some days, by the clock on the wall. */
export interface ScheduleWindow {
  /** Days on which the window begins. */
  readonly days: readonly Weekday[]
  /** `HH:MM`, included. */
  readonly from: string
  /** `HH:MM`, excluded; `24:00` is the end of the day. Not after `from`: it runs past midnight, into the next day. */
  readonly to: string
}

/** Named hours of a policy. */
export interface ScheduleDocument {
  /** IANA name: `Europe/Moscow`. */
  readonly timeZone: string
  readonly windows: readonly ScheduleWindow[]
  /** Dates (`2027-01-01`, by the clock on the wall) on which no window begins. One that began the day before runs to its end. */
  readonly holidays?: readonly string[] | undefined
}
