/** A list as the engine knows it. */
export interface ListDocument {
  readonly id: string
  /** Zones that the list belongs to. */
  readonly zones?: readonly string[] | undefined
  /** Where its contacts live in the eyes of the law, for rules: `ru`, `eu`. */
  readonly region?: string | undefined
}

/** Who acts: a person, an API key or an agent, as the host knows him at this moment. */
export interface Principal {
  readonly id: string
  /** Names of roles. A name that the policy does not know gives nothing. */
  readonly roles?: readonly string[] | undefined
  /** The lists that are the principal's own. */
  readonly lists?: readonly string[] | undefined
  /** Zones that the principal belongs to. */
  readonly zones?: readonly string[] | undefined
  /**
   * Where he may act from: names of the policy's networks, or CIDRs. An unknown name matches nothing, an empty array lets nobody
   * in; no array, no binding.
   */
  readonly networks?: readonly string[] | undefined
  /** @default 'active' */
  readonly status?: 'active' | 'suspended' | 'offboarded' | undefined
  /** Epoch milliseconds from which on he may do nothing. */
  readonly endsAt?: number | undefined
  /** The address or the domain of his own mailbox, for rules. No decision repeats it. */
  readonly mailbox?: string | undefined
}
