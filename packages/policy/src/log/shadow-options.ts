import type { Facts } from '@waxseal/core'
import type { Principal } from '../policy/directory.js'
import type { DecisionEntry } from './decision-entry.js'

/** What the log does not hold, and a replay may need. */
export interface ShadowOptions {
  /**
   * Who asked: needed when the engine was given no principals, or the log writes pseudonyms. `undefined`: nobody knows.
   *
   * @default the principal of the engine whose id stands in the entry; one whom it does not know is refused
   */
  readonly principal?: ((entry: DecisionEntry) => string | Principal | undefined) | undefined
  /** What rules needed to know then. Without facts, a decision for which a rule looks at any is not replayed. */
  readonly facts?: ((entry: DecisionEntry) => Facts | undefined | Promise<Facts | undefined>) | undefined
  /**
   * `as-then`: whoever was let in with an address that was not kept is let in again, and whoever was not is not. Say so only if no
   * networks have changed, neither the policy's nor the principals'.
   *
   * @default an answer that hangs on an address that was not kept is not replayed
   */
  readonly addresses?: 'as-then' | undefined
}

/**
 * Why an entry cannot be replayed:
 *
 * - `unreadable`: it is no entry of a decision
 * - `unnamed`: it does not say who wanted what and where, because that was unknown then, or left out
 * - `address`: the principal is bound to networks, the answer hangs on his address, and it was not kept
 * - `facts`: a rule looks at facts, and there are none
 */
export type NotReplayable = 'unreadable' | 'unnamed' | 'address' | 'facts'
