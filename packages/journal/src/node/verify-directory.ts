import type { JournalVerdict } from '../journal-verdict.js'
import { verification } from '../verification.js'
import type { VerifyOptions } from '../verify-journal.js'
import { withReadableErrors } from './directory.js'
import { nodeHashes } from './node-hashes.js'
import { scanSegments } from './scan-segments.js'

/**
 * Verifies the journal in a directory, also beside the host that writes it; see `verifyJournal`. A fault names the file, in which its
 * line and byte are counted. The index file is not looked at.
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
    const { scanner, verdict } = verification(nodeHashes, expect)
    let file = ''
    for await (const name of scanSegments(directory, scanner)) file = name
    const found = verdict()
    return found.ok ? found : { ...found, file }
  })
}
