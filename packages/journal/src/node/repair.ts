import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { systemCode, utf8 } from '@waxseal/core'
import type { ScanEnd } from '../journal-scanner.js'
import { syncDirectory } from './directory.js'
import type { SegmentFiles } from './segment-files.js'
import { readBytes } from './storage.js'

/** What opening a journal had to mend after a crash. No acknowledged event is among the torn bytes. */
export interface JournalRepair {
  /** The last file of the journal, the only one that a crash can tear. */
  readonly file: string
  /** Whole events that stood behind the last checkpoint and were kept. */
  readonly kept: number
  /** Torn bytes that were moved aside, 0 when only the checkpoint was missing. */
  readonly bytes: number
  /** The line that the torn bytes began with, from 1. */
  readonly line: number
  /** Where the torn bytes are now. */
  readonly movedTo?: string
}

/**
 * Moves what is behind the last whole append into a file of its own, then cuts it off: nothing is ever only in memory. Whole events
 * that no checkpoint covers get theirs.
 */
export async function repairTail(
  files: SegmentFiles,
  end: ScanEnd,
  kept: { readonly events: number; readonly checkpoint: string },
): Promise<JournalRepair> {
  const bytes = end.bytes - end.appendEnd
  const movedTo = bytes > 0 ? await moveTail(files, end.appendEnd, bytes) : undefined
  if (kept.events > 0) {
    await files.write(utf8(`${kept.checkpoint}\n`), end.appendEnd)
    await files.sync()
  }
  const file = files.last.path
  return { file, kept: kept.events, bytes, line: end.line, ...(movedTo !== undefined && { movedTo }) }
}

async function moveTail(files: SegmentFiles, start: number, length: number): Promise<string> {
  const movedTo = await copyTail(files, start, length)
  await syncDirectory(dirname(movedTo))
  await files.truncate(start)
  await files.sync()
  return movedTo
}

async function copyTail(files: SegmentFiles, start: number, length: number): Promise<string> {
  for (let number = 1; ; number++) {
    const path = `${files.last.path}.torn-${number}`
    const target = await open(path, 'wx', 0o600).catch((error: unknown) => {
      if (systemCode(error) === 'EEXIST') return undefined
      throw error
    })
    if (target === undefined) continue
    const reader = files.reader()
    try {
      await target.writeFile(await readBytes(reader, start, length))
      await target.sync()
    } finally {
      await reader.close()
      await target.close()
    }
    return path
  }
}
