/** The credential that the request was made with: an API key of the host or the provider's own key. */
export type CredentialFact = {
  /** When it was issued, epoch milliseconds. */
  readonly issuedAt: number
  /** Where it stands in its rotation. */
  readonly state: 'pending' | 'tested' | 'current' | 'previous' | 'retired'
  /** When another one took its place, epoch milliseconds. Needed of a `previous` one. */
  readonly rotatedAt?: number | undefined
  /** From when on it is worth nothing, epoch milliseconds. */
  readonly expiresAt?: number | undefined
}

/**
 * How strongly the principal has proved who he is, in the levels of NIST SP 800-63B: `aal1` one factor (a password, or a one-time code
 * alone), `aal2` two different factors, `aal3` two factors of which one is a key in hardware that phishing cannot use.
 */
export type AuthenticationLevel = 'aal1' | 'aal2' | 'aal3'

/** The principal's latest authentication. */
export type AuthenticationFact = {
  readonly level: AuthenticationLevel
  /** When it took place, epoch milliseconds. OpenID Connect's `auth_time` is in seconds. */
  readonly at: number
}

/** One person's consent to exactly what is asked: whoever fills it in has compared the two. */
export type ApprovalFact = {
  /** Id of the principal who consented. */
  readonly by: string
  /** When, epoch milliseconds. */
  readonly at: number
  /** Roles that he held then. */
  readonly roles?: readonly string[] | undefined
}

/**
 * The facts that the ready-made rules read. A host's own rules read facts of their own beside them: the `facts` of a request are
 * open, this type documents and completes.
 *
 * @example
 * ```ts
 * import type { KnownFacts } from '@waxseal/policy'
 *
 * const facts = { recipients: 120, sent: { day: 4000 } } satisfies KnownFacts
 * console.log(Object.keys(facts)) // [ 'recipients', 'sent' ]
 * ```
 */
export type KnownFacts = {
  /** For `keyRotation`. */
  readonly credential?: CredentialFact | undefined
  /** For `authStrength`. */
  readonly authentication?: AuthenticationFact | undefined
  /** For `residency`: where the end point stands that the data would go to. */
  readonly endpointRegion?: string | undefined
  /** For `residency`: regions of all contacts concerned; beside the region of the list, if it has one. */
  readonly contactRegions?: readonly string[] | undefined
  /** For `sendCap`: how many people the letter would go to. */
  readonly recipients?: number | undefined
  /** For `sendCap`: how many letters left in this principal's name in the last hour and day, without those now asked for. */
  readonly sent?: { readonly hour?: number | undefined; readonly day?: number | undefined } | undefined
  /** For `revealBudget`: how many contacts the request would show. */
  readonly reveals?: number | undefined
  /** For `revealBudget`: how many contacts this principal has been shown in the last day, without those now asked for. */
  readonly revealed?: { readonly day: number } | undefined
  /** For `secondPerson`. */
  readonly approvals?: readonly ApprovalFact[] | undefined
  /** For `acknowledgedTerms`: versions of the terms that this principal has acknowledged. */
  readonly acknowledged?: string | readonly string[] | undefined
}
