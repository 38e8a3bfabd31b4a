import type { DkimResult } from './dkim-result.js'
import type { LetterFaultCode } from './letter.js'
import type { LookalikeCode } from './lookalike.js'
import type { PartFaultCode } from './text-parts.js'

/** How sure a statement is: mathematics, somebody we trust, only the letter itself, or the opposite is shown. */
export type Strength = 'attested' | 'claimed' | 'contradicted' | 'proved'

/** What a statement is about. */
export type StatementCode =
  | LookalikeCode
  | 'account-claimed'
  | 'account-foreign'
  | 'account-ours'
  | 'body-changed'
  | 'body-partly-signed'
  | 'content-type-unsigned'
  | 'dkim-absent'
  | 'dkim-aligned'
  | 'dkim-other-domain'
  | 'field-repeated'
  | 'from-foreign'
  | 'from-malformed'
  | 'from-ours'
  | 'headers-changed'
  | 'key-unavailable'
  | 'lines-malformed'
  | 'recipient-differs'
  | 'recipient-matches'
  | 'recipient-unchecked'
  | 'reply-to-unsigned'
  | 'seal-absent'
  | 'seal-ambiguous'
  | 'seal-bad-signature'
  | 'seal-claimed'
  | 'seal-malformed'
  | 'seal-reference-differs'
  | 'seal-unchecked'
  | 'seal-unknown'
  | 'seal-valid'
  | 'service-claimed'
  | 'service-proved'
  | 'signature-limit'
  | 'signature-refused'
  | 'signature-unusable'
  | 'subject-unsigned'
  | 'template-differs'
  | 'template-matches'
  | 'template-unknown'

/** A place in the letter: the header field's number, if it is one, and the byte range. */
export interface Place {
  readonly header?: number
  readonly start: number
  readonly end: number
}

/** One thing that was found, with its place in the letter and the rule behind it. No personal datum stands in it. */
export interface Statement {
  readonly code: StatementCode
  readonly strength: Strength
  /** An English sentence without the final period. */
  readonly text: string
  readonly where?: Place
  /** `RFC 6376 §3.5` */
  readonly rule?: string
}

/** What carried the letter. */
export interface ServiceFound {
  /** `unisender` */
  readonly id: string
  readonly account?: string
  /** The number of the campaign at the service. */
  readonly campaign?: string
  readonly strength: Strength
}

/** Who really sent a letter. */
export interface Verdict {
  /**
   * `ours`: proved to come from one of the identities. `spoofed`: it uses our domain or was altered or sent on. `lookalike`: it
   * resembles us and is not. `unknown`: none of these can be said.
   */
  readonly kind: 'lookalike' | 'ours' | 'spoofed' | 'unknown'
  /** One English sentence. */
  readonly summary: string
  /** Our own id of the campaign, from the seal of a letter that is ours. */
  readonly campaign?: string
  /** Pseudonym of the principal, from the seal of a letter that is ours. */
  readonly principal?: string
  readonly service?: ServiceFound
  readonly statements: readonly Statement[]
  readonly dkim: readonly DkimResult[]
  /** What is wrong with the letter as a text, in the order of the alphabet. */
  readonly faults: readonly (LetterFaultCode | PartFaultCode)[]
}
