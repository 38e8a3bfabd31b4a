/** Where one secret stands: its tenant and a name of its own (`unisender/v_…`). */
export interface SecretPlace {
  readonly tenant: string
  readonly name: string
}

/** Codes of the errors that a secret store or a subject vault throws. */
export type VaultErrorCode = 'vault-corrupt' | 'vault-exposed' | 'vault-unreadable'

/**
 * The port for secrets that must be able to die: it keeps what was sealed before (a JWE), so neither the store nor its backups can
 * read it without the key ring. The record never holds one.
 */
export interface SecretStore {
  /** Keeps the text, in place of what stood there. Resolves when it is durable. */
  put(place: SecretPlace, sealed: string): Promise<void>
  get(place: SecretPlace): Promise<string | undefined>
  /** Destroys the text; tells whether there was one. No byte of it is left in the store. */
  delete(place: SecretPlace): Promise<boolean>
  /** Names of a tenant's secrets, sorted. */
  names(tenant: string): Promise<readonly string[]>
}
