import type { Facts, RuleObligation } from '@waxseal/core'
import type { Principal } from './policy/directory.js'
import type { ContentRule } from './policy/document.js'

/** What is acted on: one list, or the account as a whole. */
export type Resource = { readonly type: 'list'; readonly id: string } | { readonly type: 'account' }

/** One question to the engine. */
export interface DecisionRequest {
  /** Who asks: the id of a principal that the engine was given, or the principal himself as the host knows him now. */
  readonly principal: string | Principal | undefined
  readonly action: string
  readonly resource: Resource
  readonly context: {
    /** The address the request came from, without port. */
    readonly ip?: string | undefined
    /** The instant of the request, epoch milliseconds. */
    readonly at: number
  }
  /** What rules need to know. A fact that a rule needs and that is not here means a refusal. */
  readonly facts?: Facts | undefined
}

/**
 * Why a decision came out as it did; the first that holds, in this order: `unknown` principal, action or list; `inactive`; `expired`;
 * `address` outside the principal's networks; `denied` by a grant; `no-grant`; a `rule` that refuses; `allowed`.
 */
export type ReasonCode = 'allowed' | 'unknown' | 'inactive' | 'expired' | 'address' | 'denied' | 'no-grant' | 'rule'

/** A reason to be compared by code and read by a person. */
export interface Reason {
  readonly code: ReasonCode
  /** Names the policy's words and the principal's id; never an address, never what a stranger sent. */
  readonly message: string
  /** The rule that refuses, when `code` is `rule`. */
  readonly rule?: string | undefined
  /** The rule's own code; or `fact-missing`, `broken`, `obligation-unknown`, which any rule may meet. */
  readonly detail?: string | undefined
}

/** What the caller must do when he acts on an allowing decision; one he does not know means: do not act. */
export type Obligation = { readonly type: 'content'; readonly anyOf: readonly ContentRule[] } | RuleObligation

/** The engine's answer. */
export interface Decision {
  readonly allowed: boolean
  readonly reason: Reason
  /** Ids of the grants that decided, sorted by UTF-16 code unit: all that deny, or all that allow. */
  readonly grants: readonly string[]
  readonly obligations: readonly Obligation[]
}
