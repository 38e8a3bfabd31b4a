import type { Clock } from '@waxseal/core'
import type { Agenda } from '../agenda.js'
import type { OutgoingLetter } from '../mail/outbox.js'
import type { Zone } from '../mail/zone.js'
import type { Account } from '../state/account.js'
import type { IdempotenceKeys } from './idempotence-keys.js'

/** What a method works on. */
export interface GoBackend {
  readonly account: Account
  readonly agenda: Agenda
  readonly clock: Clock
  readonly idempotence: IdempotenceKeys
  readonly zone: Zone
  readonly newJobId: () => string
  /** Secret of an unsubscribe link. */
  readonly newHash: () => string
  /** Sends letters beside the call. */
  send(letters: readonly OutgoingLetter[]): void
}

/** A JSON object as it came. */
export type JsonBody = Readonly<Record<string, unknown>>

/** One call of a method. */
export interface GoCall extends GoBackend {
  readonly body: JsonBody
}

/** A method of the Go API: gives the body of the answer without `status`, or throws `GoFault`. */
export type GoMethod = (call: GoCall) => JsonBody

/** Methods by wire name, without `.json`. */
export type GoMethods = Readonly<Record<string, GoMethod>>
