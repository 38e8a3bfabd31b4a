import type { Journal } from '@waxseal/core'
import type { ContractCase } from './contract-case.js'
import { appendPromises } from './journal-contract/append.js'
import { dataPromises } from './journal-contract/data.js'
import { headPromises } from './journal-contract/head.js'
import type { JournalPromises } from './journal-contract/promises.js'
import { readPromises } from './journal-contract/read.js'
import { subscribePromises } from './journal-contract/subscribe.js'

/**
 * Everything that a `Journal` promises, as cases to run with any test framework: `for (const { name, run } of cases) test(name, run)`.
 *
 * @param create - gives a fresh, empty journal; called once or twice for each case. The case closes it.
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
export function journalContract(create: () => Promise<Journal> | Journal): ContractCase[] {
  const promises: JournalPromises = {
    ...headPromises,
    ...appendPromises,
    ...dataPromises,
    ...readPromises,
    ...subscribePromises,
  }
  return Object.entries(promises).map(([name, check]) => ({
    name,
    async run() {
      const opened: Journal[] = []
      try {
        await check(async () => {
          const journal = await create()
          opened.push(journal)
          return journal
        })
      } finally {
        for (const journal of opened) await journal.close()
      }
    },
  }))
}
