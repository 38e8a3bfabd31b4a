/** Where one secret stands: its tenant and a name of its own (`unisender/v_…`), 1 to 512 characters each. */
export interface SecretPlace {
  readonly tenant: string
  readonly name: string
}

/** Codes of the errors that a secret store or a subject vault throws. */
export type VaultErrorCode =
  | 'vault-closed'
  | 'vault-conflict'
  | 'vault-corrupt'
  | 'vault-exposed'
  | 'vault-invalid'
  | 'vault-locked'
  | 'vault-unreadable'
  | 'vault-write-failed'

/**
 * The port for secrets that must be able to die: it keeps what was sealed before (a JWE), so neither the store nor its backups can
 * read it without the key ring. The record never holds one. Throws `vault-invalid` for a malformed name or a text beyond 1 MB.
 */
export interface SecretStore {
  /** Keeps the text, in place of what stood there. Resolves when it is durable. */
  put(place: SecretPlace, sealed: string): Promise<void>
  get(place: SecretPlace): Promise<string | undefined>
  /** Destroys the text; tells whether there was one. No byte of it is left in the store. */
  delete(place: SecretPlace): Promise<boolean>
  /** Names of a tenant's secrets, sorted by UTF-16 code units. */
  names(tenant: string): Promise<readonly string[]>
}
