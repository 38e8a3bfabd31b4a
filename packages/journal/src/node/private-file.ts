import { open, rename, unlink } from 'node:fs/promises'
import { encodeBase64url, systemCode, systemRandom } from '@waxseal/core'

/** Stands in the names of files that are being written, behind the name that they will have. */
export const DRAFT_MARK = '.draft-'

/** Why a file is not read. */
export type PrivateFileFault = 'exposed' | 'missing' | 'too-large'

/**
 * The bytes of a file that only its owner may read. Mode and bytes are taken from one open file, so that they belong together.
 * Throws what the system throws.
 */
export async function readPrivateFile(path: string, limit: number): Promise<Uint8Array | PrivateFileFault> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  })
  if (handle === undefined) return 'missing'
  try {
    const { mode, size } = await handle.stat()
    if (othersMay(mode, 0o077)) return 'exposed'
    if (size > limit) return 'too-large'
    return await handle.readFile()
  } finally {
    await handle.close()
  }
}

/** Whether others than the owner have one of the rights. Windows has no such bits. */
export function othersMay(mode: number, rights: number): boolean {
  return process.platform !== 'win32' && (mode & rights) !== 0
}

/**
 * Writes a file for its owner only, whole or not at all: aside, synced, then given its name by `place`. The name itself is durable when
 * its directory was synced. Leaves no draft behind, unless the process dies.
 */
export async function writePrivateFile(
  path: string,
  bytes: Uint8Array | string,
  place: (draft: string, path: string) => Promise<void> = rename,
): Promise<void> {
  const draft = `${path}${DRAFT_MARK}${encodeBase64url(systemRandom(16))}`
  const handle = await open(draft, 'wx', 0o600)
  try {
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await place(draft, path)
  } catch (error) {
    await removeFile(draft).catch(() => undefined)
    throw error
  }
}

/** Removes a file; tells whether there was one. */
export async function removeFile(path: string): Promise<boolean> {
  try {
    await unlink(path)
    return true
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false
    throw error
  }
}
