import type { Clock, Random } from '@waxseal/core'
import type { RotationEvent } from '../rotation/decision.js'
import type { Series } from '../rotation/series.js'
import type { SealedSecrets } from '../sealed/sealed-secrets.js'
import type { Bell } from './bell.js'
import type { CredentialEventType, CredentialRecord } from './credential-record.js'
import type { LeaseBook } from './lease-book.js'

/** Whether the provider takes a secret; `unknown` when it could not be asked. */
export type Trial = 'accepted' | 'refused' | 'unknown'

/** What the parts of a credential share. Durations in milliseconds. */
export interface Workshop {
  readonly name: string
  readonly clock: Clock
  readonly random: Random
  readonly series: Series<CredentialRecord>
  readonly texts: SealedSecrets
  readonly leases: LeaseBook
  /** Rings when the record or a lease has changed. */
  readonly bell: Bell
  /** This process, in holds. */
  readonly holder: string
  readonly quietFor: number
  readonly waitFor: number
  readonly pauseFor: number
  readonly longestLease: number
  /** Asks the provider. */
  try(secret: string): Promise<Trial>
  /** Throws `credential-closed` when it is. */
  assertOpen(): void
}

/** An event about the credential. */
export function credentialEvent(type: CredentialEventType, data: RotationEvent['data'] = {}): RotationEvent {
  return { type, data }
}
