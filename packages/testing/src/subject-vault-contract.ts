import type { SubjectVault } from '@waxseal/core'
import type { ContractCase } from './contract-case.js'
import { type Closable, casesOf } from './opened-store.js'
import type { StoreContractOptions } from './store-contract-options.js'
import { addPromises } from './subject-vault-contract/add.js'
import { changePromises, reopenPromises } from './subject-vault-contract/change.js'

/**
 * Everything that a `SubjectVault` promises, as cases to run with any test framework. That no byte of a forgotten row is left is for a
 * test of the adapter's own: only that knows where the bytes are.
 *
 * @param create - opens the vault of that name (letters, digits and `_`); a name that it has not seen is a fresh, empty vault. What has
 *   a `close` is closed.
 * @example
 * ```ts
 * import { subjectVaultContract } from '@waxseal/testing'
 *
 * const cases = subjectVaultContract(() => {
 *   throw new Error('give an empty vault here')
 * })
 * console.log(cases[0]?.name) // an empty vault knows nobody
 * ```
 */
export function subjectVaultContract(
  create: (place: string) => Promise<SubjectVault & Closable> | (SubjectVault & Closable),
  { reopens = false }: StoreContractOptions = {},
): ContractCase[] {
  return casesOf({ ...addPromises, ...changePromises, ...(reopens && reopenPromises) }, create)
}
