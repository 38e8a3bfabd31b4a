import { type JournalEvent, type JournalHead, utf8, WaxsealError } from '@waxseal/core'
import { GrowingTree, headOf, neutralHashes, parseStoredEvent } from '@waxseal/journal/adapter'
import { fromHex, toHex } from './hex.js'
import type { PostgresRow } from './pool.js'

/** An event and the bytes that were hashed. */
export interface Entry {
  readonly event: JournalEvent
  readonly bytes: Uint8Array
}

/** Size and root as the database tells them. */
export interface StoredHead {
  readonly size: number
  /** Hexadecimal. */
  readonly root: string
}

/**
 * What this process knows of the record. It hashes everything it hears, so a database that tells another story than before is found
 * at the next event.
 */
export class KnownRecord {
  readonly #tree: GrowingTree
  #head: JournalHead
  #rootHex: string
  #fault: WaxsealError<'journal-corrupt'> | undefined

  /** @param row - `size`, `root` and `peaks` of the head. Throws `journal-corrupt`. */
  constructor(row: PostgresRow) {
    const { size, root } = storedHead(row)
    const peaks = fromHex(String(row.peaks))
    const count = peaks.length / 32
    const list = Array.from({ length: Math.floor(count) }, (_, index) => peaks.slice(index * 32, index * 32 + 32))
    this.#tree = new GrowingTree(neutralHashes, { size, peaks: list })
    this.#head = headOf(this.#tree)
    this.#rootHex = toHex(this.#tree.root())
    if (list.length !== count || count !== bitsOf(size) || this.#rootHex !== root)
      throw corruptError('root-mismatch', size)
  }

  get size(): number {
    return this.#tree.size
  }

  get head(): JournalHead {
    return this.#head
  }

  /** The root in hexadecimal. */
  get root(): string {
    return this.#rootHex
  }

  /** Why nothing more is believed. */
  get fault(): WaxsealError<'journal-corrupt'> | undefined {
    return this.#fault
  }

  /** Takes in entries in their order, passes over those known, and gives the new ones. Throws `journal-corrupt`, from then on always. */
  take(entries: Iterable<Entry>, stored: StoredHead): JournalEvent[] {
    if (this.#fault !== undefined) throw this.#fault
    const news: JournalEvent[] = []
    for (const { event, bytes } of entries) {
      if (event.seq < this.size) continue
      if (event.seq > this.size) throw this.fail('sequence', this.size)
      this.#tree.append(neutralHashes.leaf(bytes))
      news.push(event)
    }
    if (news.length > 0) {
      this.#rootHex = toHex(this.#tree.root())
      this.#head = headOf(this.#tree)
    }
    if (stored.size === this.size && stored.root !== this.#rootHex) throw this.fail('root-mismatch', this.size)
    return news
  }

  /** The entry in a row with `seq` and `entry`. Throws `journal-corrupt`, from then on always. */
  read(row: PostgresRow): Entry {
    const entry = readEntry(row)
    if (entry === undefined) throw this.fail('malformed', Number(row.seq))
    return entry
  }

  /** Notes that the database holds another record than the one known. */
  fail(reason: string, seq: number): WaxsealError<'journal-corrupt'> {
    this.#fault ??= corruptError(reason, seq)
    return this.#fault
  }
}

/** The head in a row with `size` and `root`. */
export function storedHead(row: PostgresRow | undefined): StoredHead {
  return { size: Number(row?.size), root: String(row?.root) }
}

/** What a standby gives is of another time than now. Throws `journal-unreadable`. */
export function checkPrimary(row: PostgresRow | undefined): void {
  if (row?.standby === true) throw new WaxsealError('journal-unreadable', 'the database is a standby')
}

/** The entry in a row with `seq` and `entry`, frozen, because all listeners get the same; `undefined` when it is none. */
export function readEntry(row: PostgresRow): Entry | undefined {
  const bytes = utf8(String(row.entry))
  const event = parseStoredEvent(bytes)
  return event?.seq === Number(row.seq) ? { event: freeze(event), bytes } : undefined
}

/** The error of a record that is not what was written. */
export function corruptError(reason: string, seq: number): WaxsealError<'journal-corrupt'> {
  const message = `the record in the database is not the one that was written: \`${reason}\` at event ${seq}`
  return new WaxsealError('journal-corrupt', message, { details: { reason, seq } })
}

function freeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value
  for (const part of Object.values(value)) freeze(part)
  return Object.freeze(value)
}

/** Division instead of shifts: sizes may pass 2^31. */
function bitsOf(size: number): number {
  let bits = 0
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) bits += rest % 2
  return bits
}
