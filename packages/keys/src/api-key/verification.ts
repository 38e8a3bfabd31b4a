import type { KeyCredential } from './key-credential.js'

/** What a request wants of a key. What is left out is not asked; a question that is malformed or has other members is refused. */
export interface KeyQuestion {
  /** Where the request comes from. A key that is bound to networks needs it. */
  readonly ip?: string | undefined
  /** The action wanted: `contacts.view`. */
  readonly scope?: string
  /** The list wanted. */
  readonly list?: string
}

/**
 * Why a key is refused. `malformed`, `checksum`: no key, or one with a slip in it, told without looking it up. `environment`: a key for
 * another environment than this. `unknown`: made up, or a wrong secret. `retired`: another version has taken its place. `revoked`:
 * ended by hand or by a leak. `scope`, `list`, `address`: it does not reach so far. `question`: the question makes no sense.
 * `stale`: news of other processes may be missing. `not-ready`: not loaded, closed, unable to follow the record, or without a clock. `pepper-lost`: the
 * key ring does not give what the secret was hashed with; it is asked again now and then.
 */
export type KeyRefusal =
  | 'address'
  | 'checksum'
  | 'environment'
  | 'expired'
  | 'list'
  | 'malformed'
  | 'not-ready'
  | 'pepper-lost'
  | 'question'
  | 'retired'
  | 'revoked'
  | 'scope'
  | 'stale'
  | 'unknown'

/** A key that is good for what was asked. Has the shape of the fact that the policy's rule `keyRotation` reads. */
export interface VerifiedKey extends KeyCredential {
  readonly ok: true
  /** Id of this version: safe to show and to log. */
  readonly id: string
  /** Id of its first version, which all versions share. */
  readonly series: string
  readonly owner: string
  readonly purpose?: string
  readonly scopes: readonly string[]
  /** Absent: every list. */
  readonly lists?: readonly string[]
}

/** What `verify` answers. */
export type KeyVerification = VerifiedKey | { readonly ok: false; readonly code: KeyRefusal }
