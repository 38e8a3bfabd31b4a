import { type JournalEvent, WaxsealError } from '@waxseal/core'
import { JournalScanner } from '../journal-scanner.js'
import type { JournalFault } from '../journal-verdict.js'
import { StreamLengths } from '../stream-lengths.js'
import { readableError } from './directory.js'
import { nodeHashes } from './node-hashes.js'
import { scanSegments } from './scan-segments.js'

/**
 * Reads a journal beside the host that writes it: no lock is needed or taken. Gives the events that stand under a checkpoint when they are
 * reached, each verified.
 *
 * Throws `journal-unreadable` when there is no journal, and `journal-corrupt` with the line at the first fault.
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises'
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * import { fileJournal, readJournalDirectory } from '@waxseal/journal/node'
 *
 * const directory = await mkdtemp(join(tmpdir(), 'journal-'))
 * const journal = await fileJournal(directory)
 * await journal.append({ tenant: 'default', stream: 'policy' }, [{ type: 'policy.adopted', at: 0, data: {} }])
 * for await (const event of readJournalDirectory(directory)) console.log(event.type) // policy.adopted
 * await journal.close()
 * ```
 */
export async function* readJournalDirectory(directory: string): AsyncGenerator<JournalEvent> {
  const lengths = new StreamLengths()
  let waiting: JournalEvent[] = []
  const scanner = new JournalScanner(
    {
      lengthOf: (tenant, stream) => lengths.lengthOf(tenant, stream),
      add(event) {
        lengths.add(event)
        waiting.push(event)
      },
    },
    { hashes: nodeHashes },
  )
  try {
    for await (const file of scanSegments(directory, scanner)) {
      const { size } = scanner.end().checkpoint
      const ready = waiting.filter(({ seq }) => seq < size)
      waiting = waiting.slice(ready.length)
      yield* ready
      if (scanner.fault !== undefined) throw corruptError(scanner.fault, file)
    }
  } catch (error) {
    throw readableError(error)
  }
}

/** The error of a record that does not verify. */
export function corruptError(
  { code, line, byte, message }: JournalFault,
  file: string,
): WaxsealError<'journal-corrupt'> {
  return new WaxsealError('journal-corrupt', `line ${line} of \`${file}\`: ${message}`, {
    details: { reason: code, file, line, byte },
  })
}
