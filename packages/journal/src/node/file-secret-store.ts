import type { SecretStore } from '@waxseal/core'
import { checkKey, checkPlace, checkSealed } from '../vault/check-row.js'
import { TenantFiles } from './tenant-files.js'
import { corruptFile, openVaultDirectory, reading, writing } from './vault-file.js'

/** A text of a megabyte whose every character is escaped, and its place. */
const MAX_FILE_BYTES = 8 * 1024 * 1024

/**
 * Secrets in a directory, one file each, readable by its owner only. Names of files are hashes. Several processes may use it at once.
 *
 * Throws `vault-exposed` when others may write to the directory or read a file, `vault-corrupt` for a damaged file, `vault-invalid`, and
 * `vault-unreadable` or `vault-write-failed` when the system refuses.
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises'
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * import { fileSecretStore } from '@waxseal/journal/node'
 *
 * const secrets = await fileSecretStore(join(await mkdtemp(join(tmpdir(), 'waxseal-')), 'secrets'))
 * const place = { tenant: 'default', name: 'credential/unisender/v_1' }
 * await secrets.put(place, 'eyJhbGciOiJkaXIi…')
 * console.log(await secrets.names('default')) // [ 'credential/unisender/v_1' ]
 * console.log(await secrets.delete(place), await secrets.get(place)) // true undefined
 * ```
 */
export async function fileSecretStore(directory: string): Promise<SecretStore> {
  await reading(() => openVaultDirectory(directory))
  const files = new TenantFiles(directory, MAX_FILE_BYTES)
  return {
    async put(place, sealed) {
      const { tenant, name } = checkPlace(place)
      const text = JSON.stringify([tenant, name, checkSealed(sealed)])
      await writing(() => files.write(tenant, name, text))
    },
    async get(place) {
      const { tenant, name } = checkPlace(place)
      const text = await reading(() => files.read(tenant, name))
      if (text === undefined) return undefined
      const [itsTenant, itsName, sealed] = parseEntry(text)
      // A file that was given the name of another would pass one secret off as another.
      if (itsTenant !== tenant || itsName !== name) throw corruptFile()
      return sealed
    },
    async delete(place) {
      const { tenant, name } = checkPlace(place)
      return writing(() => files.remove(tenant, name))
    },
    async names(tenant) {
      checkKey(tenant, 'tenant')
      const texts = await reading(() => files.readAll(tenant))
      return texts.map((text) => parseEntry(text)[1]).sort()
    },
  }
}

function parseEntry(text: string): readonly [tenant: string, name: string, sealed: string] {
  try {
    const entry: unknown = JSON.parse(text)
    if (Array.isArray(entry) && entry.length === 3 && entry.every((part) => typeof part === 'string')) {
      return entry as [string, string, string]
    }
  } catch {
    // The parser's own error quotes the text.
  }
  throw corruptFile()
}
