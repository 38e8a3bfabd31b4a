import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import type { JournalVerdict } from '../journal-verdict.js'
import { type VerifyOptions, verifyJournal } from '../verify-journal.js'
import { findJournalFile, noJournalError, withReadableErrors } from './directory.js'

/**
 * Verifies the journal in a directory, also beside the host that writes it; see `verifyJournal`. A fault names the file too.
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
  options: VerifyOptions = {},
): Promise<JournalVerdict & { readonly file?: string }> {
  return withReadableErrors(async () => {
    const file = await findJournalFile(directory)
    if (file === undefined) throw noJournalError()
    const verdict = await verifyJournal(createReadStream(file, { highWaterMark: 256 * 1024 }), options)
    return verdict.ok ? verdict : { ...verdict, file: basename(file) }
  })
}
