/**
 * What key material may be used for: tokens and pseudonyms of personal data, marks of recipients, signing seals, signing
 * checkpoints of the record and reports, the pepper of API keys, sealing secrets, finding and sealing subjects.
 */
export type KeyUse =
  | 'checkpoint'
  | 'pepper'
  | 'pseudonym'
  | 'recipient'
  | 'report'
  | 'seal'
  | 'secret'
  | 'subject'
  | 'token'

/** What a key is for: every tenant and every use has a key of its own. */
export interface KeyPurpose {
  readonly tenant: string
  readonly use: KeyUse
}

/** 32 bytes of key material and the id of the ring's key that they were derived from. */
export interface Key {
  readonly id: string
  readonly bytes: Uint8Array
}

/** Codes of the errors that a key ring throws. */
export type KeyRingErrorCode = 'key-ring-corrupt' | 'key-ring-exposed' | 'key-ring-unreadable'

/**
 * The port of the host's own key material: versioned, a separate key for each purpose. New things are made with the current key,
 * old things are read with the key they name.
 */
export interface KeyRing {
  current(purpose: KeyPurpose): Promise<Key>
  /** The key of that id, or `undefined` when the ring does not hold it. */
  find(purpose: KeyPurpose, id: string): Promise<Key | undefined>
  /** Ids of all keys in the ring, the current one first. */
  ids(): Promise<readonly string[]>
}
