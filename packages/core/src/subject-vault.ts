/** One person: the random id that stands in events, how to find it, and what is known of the person. */
export interface SubjectRow {
  /** Random; tells nothing of the person. */
  readonly id: string
  /** A keyed hash of the address. */
  readonly lookup: string
  /** The personal values, sealed. */
  readonly sealed: string
}

/** The port behind which persons stand who must be able to be forgotten: the record holds their random ids only. */
export interface SubjectVault {
  /** Adds a row. When one of this lookup is there, keeps that and gives it back. Resolves when it is durable. */
  add(tenant: string, row: SubjectRow): Promise<SubjectRow>
  byLookup(tenant: string, lookup: string): Promise<SubjectRow | undefined>
  byId(tenant: string, id: string): Promise<SubjectRow | undefined>
  /** Destroys the row; tells whether there was one. No byte of it is left in the vault. */
  forget(tenant: string, id: string): Promise<boolean>
}
