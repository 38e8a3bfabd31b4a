import type { JournalHead } from '@waxseal/core'
import type { JournalVerdict } from './journal-verdict.js'
import { neutralHashes } from './merkle-tree.js'
import { verification } from './verification.js'

/** Against what a record is verified. */
export interface VerifyOptions {
  /**
   * A head that was kept elsewhere. Without it a record that was cut off at its end, or made anew from the start, cannot be told from
   * the true one. The record may have grown since.
   */
  readonly expect?: JournalHead
}

/**
 * Verifies the bytes of a journal, all its files in their order as one: every event against its leaf hash (RFC 9162 section 2.1.1, over
 * the bytes as they stand), its place in journal and stream, every checkpoint against the Merkle root, and the expected head if one is
 * given. Reads in pieces: memory does not grow with the record, except for a count for each stream.
 *
 * @returns the head, or the first fault with its line (from 1) and byte. Throws only what the source of the bytes throws.
 * @example
 * ```ts
 * import { utf8 } from '@waxseal/core'
 * import { verifyJournal } from '@waxseal/journal'
 *
 * const verdict = await verifyJournal(utf8('{"size":1}\n'))
 * console.log(verdict.ok ? verdict.head.size : `${verdict.code} in line ${verdict.line}`) // malformed in line 1
 * ```
 */
export async function verifyJournal(
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
  options: VerifyOptions = {},
): Promise<JournalVerdict> {
  const { scanner, verdict } = verification(neutralHashes, options.expect)
  if (bytes instanceof Uint8Array) scanner.push(bytes)
  else {
    for await (const piece of bytes) {
      scanner.push(piece)
      if (scanner.fault !== undefined) break
    }
  }
  return verdict()
}
