import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { isWaxsealError, systemCode, type VaultErrorCode, WaxsealError } from '@waxseal/core'
import { createDirectory } from './directory.js'
import { othersMay, readPrivateFile, writePrivateFile } from './private-file.js'

const HEADER = /^\{"version":1,"sha256":"([\w-]{43})"\}\n/
const HEADER_LENGTH = '{"version":1,"sha256":""}\n'.length + 43
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Makes a directory of a vault, or takes one into which nobody else can write. Throws `vault-exposed`. */
export async function openVaultDirectory(directory: string): Promise<void> {
  await createDirectory(directory)
  const { mode } = await stat(directory)
  if (othersMay(mode, 0o022)) {
    throw vaultError('vault-exposed', 'others than the owner may write to the directory: set its mode to `0700`')
  }
}

/** Writes a file of a vault: one line with the hash of what follows, then the text. */
export function writeVaultFile(path: string, text: string): Promise<void> {
  return writePrivateFile(path, `{"version":1,"sha256":"${hashOf(text)}"}\n${text}`)
}

/** The text of a file of a vault if it is there. Throws `vault-exposed` and `vault-corrupt`. */
export async function readVaultFile(path: string, limit: number): Promise<string | undefined> {
  const bytes = await readPrivateFile(path, limit)
  if (bytes === 'missing') return undefined
  if (bytes === 'exposed') {
    throw vaultError('vault-exposed', 'others than the owner may read a file: set its mode to `0600`')
  }
  if (bytes === 'too-large') throw corruptFile()
  const text = decode(bytes)
  const header = HEADER.exec(text.slice(0, HEADER_LENGTH))
  const rest = text.slice(HEADER_LENGTH)
  if (header === null || header[1] !== hashOf(rest)) throw corruptFile()
  return rest
}

/** The error of a file that is not what was written. It does not say which: names of files tell nothing. */
export function corruptFile(): WaxsealError<'vault-corrupt'> {
  return vaultError('vault-corrupt', 'a file of the vault is damaged')
}

/** An error of a vault. */
export function vaultError<Code extends VaultErrorCode>(code: Code, message: string, cause?: unknown) {
  return new WaxsealError(code, message, { cause })
}

/** Runs file work; what the system throws becomes one of ours, without the path that it quotes. */
export async function reading<T>(work: () => Promise<T>): Promise<T> {
  return mapped(work, 'vault-unreadable', 'the vault cannot be opened or read')
}

/** As `reading`, for work that writes. */
export async function writing<T>(work: () => Promise<T>): Promise<T> {
  return mapped(work, 'vault-write-failed', 'the vault cannot be written')
}

async function mapped<T>(work: () => Promise<T>, errorCode: VaultErrorCode, message: string): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const code = systemCode(error)
    if (isWaxsealError(error) || code === undefined) throw error
    throw vaultError(errorCode, `${message}: \`${code}\``, error)
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw corruptFile()
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
