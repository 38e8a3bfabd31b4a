import type { Journal } from '@waxseal/core'
import type { ContractCase } from './contract-case.js'
import { sharedPromises } from './journal-contract/shared.js'
import { placeName } from './place-name.js'

/**
 * What a `Journal` promises that several processes write to at once, as cases to run with any test framework. Every case opens one
 * journal twice; that both stand in one process makes no difference to an adapter that shares nothing but the store.
 *
 * @param open - opens the journal of that name (letters, digits and `_`); called twice with the same name.
 * @example
 * ```ts
 * import { sharedJournalContract } from '@waxseal/testing'
 *
 * const cases = sharedJournalContract(() => {
 *   throw new Error('open the journal of that name here')
 * })
 * console.log(cases[0]?.name) // after catching up each has heard the events of the other
 * ```
 */
export function sharedJournalContract(open: (place: string) => Promise<Journal> | Journal): ContractCase[] {
  return Object.entries(sharedPromises).map(([name, check]) => ({
    name,
    async run() {
      const place = placeName()
      const opened: Journal[] = []
      try {
        opened.push(await open(place))
        opened.push(await open(place))
        const [left, right] = opened
        if (left !== undefined && right !== undefined) await check(left, right)
      } finally {
        for (const journal of opened) await journal.close()
      }
    },
  }))
}
