/** The kinds of personal data that a redactor can look for. */
export type PersonalType = 'EMAIL' | 'PHONE'

/** What a span can be: personal data, or text that was not looked at because the budget was spent and is therefore hidden whole. */
export type SpanType = PersonalType | 'UNSCANNED'

/** A place in a text. Offsets count UTF-16 code units as JavaScript strings do; `end` is exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
  readonly type: SpanType
  /** How sure the finder is, from 0 to 1. */
  readonly score: number
}
