import type { Clock, Journal, KeyRing, Provider, Random, Rule } from '@waxseal/core'
import type { Subjects } from '@waxseal/journal'
import type { Keys, SigningKeys } from '@waxseal/keys'
import type { Policy } from '@waxseal/policy'
import type { DnsResolver, Identity } from '@waxseal/provenance'
import type { ListPlace } from './contact-source.js'
import type { FactSource } from './facts/fact-source.js'
import type { LetterTransport } from './letter-transport.js'
import type { OffboardHooks } from './offboard/offboard-ports.js'
import type { PrincipalLookup } from './session.js'

/** What a host hands to `createWaxseal`. */
export interface WaxsealOptions {
  /** Who keeps the provider's lists and sends to them. Not needed when every list lives in the host's database. */
  readonly provider?: Provider
  /** Sends single letters, for lists that live in the host's database. */
  readonly transport?: LetterTransport
  /** The host's names of the lists, and where each lives. */
  readonly lists: Readonly<Record<string, ListPlace>>
  readonly journal: Journal
  readonly keyRing: KeyRing
  readonly policy: Policy
  /** Conditions beside the grants: key rotation, send caps, a second person. Asked in this order. */
  readonly rules?: readonly Rule[]
  /**
   * Tells the facts that rules need and only the host knows. What is sent and revealed is counted on the record instead, whatever
   * this says.
   */
  readonly facts?: FactSource
  readonly principals: PrincipalLookup
  /** Which customer of the host this is. @default 'default' */
  readonly tenant?: string
  /**
   * Whose letters these are: name, domains and accounts at providers. Stands in seals and is what `verify` compares with.
   * @default a name for seals only; `verify` needs it
   */
  readonly identity?: Identity
  /** Looks up DNS records, for `verify`. */
  readonly dns?: DnsResolver
  /**
   * Random ids for persons, who can be forgotten: with it the record says whose contact was looked at. `createSubjects(…)` of
   * `@waxseal/journal`.
   */
  readonly subjects?: Pick<Subjects, 'idOf'>
  /** API keys that the host issues. @default those of the same journal and key ring, with the default prefix */
  readonly keys?: Keys
  /** Keys that sign seals: `createSigningKeys({ typ: SEAL_TYPE, … })`. @default derived from the key ring */
  readonly sealKeys?: SigningKeys
  /** Keys that sign reports: `createSigningKeys({ typ: REPORT_TYPE, … })`. @default derived from the key ring */
  readonly reportKeys?: SigningKeys
  /** What the host can do when somebody leaves. What is missing is left to people. */
  readonly offboarding?: OffboardHooks
  /**
   * Milliseconds for which events of other processes may go unheard before a call asks for them; if it cannot, it is refused.
   * @default 5000
   */
  readonly maxAge?: number
  readonly clock?: Clock
  readonly random?: Random
}

/** Codes of the errors that `createWaxseal` and `as` throw. */
export type WaxsealSetupCode =
  | 'context-invalid'
  | 'dns-missing'
  | 'identity-invalid'
  | 'identity-missing'
  | 'journal-missing'
  | 'key-ring-lost'
  | 'key-ring-missing'
  | 'list-misplaced'
  | 'max-age-invalid'
  | 'policy-missing'
  | 'principal-id-personal'
  | 'principals-missing'
  | 'rules-invalid'
  | 'tenant-invalid'
