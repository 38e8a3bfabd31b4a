import type { GrantDocument } from '../policy/document.js'

/** One thing that would have to be otherwise. */
export type CureStep =
  /** Ask from one of these networks of the policy, for instance from this address. */
  | { readonly come: 'from'; readonly networks: readonly string[]; readonly address: string }
  /** Let the principal in from this address too: his networks admit none. */
  | { readonly admit: string; readonly address: string }
  /** Ask at this instant, the first at which the schedules allow it. */
  | { readonly come: 'at'; readonly at: number; readonly schedules: readonly string[] }
  /** Make this grant: the narrowest that would do. */
  | { readonly add: GrantDocument }
  /** Remove these grants, all of which deny. */
  | { readonly lift: readonly string[] }
  /** Set the principal's status to `active`. */
  | { readonly activate: string }
  /** Move the principal's end date beyond this instant. */
  | { readonly extend: string; readonly beyond: number }
  /** Make a principal or a list of this id known. */
  | { readonly register: 'list' | 'principal'; readonly id: string }
  /** Have this fact be so; the nearest value that the rule would accept. */
  | { readonly fact: string; readonly value: unknown }

/** One way to another answer: a single step, or several that are all needed. */
export type Cure = CureStep | { readonly all: readonly CureStep[] }

/** The steps of a cure. */
export function stepsOf(cure: Cure): readonly CureStep[] {
  return 'all' in cure ? cure.all : [cure]
}
