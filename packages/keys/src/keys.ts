import type { IssuedKey } from './api-key/issued-key.js'
import type { KeyCredential } from './api-key/key-credential.js'
import type { KeyRecord } from './api-key/key-record.js'
import type { KeySpec } from './api-key/key-spec.js'
import type { LeakOptions, LeakReport } from './api-key/report-leaked.js'
import type { GiveUpOptions, PromoteOptions, RotateOptions } from './api-key/rotate-key.js'
import type { KeyQuestion, KeyVerification } from './api-key/verification.js'

/**
 * The API keys of one tenant. Commands load what is not loaded, decide by everything on the record and write one append each; an `id` is
 * that of any version of the key. They throw `key-spec-invalid` for arguments that make no sense, `key-unknown`, `keys-closed`, the
 * refusals of the rotation (see `KeysErrorCode`), and what the journal and the key ring throw.
 */
export interface Keys {
  /** Loads the keys. Until then `verify` refuses with `not-ready`; after a failure it can be called again. */
  ready(): Promise<void>
  /** Issues a key. The secret is in `key` of the answer and nowhere else. */
  issue(spec: KeySpec): Promise<IssuedKey>
  /**
   * Tells whether a key is good for what is asked. Synchronous, never throws, writes nothing. What is asked is checked, nothing else: a host
   * that asks for no `list` must look at `lists` itself.
   */
  verify(key: string, question?: KeyQuestion): KeyVerification
  /** Makes the next version: at once, with the one before accepted for the overlap; or `staged`, to be tried first. */
  rotate(id: string, options?: RotateOptions): Promise<IssuedKey>
  /** Lets a staged version, by its own id, take over. It must have been used once: `version-pending` otherwise. */
  promote(id: string, options?: PromoteOptions): Promise<void>
  /** Gives up a staged version, by its own id. */
  abort(id: string, options: GiveUpOptions): Promise<void>
  /** The emergency: a new version, and all others retired at once. */
  replace(id: string, options: GiveUpOptions): Promise<IssuedKey>
  /** Ends the key with all its versions. */
  revoke(id: string, options: GiveUpOptions): Promise<void>
  /**
   * Finds keys of this prefix in a text, whatever their environment, and retires exactly those versions, even if no other is left. Throws
   * `leak-report-invalid` for what is no text.
   */
  reportLeaked(text: string, options: LeakOptions): Promise<LeakReport>
  /** Every version, also retired ones, by what was heard so far. Throws `keys-not-ready`. */
  list(filter?: { readonly owner?: string | undefined; readonly series?: string | undefined }): readonly KeyRecord[]
  /** One version by its own id. Throws `keys-not-ready`. */
  get(id: string): KeyRecord | undefined
  /** The fact `credential` of `@waxseal/policy`'s rule `keyRotation`. Throws `keys-not-ready`. */
  credential(id: string): KeyCredential | undefined
  /** Retires versions whose overlap is over; gives their ids. For the record only: `verify` refuses them by the clock. */
  sweep(): Promise<readonly string[]>
  /** Writes down uses since the last time: `lastUsedAt`, networks as keyed hashes, staged versions that work. Call it every minute or so. */
  flush(): Promise<void>
  /** Keeps the state in the snapshot store, so that the next start need not read all events. Throws `fold-not-saved` without one. */
  snapshot(): Promise<void>
  /** Flushes and lets go of the journal without closing it. */
  close(): Promise<void>
}
