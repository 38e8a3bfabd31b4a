/** One person: the random id that stands in events, how to find it, and what is known of the person. */
export interface SubjectRow {
  /** Random; tells nothing of the person. */
  readonly id: string
  /** A keyed hash of the address. */
  readonly lookup: string
  /** The personal values, sealed. */
  readonly sealed: string
}

/**
 * The port behind which persons stand who must be able to be forgotten: the record holds their random ids only. Tenants, ids and
 * lookups have 1 to 512 characters, sealed values up to 1 MB; others are refused (`vault-invalid`).
 */
export interface SubjectVault {
  /**
   * Adds a row. When one of this lookup is there, keeps that and gives it back. Resolves when it is durable. Throws `vault-conflict`
   * when the id belongs to a row of another lookup: ids are random, so the randomness is broken.
   */
  add(tenant: string, row: SubjectRow): Promise<SubjectRow>
  byLookup(tenant: string, lookup: string): Promise<SubjectRow | undefined>
  byId(tenant: string, id: string): Promise<SubjectRow | undefined>
  /**
   * Puts a row in place of the old one of the same id. Gives `false`, and changes nothing, when the old one is not there as given (any
   * more) or another row has the lookup. No byte of the old row is left in the vault. Throws `vault-invalid` when the ids differ.
   */
  replace(tenant: string, old: SubjectRow, row: SubjectRow): Promise<boolean>
  /** Every row of a tenant that is there throughout, once, in any order; rows may be replaced and forgotten meanwhile. */
  rows(tenant: string): AsyncIterable<SubjectRow>
  /** Destroys the row; tells whether there was one. No byte of it is left in the vault. */
  forget(tenant: string, id: string): Promise<boolean>
}
