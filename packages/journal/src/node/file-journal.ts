import { join } from 'node:path'
import { type Journal, type JournalErrorCode, utf8 } from '@waxseal/core'
import { headOf } from '../journal-head.js'
import { JournalScanner } from '../journal-scanner.js'
import { checkpointLine } from '../line-format.js'
import { createDirectory, findJournalFile, JOURNAL_FILE, syncDirectory, withReadableErrors } from './directory.js'
import { EventIndex } from './event-index.js'
import { acquireLock } from './lock.js'
import { corruptError } from './read-directory.js'
import { type JournalRepair, moveTornTail } from './repair.js'
import { openStorage, piecesOf, type Storage } from './storage.js'
import { type OpenedRecord, StoredJournal } from './stored-journal.js'

/** Codes of the errors that a file journal throws. */
export type FileJournalErrorCode = JournalErrorCode | 'journal-unreadable'

/** Options of a file journal. */
export interface FileJournalOptions {
  /** Told, before the journal is handed over, what a crash left and what was done about it. */
  readonly onRepair?: (repair: JournalRepair) => void
}

/**
 * Opens the journal in a directory, made (0700) when it is not there. One writer at a time, also across processes; the lock of a
 * crashed one is taken over. An append resolves when its events are synced to the disk; concurrent appends share a sync.
 * Opening checks the whole record.
 *
 * Throws `journal-locked` (details: the holder's `pid`), `journal-corrupt` (details: `reason`, `line`, `byte`) and
 * `journal-unreadable`. After a failed write every append throws `journal-write-failed` until the journal is opened anew.
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises'
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * import { fileJournal } from '@waxseal/journal/node'
 *
 * const directory = await mkdtemp(join(tmpdir(), 'journal-'))
 * const journal = await fileJournal(directory, { onRepair: (repair) => console.warn(repair.bytes, repair.movedTo) })
 * await journal.append({ tenant: 'default', stream: 'policy' }, [{ type: 'policy.adopted', at: 0, data: {} }])
 * console.log(journal.head().size) // 1
 * await journal.close()
 * ```
 */
export function fileJournal(directory: string, options: FileJournalOptions = {}): Promise<Journal> {
  return withReadableErrors(async () => {
    await createDirectory(directory)
    const lock = await acquireLock(directory)
    try {
      return await openLocked(directory, options, lock.release)
    } catch (error) {
      await lock.release()
      throw error
    }
  })
}

async function openLocked(
  directory: string,
  options: FileJournalOptions,
  release: () => Promise<void>,
): Promise<Journal> {
  const existing = await findJournalFile(directory)
  const file = existing ?? join(directory, JOURNAL_FILE)
  const storage = await openStorage(file)
  try {
    if (existing === undefined) await syncDirectory(directory)
    const record = await replay(storage, file, options)
    return new StoredJournal({ ...record, release })
  } catch (error) {
    await storage.close()
    throw error
  }
}

async function replay(
  storage: Storage,
  file: string,
  options: FileJournalOptions,
): Promise<Omit<OpenedRecord, 'release'>> {
  const index = new EventIndex()
  const scanner = new JournalScanner(index)
  for await (const piece of piecesOf(storage)) {
    scanner.push(piece)
    if (scanner.fault !== undefined) throw corruptError(scanner.fault)
  }
  const { tree } = scanner
  const end = scanner.end()
  if (end.bytes === end.checkpointEnd) return { storage, tree, index, end: end.bytes }

  const movedTo = await moveTornTail(storage, file, end)
  const { size, root } = headOf(tree)
  const kept = size - end.checkpointSize
  const checkpoint = kept > 0 ? utf8(`${checkpointLine(size, root, end.appendEnd)}\n`) : new Uint8Array()
  if (kept > 0) {
    await storage.write(checkpoint, end.appendEnd)
    await storage.sync()
  }
  const bytes = end.bytes - end.appendEnd
  options.onRepair?.({ file, kept, bytes, line: end.line, ...(movedTo !== undefined && { movedTo }) })
  return { storage, tree, index, end: end.appendEnd + checkpoint.length }
}
