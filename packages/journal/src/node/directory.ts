import { mkdir, open } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { isWaxsealError, systemCode, WaxsealError } from '@waxseal/core'

/** Makes the directory, for its owner only, and waits until its name is durable. */
export async function createDirectory(directory: string): Promise<void> {
  const first = await mkdir(directory, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  for (let path = resolve(directory); path.length >= resolve(first).length; path = dirname(path)) {
    await syncDirectory(dirname(path))
  }
}

/** Waits until the names in a directory are durable. Where directories cannot be opened (Windows) the system does it by itself. */
export async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The error of a directory without a journal. */
export function noJournalError(): WaxsealError<'journal-unreadable'> {
  return new WaxsealError('journal-unreadable', 'the directory holds no journal')
}

/** Runs file work; what the system throws becomes `journal-unreadable`, without the path that it quotes. */
export async function withReadableErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw readableError(error)
  }
}

/** A system error as one of ours; ours as they are. */
export function readableError(error: unknown): unknown {
  const code = systemCode(error)
  if (isWaxsealError(error) || code === undefined) return error
  return new WaxsealError('journal-unreadable', `the journal cannot be opened or read: \`${code}\``, { cause: error })
}
