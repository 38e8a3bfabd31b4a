import type { JournalVerdict } from '../journal-verdict.js'
import { verification } from '../verification.js'
import type { VerifyOptions } from '../verify-journal.js'
import { ComparedIndex } from './compared-index.js'
import { withReadableErrors } from './directory.js'
import { findIndex } from './find-index.js'
import { INDEX_FILE } from './index-file.js'
import { nodeHashes } from './node-hashes.js'
import { scanSegments } from './scan-segments.js'

/**
 * Verifies the journal in a directory, also beside the host that writes it; see `verifyJournal`. A fault names the file, in which its
 * line and byte are counted. An index file that fits the record is compared with it: one that tells of other places or streams would hide
 * events from readings of a stream (`index-mismatch`, with the name of that file).
 *
 * Throws `journal-unreadable` when there is no journal or the files cannot be read.
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises'
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * import { fileJournal, verifyJournalDirectory } from '@waxseal/journal/node'
 *
 * const directory = await mkdtemp(join(tmpdir(), 'journal-'))
 * const journal = await fileJournal(directory)
 * await journal.append({ tenant: 'default', stream: 'policy' }, [{ type: 'policy.adopted', at: 0, data: {} }])
 * const verdict = await verifyJournalDirectory(directory, { expect: journal.head() })
 * console.log(verdict.ok) // true
 * await journal.close()
 * ```
 */
export function verifyJournalDirectory(
  directory: string,
  { expect }: VerifyOptions = {},
): Promise<JournalVerdict & { readonly file?: string }> {
  return withReadableErrors(async () => {
    const index = new ComparedIndex((await findIndex(directory))?.index)
    const { scanner, verdict } = verification(nodeHashes, expect, index)
    let file = ''
    for await (const name of scanSegments(directory, scanner)) file = name
    const found = verdict()
    if (!found.ok) return { ...found, file }
    const { mismatch } = index
    if (mismatch === undefined) return found
    const message = `event ${mismatch} of the record is not where or of the stream that the index says`
    return { ok: false, code: 'index-mismatch', message, file: INDEX_FILE, line: 1, byte: 0 }
  })
}
