import type { ContentRule } from './document.js'

/** Who acts: a person, a service or an agent, as the host knows him at this moment. */
export interface Principal {
  readonly id: string
  /** Names of roles. A name that the policy does not know gives nothing. */
  readonly roles?: readonly string[] | undefined
  /** The lists that are the principal's own. */
  readonly lists?: readonly string[] | undefined
  /**
   * Where he may act from: names of the policy's networks, or CIDRs. An unknown name matches nothing, an empty array lets nobody
   * in; no array, no binding.
   */
  readonly networks?: readonly string[] | undefined
  /** @default 'active' */
  readonly status?: 'active' | 'suspended' | 'offboarded' | undefined
  /** Epoch milliseconds from which on he may do nothing. */
  readonly endsAt?: number | undefined
}

/** What is acted on: one list, or the account as a whole. */
export type Resource = { readonly type: 'list'; readonly id: string } | { readonly type: 'account' }

/** One question to the engine. */
export interface DecisionRequest {
  /** `undefined`: the host knows no such principal. */
  readonly principal: Principal | undefined
  readonly action: string
  readonly resource: Resource
  readonly context: {
    /** The address the request came from, without port. */
    readonly ip?: string | undefined
    /** The instant of the request, epoch milliseconds. */
    readonly at: number
  }
}

/**
 * Why a decision came out as it did; the first that holds, in this order: `unknown` principal, action or list; `inactive`; `expired`;
 * `address` outside the principal's networks; `denied` by a grant; `allowed` by a grant; `no-grant`.
 */
export type ReasonCode = 'allowed' | 'unknown' | 'inactive' | 'expired' | 'address' | 'denied' | 'no-grant'

/** A reason to be compared by code and read by a person. */
export interface Reason {
  readonly code: ReasonCode
  /** Names the policy's words and the principal's id; never an address, never what a stranger sent. */
  readonly message: string
}

/** What the caller must do when he acts on an allowing decision; one he does not know means: do not act. */
export type Obligation =
  | { readonly type: 'mask'; readonly fields: readonly string[] }
  | { readonly type: 'content'; readonly anyOf: readonly ContentRule[] }

/** The engine's answer. */
export interface Decision {
  readonly allowed: boolean
  readonly reason: Reason
  /** Ids of the grants that decided, sorted by UTF-16 code unit: all that deny, or all that allow. */
  readonly grants: readonly string[]
  readonly obligations: readonly Obligation[]
}
