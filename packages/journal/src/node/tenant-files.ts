import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { systemCode } from '@waxseal/core'
import { createDirectory, syncDirectory } from './directory.js'
import { inParts } from './in-parts.js'
import { DRAFT_MARK, removeFile } from './private-file.js'
import { readVaultFile, writeVaultFile } from './vault-file.js'

const MAX_ROUNDS = 20

/**
 * One file for each name of each tenant, in a directory for each tenant. Names of files are hashes: nobody can choose one, walk out of
 * the directory with one, or read a name from one. Several processes may use a directory at once.
 */
export class TenantFiles {
  readonly #directory: string
  readonly #limit: number
  /** Folders whose own names are durable. */
  readonly #durable = new Set<string>()

  /** @param limit - largest file that is read, in bytes. */
  constructor(directory: string, limit: number) {
    this.#directory = directory
    this.#limit = limit
  }

  /** The text of a name. Throws `vault-exposed` and `vault-corrupt`. */
  read(tenant: string, name: string): Promise<string | undefined> {
    return readVaultFile(this.#path(tenant, name), this.#limit)
  }

  /** The texts of all names of a tenant, in no order. */
  async readAll(tenant: string): Promise<string[]> {
    const folder = this.#folder(tenant)
    const files = ((await filesIn(folder)) ?? []).filter((file) => !file.includes(DRAFT_MARK))
    const texts = await inParts(files, (file) => readVaultFile(join(folder, file), this.#limit))
    return texts.filter((text) => text !== undefined)
  }

  /** Keeps a text in place of the one before, whole or not at all. Resolves when it is durable. */
  async write(tenant: string, name: string, text: string): Promise<void> {
    const folder = this.#folder(tenant)
    await createDirectory(folder)
    for (let round = 0; ; round++) {
      try {
        await writeVaultFile(this.#path(tenant, name), text)
        break
      } catch (error) {
        // A deletion, perhaps of another process, took the draft away: it came before, this comes after.
        if (systemCode(error) !== 'ENOENT' || round === MAX_ROUNDS) throw error
      }
    }
    await syncDirectory(folder)
    if (this.#durable.has(folder)) return
    // Somebody else may have made the folder a moment ago, and not be done.
    await syncDirectory(this.#directory)
    this.#durable.add(folder)
  }

  /** Removes a name and what a crash left of it; tells whether there was one. Resolves when it is durable. */
  async remove(tenant: string, name: string): Promise<boolean> {
    const removed = await removeFile(this.#path(tenant, name))
    await this.#removeAll(tenant, `${fileName(name)}${DRAFT_MARK}`)
    return removed
  }

  /** Removes all names of a tenant. */
  clear(tenant: string): Promise<void> {
    return this.#removeAll(tenant, '')
  }

  async #removeAll(tenant: string, start: string): Promise<void> {
    const folder = this.#folder(tenant)
    const files = await filesIn(folder)
    if (files === undefined) return
    for (const file of files) if (file.startsWith(start)) await removeFile(join(folder, file))
    await syncDirectory(folder)
  }

  #folder(tenant: string): string {
    return join(this.#directory, fileName(tenant))
  }

  #path(tenant: string, name: string): string {
    return join(this.#folder(tenant), fileName(name))
  }
}

/** Hexadecimal, for file systems that do not tell cases apart; of the JSON, in which halves of surrogate pairs differ. */
function fileName(name: string): string {
  return createHash('sha256').update(JSON.stringify(name)).digest('hex')
}

async function filesIn(folder: string): Promise<string[] | undefined> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  }
}
