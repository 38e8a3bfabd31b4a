import type { AuthenticationResults } from '../authentication-results/parse-authentication-results.js'
import type { DkimCode, DkimResult } from '../dkim-result.js'

/** Why a chain has its status: the first thing that is wrong in it, or of the signature that is. */
export type ArcCode =
  | DkimCode
  | 'chain-failed'
  | 'chain-too-long'
  | 'chain-value'
  | 'instance-invalid'
  | 'no-chain'
  | 'set-incomplete'
  | 'set-repeated'

/** The three fields of a set. */
export type ArcPart = 'message' | 'results' | 'seal'

/** What one forwarder added (RFC 8617 section 4.2). */
export interface ArcSet {
  /** `i=`: 1 for the first forwarder. */
  readonly instance: number
  /** What the forwarder found of the chain before it. */
  readonly chain: 'fail' | 'none' | 'pass'
  /** Its signature over all sets up to its own; `bodyHash` stays unchecked. */
  readonly seal: DkimResult
  /** Its signature over the letter; `signature-limit` when it was not looked at. */
  readonly message: DkimResult
  /** What it says of the letter as it came in. */
  readonly results: AuthenticationResults
  /** Number of the ARC-Authentication-Results field. */
  readonly resultsField: number
}

/** A chain of forwarders, judged. It proves who forwarded and what they said, never that they spoke the truth. */
export interface ArcResult {
  readonly status: 'fail' | 'none' | 'pass' | 'temperror'
  readonly code: ArcCode
  /** Where the fault is: in which set, in which of its fields or in want of which, and the number of the field nearest to it. */
  readonly at?: { readonly instance?: number; readonly part: ArcPart; readonly field?: number }
  /** From the first forwarder to the last; empty when the sets cannot be told apart. */
  readonly sets: readonly ArcSet[]
  /**
   * The lowest instance from which on all signatures over the letter still fit: nobody changed what they cover since. 0 when all do.
   * Only where the chain passes.
   */
  readonly oldestPass?: number
}
