import { memoryJournal, memoryKeyRing } from '@waxseal/journal'
import { type ContractCase, journalContract, keyRingContract } from '@waxseal/testing'
import type { Checks } from './check.js'

/** The contract suites themselves, over the adapters that need no files. */
export const testing: Checks = {
  ...checksOf(
    'a journal',
    journalContract(async () => memoryJournal()),
  ),
  ...checksOf(
    'a key ring',
    keyRingContract(() => memoryKeyRing()),
  ),
}

function checksOf(port: string, cases: readonly ContractCase[]): Checks {
  return Object.fromEntries(cases.map((one) => [`${port}: ${one.name}`, () => one.run()]))
}
