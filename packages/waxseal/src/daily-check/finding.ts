/** What a finding is about. */
export type FindingCode =
  /** Somebody saw or exported far more contacts in a day than he and his peers are used to. */
  | 'unusual-volume'
  /** He saw contacts at hours, or on a day of the week, at which he does not work. */
  | 'odd-hours'
  /** He saw contacts from a network that neither he nor his colleagues were seen in before. */
  | 'new-network'
  /** He saw contacts of lists of zones that are not his. */
  | 'outside-zone'
  /** For weeks he has seen more every day, and it adds up. */
  | 'slow-drip'
  /** He was refused many different things in a day. */
  | 'probing'
  /** He saw contacts after he had left. */
  | 'active-after-leaving'
  /** An API key was used after its owner had left. */
  | 'key-after-leaving'
  /** A key or credential is older than the policy wants. */
  | 'key-old'
  /** An API key is not used. */
  | 'key-unused'
  /** A rotation was begun and does not end. */
  | 'rotation-stuck'
  /** An offboarding was begun and does not end. */
  | 'offboarding-unfinished'

/** `high` wants a look today. */
export type FindingSeverity = 'low' | 'medium' | 'high'

/** What a day of somebody's was compared in. */
export type SignalKind = 'volume' | 'export' | 'lists' | 'hours' | 'network' | 'zone'

/** One way in which a day was unlike the others. */
export interface Signal {
  readonly kind: SignalKind
  /** Evidence in nats: by so much likelier (the natural logarithm) is this on a day of theft than on one of his honest days. */
  readonly weight: number
  /** Contacts seen in clear that speak for it. */
  readonly count: number
  /** `volume`: contacts that he sees on a usual day. The others: the part of his days on which the like is expected, 0 to 1. */
  readonly usual: number
}

/** Why something was found: places on the record, counts, and what they were compared with. Never what was seen. */
export interface Evidence {
  /** Places in the journal, ascending: the events that weigh most, 16 at most. */
  readonly seqs: readonly number[]
  /** How many: contacts seen in clear, things refused, uses of a key, days of age. */
  readonly count: number
  /** How many are usual for him, or allowed by policy. */
  readonly usual: number
  /** What his peers saw on the same day: the median of those who saw any. */
  readonly peers?: number
  /** Of behaviour: all signals of the day, the strongest first. */
  readonly signals?: readonly Signal[]
  /** Epoch milliseconds since when: of a drip, a departure, a rotation. */
  readonly since?: number
}

/** One thing that somebody should look at. It holds ids, counts and places on the record, never what was seen. */
export interface Finding {
  readonly code: FindingCode
  readonly severity: FindingSeverity
  /** Whose day or key it is. */
  readonly principal?: string
  /** The stream of the key, signing key or credential: `key/…`. */
  readonly key?: string
  /** `2026-11-24`, by the clock of the principal; of what lasts, the day on which it became worth telling. */
  readonly day: string
  /** The same words for the same code: nothing of the data. */
  readonly message: string
  /** Evidence in nats, for putting findings in order; 0 where it is a matter of fact. */
  readonly score: number
  readonly evidence: Evidence
}
