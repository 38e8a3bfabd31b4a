import type { CredentialSource } from '@waxseal/core'
import type { Note } from '../rotation/note.js'
import type { Version } from '../rotation/rotation.js'
import type { CredentialStep, RetireStep, SecretNote } from './credential-step.js'
import type { Guide } from './guide.js'
import type { GuidedRotation } from './guided.js'
import type { IdleReport } from './holds.js'

/** A version with what is known of its use. */
export interface CredentialVersion extends Version {
  /** Leases under way in this process. */
  readonly running: number
  /** When the provider first refused it, in epoch milliseconds. */
  readonly refusedAt?: number
  /** The provider refused it when it was asked after it was given up. Only this makes it dead there. */
  readonly proved: boolean
  /** Its text is gone. */
  readonly destroyed: boolean
}

/** What is known of a credential. No secret. */
export interface CredentialStatus {
  readonly versions: readonly CredentialVersion[]
  /** When the credential was given up for good, in epoch milliseconds. */
  readonly endedAt?: number
  /** Nothing is lent before this instant, in epoch milliseconds. */
  readonly pausedUntil?: number
}

/**
 * A provider's credential: kept sealed, lent for one piece of work at a time, exchanged under running work. Processes that share journal
 * and secret store follow each other. Every step is resumable: whoever calls it after a crash goes on where the record stands.
 */
export interface Credential extends CredentialSource {
  /** Loads the record. Not needed: the first use does it. */
  ready(): Promise<void>
  status(): Promise<CredentialStatus>
  /** Makes a secret the first one, once tested. Nothing happens when it is the current one already. Codes: `already-adopted`. */
  adopt(secret: string, note?: SecretNote): Promise<CredentialStep>
  /** All steps for a provider with two keys at a time: begin, check, switch, then wait until the old one is idle and retire it. */
  rotate(secret: string, options?: SecretNote & { readonly signal?: AbortSignal | undefined }): Promise<RetireStep>
  /** Keeps a new secret, not yet in use. */
  begin(secret: string, note?: SecretNote): Promise<CredentialStep>
  /** Tests the new secret at the provider. */
  check(): Promise<CredentialStep>
  /** Lends the new secret from now on; the old one is watched. */
  switch(note?: Note): Promise<CredentialStep>
  /** What is still under way with old versions; none when all are retired. */
  idle(): Promise<readonly IdleReport[]>
  /**
   * Retires idle old versions: they are lent no more. Code: `not-idle`. Whoever knows one can use it until `prove` has shown that the
   * provider refuses it, so their texts are kept, sealed; with `unproved` the texts of all retired versions are destroyed, and nobody can
   * prove it any more.
   */
  retire(options?: { readonly unproved?: boolean | undefined }): Promise<RetireStep>
  /**
   * Asks the provider about every version that was given up and is not proved dead yet, whatever took it out of use; those that it refuses
   * are dead, their texts destroyed. Codes: `old-still-accepted`; `same-secret` when an old one has the text of the current one;
   * `text-missing`; `test-unavailable`.
   */
  prove(): Promise<RetireStep>
  /** Gives up the new secret. Its text is kept until it is proved dead. */
  abort(note?: Note): Promise<CredentialStep>
  /** The emergency: the new secret, tested, is the only one at once. The texts of the others are kept until they are proved dead. */
  replace(secret: string, note: SecretNote & { readonly reason: string }): Promise<CredentialStep>
  /** Gives up the credential for good. What the provider still takes is to be proved dead. */
  end(note: Note & { readonly reason: string }): Promise<void>
  /** A rotation by hand, for a provider with one key only. */
  guided(guide?: Guide): GuidedRotation
  /** Seals the texts anew after the key ring got a new key; gives how many. */
  reseal(): Promise<number>
  close(): void
}
