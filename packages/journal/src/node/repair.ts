import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { systemCode } from '@waxseal/core'
import type { ScanEnd } from '../journal-scanner.js'
import { syncDirectory } from './directory.js'
import type { Storage } from './storage.js'

/** What opening a journal had to mend after a crash. No acknowledged event is among the torn bytes. */
export interface JournalRepair {
  /** The journal's file. */
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

/** Moves what is behind the last whole append into a file of its own, then cuts it off; nothing is ever only in memory. */
export async function moveTornTail(storage: Storage, file: string, end: ScanEnd): Promise<string | undefined> {
  const length = end.bytes - end.appendEnd
  if (length === 0) return undefined
  const movedTo = await copyTail(storage, file, end.appendEnd, length)
  await syncDirectory(dirname(file))
  await storage.truncate(end.appendEnd)
  await storage.sync()
  return movedTo
}

async function copyTail(storage: Storage, file: string, start: number, length: number): Promise<string> {
  for (let number = 1; ; number++) {
    const path = `${file}.torn-${number}`
    const target = await open(path, 'wx', 0o600).catch((error: unknown) => {
      if (systemCode(error) === 'EEXIST') return undefined
      throw error
    })
    if (target === undefined) continue
    try {
      const tail = new Uint8Array(length)
      for (let done = 0; done < length; ) {
        const read = await storage.read(tail.subarray(done), start + done)
        if (read === 0) break
        done += read
      }
      await target.writeFile(tail)
      await target.sync()
    } finally {
      await target.close()
    }
    return path
  }
}
