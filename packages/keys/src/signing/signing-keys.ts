import type { Duration, JsonObject } from '@waxseal/core'
import type { RotationRefusal } from '../rotation/decision.js'
import type { Note } from '../rotation/note.js'
import type { Version } from '../rotation/rotation.js'
import type { SigningKey } from './signing-key.js'

/** What became of a step: the key that it was about, or why nothing happened. */
export type SigningStep =
  | { readonly ok: true; readonly kid: string }
  | { readonly ok: false; readonly code: 'nothing-staged' | RotationRefusal }

/** A series of Ed25519 keys that sign, one after the other. Every step can be repeated and gone on with after a crash. */
export interface SigningKeys {
  /** Resolves when there is a key to sign with; the first one is made here. */
  ready(): Promise<void>
  /** The key to sign with now. Ask for each thing that is signed. */
  current(): Promise<SigningKey>
  /** Makes the next key and publishes it, so that verifiers who keep a copy of the JWKS know it before it signs. */
  stage(note?: Note): Promise<SigningStep>
  /**
   * The next key signs from now on: the staged one, or a new one. Other processes may go on signing with the one before until they
   * hear of it, for `overlap` at most.
   */
  rotate(options?: Note & { readonly overlap?: Duration | undefined }): Promise<SigningStep>
  /** Gives up the staged key. */
  abort(note?: Note): Promise<SigningStep>
  /**
   * The emergency: a new key, at once. The ones before are destroyed. All that were in use at `since` (epoch milliseconds, by default now)
   * or later, also those retired meanwhile, and the `kids` are marked as compromised since then: what they signed later is not to be
   * believed. Without the mark whoever has a retired key could go on signing with a date of then.
   */
  replace(
    options: Note & {
      readonly reason: string
      readonly since?: number | undefined
      readonly kids?: readonly string[] | undefined
    },
  ): Promise<SigningStep>
  /**
   * The public keys, of all that ever signed and of the staged one, with marks that `keyStandingAt` reads. With `at` (epoch
   * milliseconds) only those that signed then.
   */
  jwks(options?: { readonly at?: number | undefined }): Promise<{ keys: JsonObject[] }>
  /** All keys as the record knows them; `id` is the `kid`. */
  versions(): Promise<readonly Version[]>
  /** Retires keys whose overlap is over and destroys private keys that are of no use any more; gives how many. Call it now and then. */
  sweep(): Promise<{ readonly retired: number; readonly destroyed: number }>
  /** Seals the private keys anew after the key ring got a new key; gives how many. */
  reseal(): Promise<number>
  close(): void
}
