import type { DmarcPolicy } from './dmarc-record.js'

/** Why DMARC has its status. */
export type DmarcCode =
  | 'aligned'
  | 'dns-temporary'
  | 'domain-malformed'
  | 'no-record'
  | 'not-aligned'
  | 'query-limit'
  | 'record-invalid'

/** A domain that was proved by SPF or DKIM and is the author's, or of his organization. */
export interface DmarcIdentifier {
  readonly by: 'dkim' | 'spf'
  readonly domain: string
}

/** Whether somebody who may speak for the author's domain vouches for a letter, and what its owner wants if nobody does. */
export interface DmarcResult {
  readonly status: 'fail' | 'none' | 'pass' | 'permerror' | 'temperror'
  readonly code: DmarcCode
  readonly standard: 'RFC 7489' | 'RFC 9989'
  /** The author's domain in lower-case ASCII; empty when it is none. */
  readonly domain: string
  /** Those that make it pass. */
  readonly aligned: readonly DmarcIdentifier[]
  /** Head of the author's organization; absent where the question did not arise. */
  readonly organizationalDomain?: string
  /** Where the policy record is. */
  readonly policyDomain?: string
  /** What is to become of a letter that fails: what is published, one step milder under `t=y`. Absent when it cannot be said. */
  readonly policy?: DmarcPolicy
  /** What the record says for this domain. */
  readonly published?: DmarcPolicy
  /** The tag that says so: for the domain itself, for those below it, for those that do not exist. */
  readonly tag?: 'np' | 'p' | 'sp'
  /** `t=y`: the owner is trying the policy out. */
  readonly testing?: boolean
  /** `pct` of RFC 7489: to how many letters in a hundred the policy applies. */
  readonly percent?: number
  readonly queries: number
}
