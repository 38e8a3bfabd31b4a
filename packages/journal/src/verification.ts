import type { JournalHead } from '@waxseal/core'
import { ExpectedHead } from './expected-head.js'
import { headOf } from './journal-head.js'
import { JournalScanner } from './journal-scanner.js'
import type { JournalVerdict } from './journal-verdict.js'
import { isTornLine } from './line-format.js'
import type { RecordIndex } from './record-checker.js'
import { StreamLengths } from './stream-lengths.js'
import type { TreeHashes } from './tree-hashes.js'

/** A scan that ends with a verdict. */
export interface Verification {
  readonly scanner: JournalScanner
  /** When everything was read. A last line without its line break must look torn, and the expected head must have been passed. */
  verdict(): JournalVerdict
}

/** A scan of a whole record, perhaps against a head that was kept elsewhere. */
export function verification(
  hashes: TreeHashes,
  expect: JournalHead | undefined,
  index: RecordIndex = new StreamLengths(),
): Verification {
  const expected = expect && new ExpectedHead(expect)
  const scanner = new JournalScanner(index, { hashes, expected })
  return {
    scanner,
    verdict() {
      const { bytes, checkpoint } = scanner.rest()
      if (bytes.length > 0 && !isTornLine(bytes, checkpoint)) {
        scanner.note(['malformed', 'the last line is no beginning of a line'])
      }
      scanner.note(expected?.checkReached(scanner.tree))
      if (scanner.fault !== undefined) return { ok: false, ...scanner.fault }
      const end = scanner.end()
      const tornTail = end.bytes - end.checkpoint.end
      return { ok: true, head: headOf(scanner.tree), ...(tornTail > 0 && { tornTail }) }
    },
  }
}
