import type { Facts } from '@waxseal/core'

/** What a host is asked when rules need to know something: who wants to do what on which list, and when. */
export interface FactQuestion {
  readonly principal: string
  /** Name of the operation: `campaigns.send`. */
  readonly operation: string
  readonly list: string
  /** Epoch milliseconds. */
  readonly at: number
}

/** Tells facts that only the host knows: approvals, the state of a credential, consents. */
export type FactSource = (question: FactQuestion) => Facts | Promise<Facts>
