import type { SubjectRow } from '@waxseal/core'
import { idTakenError } from './check-row.js'

/** The rows of one tenant, found by lookup and by id. No two have the same of either. */
export class SubjectTable<Row extends SubjectRow = SubjectRow> {
  readonly #ids = new Map<string, Row>()
  readonly #lookups = new Map<string, Row>()

  byId(id: string): Row | undefined {
    return this.#ids.get(id)
  }

  byLookup(lookup: string): Row | undefined {
    return this.#lookups.get(lookup)
  }

  rows(): Row[] {
    return [...this.#ids.values()]
  }

  /** Adds the row unless one of its lookup is there; gives back the one that is. Throws `vault-conflict`. */
  add(row: Row): Row {
    const there = this.#lookups.get(row.lookup)
    if (there !== undefined) return there
    if (this.#ids.has(row.id)) throw idTakenError()
    this.#set(row)
    return row
  }

  /** Puts the row in place of the old one; gives back what stood there, or `undefined` when nothing may change. */
  replace(old: SubjectRow, row: Row): Row | undefined {
    const there = this.#ids.get(row.id)
    if (there?.lookup !== old.lookup || there.sealed !== old.sealed) return undefined
    const other = this.#lookups.get(row.lookup)
    if (other !== undefined && other !== there) return undefined
    this.#lookups.delete(there.lookup)
    this.#set(row)
    return there
  }

  /** Takes the row out and gives it back. */
  remove(id: string): Row | undefined {
    const row = this.#ids.get(id)
    if (row === undefined) return undefined
    this.#ids.delete(id)
    this.#lookups.delete(row.lookup)
    return row
  }

  #set(row: Row): void {
    this.#ids.set(row.id, row)
    this.#lookups.set(row.lookup, row)
  }
}
