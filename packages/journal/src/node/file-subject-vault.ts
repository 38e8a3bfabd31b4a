import { isWaxsealError, type SubjectRow, type SubjectVault, WaxsealError } from '@waxseal/core'
import { checkKey, checkReplacement, checkRow } from '../vault/check-row.js'
import { SubjectTable } from '../vault/subject-table.js'
import { acquireLock, type Lock } from './lock.js'
import { type StoredRow, SubjectPages } from './subject-pages.js'
import { corruptFile, openVaultDirectory, reading, vaultError } from './vault-file.js'

/** A vault that holds its directory until it is closed. */
export interface FileSubjectVault extends SubjectVault {
  /** Waits for the changes before it, and gives the directory back. */
  close(): Promise<void>
}

/**
 * A subject vault in a directory, for one process: all rows in memory, and in files of about 64 kB that are readable by their owner only.
 * A change writes the file of its row anew, whole or not at all; changes at the same time are written together.
 *
 * Throws `vault-locked` when a process has it open (this one counts too), `vault-exposed` when others may write to the directory or read a
 * file, `vault-corrupt` for a damaged file, `vault-unreadable` when the system refuses; its methods `vault-closed`, `vault-conflict`,
 * `vault-invalid`, and `vault-write-failed`, after which it must be opened anew.
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises'
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * import { fileSubjectVault } from '@waxseal/journal/node'
 *
 * const vault = await fileSubjectVault(join(await mkdtemp(join(tmpdir(), 'waxseal-')), 'subjects'))
 * await vault.add('default', { id: 'sub_1', lookup: 'keyed hash', sealed: 'sealed values' })
 * console.log((await vault.byLookup('default', 'keyed hash'))?.id) // sub_1
 * console.log(await vault.forget('default', 'sub_1')) // true
 * await vault.close()
 * ```
 */
export async function fileSubjectVault(directory: string): Promise<FileSubjectVault> {
  return reading(async () => {
    await openVaultDirectory(directory)
    const lock = await lockVault(directory)
    try {
      const pages = new SubjectPages(directory)
      const tables = new Map<string, SubjectTable<StoredRow>>()
      await pages.load((row) => {
        const table = tables.get(row.tenant) ?? new SubjectTable<StoredRow>()
        // Two rows of one id or lookup: no vault ever wrote that.
        if (table.byId(row.id) !== undefined || table.add(row) !== row) throw corruptFile()
        tables.set(row.tenant, table)
      })
      return vaultOver(pages, tables, lock)
    } catch (error) {
      await lock.release()
      throw error
    }
  })
}

function vaultOver(pages: SubjectPages, tables: Map<string, SubjectTable<StoredRow>>, lock: Lock): FileSubjectVault {
  let closing: Promise<void> | undefined

  function tableOf(tenant: string): SubjectTable<StoredRow> {
    if (closing !== undefined) throw vaultError('vault-closed', 'the vault is closed')
    if (pages.failure !== undefined) throw pages.failure
    return tables.get(checkKey(tenant, 'tenant')) ?? new SubjectTable()
  }

  return {
    async add(tenant, given) {
      const table = tableOf(tenant)
      const row = pages.place(tenant, checkRow(given))
      const there = table.add(row)
      tables.set(tenant, table)
      if (there === row) await pages.add(row)
      return durable(there)
    },
    async byLookup(tenant, lookup) {
      return foundRow(tableOf(tenant).byLookup(checkKey(lookup, 'lookup')))
    },
    async byId(tenant, id) {
      return foundRow(tableOf(tenant).byId(checkKey(id, 'id')))
    },
    async replace(tenant, old, given) {
      const [from, to] = checkReplacement(old, given)
      const table = tableOf(tenant)
      const there = table.byId(from.id)
      if (there === undefined) return false
      const row = { ...to, tenant, page: there.page }
      if (table.replace(from, row) === undefined) return false
      await pages.remove(there, row)
      return true
    },
    async *rows(tenant) {
      const table = tableOf(tenant)
      for (const { id } of table.rows()) {
        const row = await foundRow(tableOf(tenant).byId(id))
        if (row !== undefined) yield row
      }
    },
    async forget(tenant, id) {
      const row = tableOf(tenant).remove(checkKey(id, 'id'))
      if (row !== undefined) await pages.remove(row)
      // Somebody else may be forgetting it: "there is none" must hold after a crash too.
      else await pages.settled()
      return row !== undefined
    },
    close() {
      closing ??= pages
        .settled()
        .catch(() => undefined)
        .then(() => lock.release())
      return closing
    },
  }
}

async function foundRow(row: StoredRow | undefined): Promise<SubjectRow | undefined> {
  return row && durable(row)
}

/** The row without its place, once it is durable: nobody may act on an id that a crash could take back. */
async function durable({ id, lookup, sealed, page }: StoredRow): Promise<SubjectRow> {
  await page.settled
  return { id, lookup, sealed }
}

async function lockVault(directory: string): Promise<Lock> {
  try {
    return await acquireLock(directory)
  } catch (error) {
    if (!isWaxsealError(error, 'journal-locked')) throw error
    const { details } = error
    const holder = details.pid === undefined ? 'another process' : `process ${details.pid}`
    throw new WaxsealError('vault-locked', `${holder} holds the vault`, { details })
  }
}
