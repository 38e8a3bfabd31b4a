import { open } from 'node:fs/promises'
import { type JournalEvent, WaxsealError } from '@waxseal/core'
import { JournalScanner } from '../journal-scanner.js'
import type { JournalFault } from '../journal-verdict.js'
import { StreamLengths } from '../stream-lengths.js'
import { findJournalFile, noJournalError, readableError } from './directory.js'
import { piecesOf } from './storage.js'

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
  try {
    const file = await findJournalFile(directory)
    if (file === undefined) throw noJournalError()
    const handle = await open(file, 'r')
    try {
      const storage = {
        read: async (into: Uint8Array, position: number) =>
          (await handle.read(into, 0, into.length, position)).bytesRead,
      }
      yield* checkpointedEvents(piecesOf(storage))
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw readableError(error)
  }
}

async function* checkpointedEvents(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<JournalEvent> {
  const lengths = new StreamLengths()
  let waiting: { event: JournalEvent; byte: number }[] = []
  const scanner = new JournalScanner({
    lengthOf: (tenant, stream) => lengths.lengthOf(tenant, stream),
    add(event, byte) {
      lengths.add(event)
      waiting.push({ event, byte })
    },
  })
  for await (const piece of pieces) {
    scanner.push(piece)
    const { checkpointEnd } = scanner.end()
    const ready = waiting.filter(({ byte }) => byte < checkpointEnd)
    waiting = waiting.slice(ready.length)
    for (const { event } of ready) yield event
    if (scanner.fault !== undefined) throw corruptError(scanner.fault)
  }
}

/** The error of a record that does not verify. */
export function corruptError(fault: JournalFault): WaxsealError<'journal-corrupt'> {
  const { code, line, byte, message } = fault
  return new WaxsealError('journal-corrupt', `line ${line} of the journal: ${message}`, {
    details: { reason: code, line, byte },
  })
}
