/** What a rule may know beyond the request: counts, approvals, the state of a credential. Whoever asks fills them in. */
export type Facts = Readonly<Record<string, unknown>>

/** One question as a rule sees it: every member was checked, nothing in it may be changed. */
export interface RuleQuestion {
  readonly principal: {
    readonly id: string
    readonly roles: readonly string[]
    readonly zones: readonly string[]
    /** Address or domain of the principal's own mailbox. */
    readonly mailbox?: string | undefined
  }
  readonly action: string
  /** `undefined`: the request is about the account as a whole. */
  readonly list:
    | { readonly id: string; readonly zones: readonly string[]; readonly region?: string | undefined }
    | undefined
  readonly context: { readonly ip?: string | undefined; readonly at: number }
  readonly facts: Facts
}

/** Something that whoever acts must do, added by a rule. Hosts name their own kinds with a colon: `crm:watermark`. */
export type RuleObligation =
  | { readonly type: 'mask'; readonly fields: readonly string[] }
  | { readonly type: `${string}:${string}`; readonly [member: string]: unknown }

/** What a rule says: no, for a reason of its own; or yes, but. `undefined` is no objection. */
export type RuleAnswer =
  | {
      /** The rule's own code for the reason: `stale`, `cap-reached`. */
      readonly refuse: string
      /** For people. Names no address, no contact and nothing that a stranger sent. */
      readonly message: string
    }
  | { readonly oblige: readonly RuleObligation[] }

/** A fact that would change a rule's mind, or the first of several. */
export interface FactCure {
  readonly fact: string
  /** What the fact would have to be; the nearest such value. */
  readonly value: unknown
}

/**
 * A condition that plugs into the access policy. It is asked after the grants have allowed, and can only take away. It is pure:
 * no clock, no network, no memory of earlier questions.
 *
 * @example
 * ```ts
 * import type { Rule } from '@waxseal/core'
 *
 * const notLate: Rule = {
 *   name: 'not-late',
 *   actions: ['campaigns.send.*'],
 *   facts: ['recipientHour'],
 *   check: ({ facts }) =>
 *     Number(facts.recipientHour) < 21 ? undefined : { refuse: 'late', message: 'it is night where the letter goes' },
 * }
 * const question = {
 *   principal: { id: 'maria', roles: [], zones: [] }, action: 'campaigns.send.email', list: undefined,
 *   context: { at: 0 }, facts: { recipientHour: 23 },
 * }
 * console.log(notLate.check(question)) // { refuse: 'late', message: 'it is night where the letter goes' }
 * ```
 */
export interface Rule {
  /** Unique among the rules of an engine; decisions name it. */
  readonly name: string
  /** Actions or families that it watches. @default all */
  readonly actions?: readonly string[] | undefined
  /** Facts without which it cannot answer: one that is missing means a refusal, and `check` is not called. */
  readonly facts?: readonly string[] | undefined
  /** Facts that it looks at only sometimes: whoever gathers facts should look for these too. */
  readonly optionalFacts?: readonly string[] | undefined
  check(question: RuleQuestion): RuleAnswer | undefined
  /** The nearest fact under which it would no longer refuse, when there is one. Asked only by explanations. */
  cure?(question: RuleQuestion): FactCure | undefined
}
