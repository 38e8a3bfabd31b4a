import type { SubjectRow, SubjectVault } from '@waxseal/core'
import type { StorePromises } from '../opened-store.js'

/** Promises of a vault by their names. */
export type VaultPromises = StorePromises<SubjectVault>

/** The tenant of most cases. */
export const TENANT = 'default'

/** A row with a number to know it by. */
export function row(number: number | string, changes: Partial<SubjectRow> = {}): SubjectRow {
  return { id: `sub_${number}`, lookup: `lookup ${number}`, sealed: `sealed ${number}`, ...changes }
}

/** The members of a row, in one order. */
export function parts(found: SubjectRow | undefined): unknown {
  return found && { id: found.id, lookup: found.lookup, sealed: found.sealed }
}

/** All rows of a tenant, by their ids. */
export async function allRows(vault: SubjectVault, tenant = TENANT): Promise<unknown[]> {
  const found: SubjectRow[] = []
  for await (const each of vault.rows(tenant)) found.push(each)
  return found.sort((left, right) => (left.id < right.id ? -1 : 1)).map(parts)
}
