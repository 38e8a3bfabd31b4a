import type { Journal } from '@waxseal/core'
import type { ContractCase } from './contract-case.js'
import { appendPromises } from './journal-contract/append.js'
import { catchUpPromises } from './journal-contract/catch-up.js'
import { dataPromises } from './journal-contract/data.js'
import { foldPromises } from './journal-contract/folds.js'
import { headPromises } from './journal-contract/head.js'
import type { JournalPromises } from './journal-contract/promises.js'
import { readPromises } from './journal-contract/read.js'
import { reopenPromises } from './journal-contract/reopen.js'
import { subscribePromises } from './journal-contract/subscribe.js'
import { casesOf } from './opened-store.js'
import type { StoreContractOptions } from './store-contract-options.js'

const PROMISES: JournalPromises = {
  ...headPromises,
  ...appendPromises,
  ...dataPromises,
  ...readPromises,
  ...subscribePromises,
  ...catchUpPromises,
  ...foldPromises,
}

/**
 * Everything that a `Journal` promises, as cases to run with any test framework: `for (const { name, run } of cases) test(name, run)`.
 *
 * @param create - opens the journal of that name (letters, digits and `_`); a name that it has not seen is a fresh, empty journal. The
 *   case closes it.
 * @example
 * ```ts
 * import { journalContract } from '@waxseal/testing'
 *
 * const cases = journalContract(() => {
 *   throw new Error('give a fresh journal here')
 * })
 * console.log(cases[0]?.name) // a fresh journal is empty
 * ```
 */
export function journalContract(
  create: (place: string) => Promise<Journal> | Journal,
  { reopens = false }: StoreContractOptions = {},
): ContractCase[] {
  return casesOf(reopens ? { ...PROMISES, ...reopenPromises } : PROMISES, create)
}
