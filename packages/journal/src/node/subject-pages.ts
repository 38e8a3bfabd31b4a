import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { SubjectRow } from '@waxseal/core'
import { checkRow } from '../vault/check-row.js'
import { syncDirectory } from './directory.js'
import { inParts } from './in-parts.js'
import { DRAFT_MARK, removeFile } from './private-file.js'
import { corruptFile, readVaultFile, writeVaultFile, writing } from './vault-file.js'

/** Rows go to a file until it has so many characters: what a change of one row writes anew. */
const PAGE_LENGTH = 64 * 1024
/** About the longest text that the runtime can hold. */
const MAX_FILE_BYTES = 500 * 1024 * 1024
const PAGE_NAME = /^subjects-(\d{12})$/

/** The rows of one file. */
export interface SubjectPage {
  readonly number: number
  readonly rows: Set<StoredRow>
  /** Characters of its lines. */
  length: number
  /** Settles when its last change is durable, or could not be written. */
  settled: Promise<void>
}

/** A row, its tenant and the page that it stands on. */
export interface StoredRow extends SubjectRow {
  readonly tenant: string
  readonly page: SubjectPage
}

/**
 * The files of a vault. Every change writes the page of its row anew, whole or not at all, so that no byte of an old row is left; changes
 * that come while pages are being written are written together next.
 */
export class SubjectPages {
  readonly #directory: string
  readonly #dirty = new Set<SubjectPage>()
  #last: SubjectPage | undefined
  #writing: Promise<void> = Promise.resolve()
  #waiting: Promise<void> | undefined
  #failure: unknown

  constructor(directory: string) {
    this.#directory = directory
  }

  /** Why nothing can be written any more, and what is in memory may not be on the disk. */
  get failure(): unknown {
    return this.#failure
  }

  /** Reads all pages and removes what a crash left of others. Throws `vault-exposed` and `vault-corrupt`. */
  async load(take: (row: StoredRow) => void): Promise<void> {
    const names = (await readdir(this.#directory)).sort()
    const drafts = names.filter((name) => name.startsWith('subjects-') && name.includes(DRAFT_MARK))
    for (const name of drafts) await removeFile(join(this.#directory, name))
    if (drafts.length > 0) await syncDirectory(this.#directory)
    const numbers = names.flatMap((name) => PAGE_NAME.exec(name)?.[1] ?? [])
    await inParts(numbers, async (number) => {
      const page = newPage(Number(number))
      const text = (await readVaultFile(this.#path(page), MAX_FILE_BYTES)) ?? ''
      for (const line of text.split('\n')) if (line !== '') take(this.#put(parseLine(line, page)))
      if (this.#last === undefined || this.#last.number < page.number) this.#last = page
    })
  }

  /** Gives a row a place on a page that has room. */
  place(tenant: string, row: SubjectRow): StoredRow {
    if (this.#last === undefined || this.#last.length > PAGE_LENGTH) this.#last = newPage((this.#last?.number ?? 0) + 1)
    return { ...row, tenant, page: this.#last }
  }

  /** Writes a row. Resolves when it is durable. */
  add(row: StoredRow): Promise<void> {
    return this.#write(this.#put(row).page)
  }

  /** Writes a page without one of its rows, or with another in its place. Resolves when it is durable. */
  remove(row: StoredRow, instead?: StoredRow): Promise<void> {
    row.page.rows.delete(row)
    row.page.length -= lineOf(row).length
    if (instead !== undefined) this.#put(instead)
    return this.#write(row.page)
  }

  /** Resolves when all changes are durable; rejects when they could not be written. */
  settled(): Promise<void> {
    return this.#waiting ?? this.#writing
  }

  #put(row: StoredRow): StoredRow {
    row.page.rows.add(row)
    row.page.length += lineOf(row).length
    return row
  }

  #write(page: SubjectPage): Promise<void> {
    this.#dirty.add(page)
    this.#waiting ??= this.#writing.then(() => this.#writeDirty())
    page.settled = this.#waiting
    return this.#waiting
  }

  async #writeDirty(): Promise<void> {
    const pages = [...this.#dirty]
    this.#dirty.clear()
    this.#writing = this.#waiting ?? this.#writing
    this.#waiting = undefined
    try {
      await writing(async () => {
        await inParts(pages, (page) => this.#writePage(page))
        await syncDirectory(this.#directory)
      })
    } catch (error) {
      this.#failure = error
      throw error
    }
  }

  async #writePage(page: SubjectPage): Promise<void> {
    if (page.rows.size === 0) await removeFile(this.#path(page))
    else await writeVaultFile(this.#path(page), Array.from(page.rows, lineOf).join(''))
  }

  #path({ number }: SubjectPage): string {
    return join(this.#directory, `subjects-${String(number).padStart(12, '0')}`)
  }
}

function newPage(number: number): SubjectPage {
  return { number, rows: new Set(), length: 0, settled: Promise.resolve() }
}

function lineOf({ tenant, id, lookup, sealed }: StoredRow): string {
  return `${JSON.stringify([tenant, id, lookup, sealed])}\n`
}

function parseLine(line: string, page: SubjectPage): StoredRow {
  try {
    const [tenant, id, lookup, sealed] = JSON.parse(line) as [string, string, string, string]
    if (typeof tenant === 'string') return { ...checkRow({ id, lookup, sealed }), tenant, page }
  } catch {
    // The parser's own error quotes the text.
  }
  throw corruptFile()
}
