import { stat } from 'node:fs/promises'
import { type Journal, type JournalErrorCode, WaxsealError } from '@waxseal/core'
import { createDirectory, withReadableErrors } from './directory.js'
import { IndexKeeper } from './index-keeper.js'
import { acquireLock } from './lock.js'
import { openRecord } from './open-record.js'
import { othersMay } from './private-file.js'
import type { JournalRepair } from './repair.js'
import { openSegmentFiles } from './segment-files.js'
import { StoredJournal } from './stored-journal.js'

const SEGMENT_BYTES = 64 * 1024 * 1024
const INDEX_EVERY = 16_384

/** Codes of the errors that a file journal throws. */
export type FileJournalErrorCode = JournalErrorCode | 'journal-exposed' | 'journal-unreadable'

/** Options of a file journal. */
export interface FileJournalOptions {
  /** Told, before the journal is handed over, what a crash left and what was done about it. */
  readonly onRepair?: (repair: JournalRepair) => void
  /**
   * From how many bytes on a file is followed by another one. `Infinity` keeps all in one file.
   *
   * @default 67_108_864
   */
  readonly segmentBytes?: number
  /**
   * Behind how many events the index file is brought up to date; when the journal is closed it is too. With it a journal opens without
   * reading what is before. `0`: it is neither written nor used, and every opening checks the whole record.
   *
   * @default 16_384
   */
  readonly indexEvery?: number
}

/**
 * Opens the journal in a directory, made (0700) when it is not there. One writer at a time, also across processes; the lock of a
 * crashed one is taken over. An append resolves when its events are synced to the disk; concurrent appends share a sync.
 * Opening checks what is behind the last checkpoint of the index file, and the whole record when there is none that fits; events before it
 * are checked when they are read. `verifyJournalDirectory` checks everything, always.
 *
 * Throws `journal-exposed` when others may write to the directory, `journal-locked` (details: the holder's `pid`),
 * `journal-corrupt` (details: `reason`, `file`, `line`, `byte`) and `journal-unreadable`. After a failed write every append throws
 * `journal-write-failed` until the journal is opened anew.
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
    await refuseExposed(directory)
    const lock = await acquireLock(directory)
    try {
      return await openLocked(directory, options, lock.release)
    } catch (error) {
      await lock.release()
      throw error
    }
  })
}

async function refuseExposed(directory: string): Promise<void> {
  if (!othersMay((await stat(directory)).mode, 0o022)) return
  const message = 'others than the owner may write to the directory of the journal: set its mode to `0700`'
  throw new WaxsealError('journal-exposed', message)
}

async function openLocked(
  directory: string,
  { onRepair, segmentBytes = SEGMENT_BYTES, indexEvery = INDEX_EVERY }: FileJournalOptions,
  release: () => Promise<void>,
): Promise<Journal> {
  const files = await openSegmentFiles(directory)
  try {
    const record = await openRecord(directory, files, { useIndex: indexEvery > 0, onRepair })
    const keeper = new IndexKeeper(record.file, indexEvery, () => files.segments)
    keeper.reached(record.mark)
    return new StoredJournal({ ...record, storage: files, segmentBytes, keeper, release })
  } catch (error) {
    await files.close()
    throw error
  }
}
