import {
  type Appended,
  type AppendTarget,
  type EventDraft,
  encodeBase64url,
  type Journal,
  type JournalEvent,
  type JournalHead,
  type ReadOptions,
  utf8,
} from '@waxseal/core'
import { checkTarget, closedError } from '../append-target.js'
import { type CheckedDraft, checkDraft, placeEvent } from '../event-draft.js'
import { headOf } from '../journal-head.js'
import { appendLine } from '../line-format.js'
import { leafHash, type MerkleTree } from '../merkle-tree.js'
import { Subscriptions } from '../subscriptions.js'
import { BatchWriter } from './batch-writer.js'
import { readableError } from './directory.js'
import type { EventIndex } from './event-index.js'
import type { JournalBatch } from './journal-batch.js'
import { readStoredEvents } from './read-stored-events.js'
import type { Storage } from './storage.js'

/** A record that was opened and checked. */
export interface OpenedRecord {
  readonly storage: Storage
  readonly tree: MerkleTree
  readonly index: EventIndex
  /** Where the next line goes. */
  readonly end: number
  /** Called once, when the journal is closed. */
  release(): Promise<void>
}

/**
 * The journal over an opened file. An append takes its place (and hashes) at once, so that a conflict is known at once and hashing
 * runs while the disk is busy; tree and index are ahead of the durable head by what is on its way.
 */
export class StoredJournal implements Journal {
  readonly #record: OpenedRecord
  readonly #writer: BatchWriter
  readonly #subscriptions: Subscriptions
  #head: JournalHead
  #closing: Promise<void> | undefined

  constructor(record: OpenedRecord) {
    this.#record = record
    this.#head = headOf(record.tree)
    this.#subscriptions = new Subscriptions({
      size: () => this.#head.size,
      read: (from) => this.read({ from }),
    })
    this.#writer = new BatchWriter(record.storage, record.end, {
      headNow: () => headOf(record.tree),
      onDurable: (batch, head) => {
        this.#head = head
        this.#subscriptions.publish(batch.events)
      },
    })
  }

  async append(target: AppendTarget, drafts: readonly EventDraft[]): Promise<Appended> {
    if (this.#closing !== undefined) throw closedError()
    if (this.#writer.failure !== undefined) throw this.#writer.failure
    const checked = drafts.map(checkDraft)
    checkTarget(target, (tenant, stream) => this.#record.index.lengthOf(tenant, stream))
    if (checked.length === 0) return { events: [], head: this.#head }
    const batch = this.#writer.open()
    if (checked.length > 1) batch.addLine(appendLine(checked.length))
    const events = Object.freeze(checked.map((draft) => this.#place(draft, target, batch)))
    if (checked.length > 1) batch.addCheckpoint(headOf(this.#record.tree))
    const durable = batch.settled()
    this.#writer.start()
    return { events, head: await durable }
  }

  async *read(options: ReadOptions = {}): AsyncGenerator<JournalEvent> {
    const { storage, index } = this.#record
    const events = readStoredEvents(storage, index, this.#head.size, options)
    while (true) {
      if (this.#closing !== undefined) throw closedError()
      const next = await events.next().catch((error: unknown) => {
        throw readableError(error)
      })
      if (next.done === true) return
      yield next.value
    }
  }

  subscribe(from: number, listener: (event: JournalEvent) => void): () => void {
    if (this.#closing !== undefined) throw closedError()
    return this.#subscriptions.add(from, listener)
  }

  async catchUp(): Promise<JournalHead> {
    if (this.#closing !== undefined) throw closedError()
    await this.#subscriptions.catchUp()
    return this.#head
  }

  age(): number {
    return 0
  }

  head(): JournalHead {
    return this.#head
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  #place(draft: CheckedDraft, { tenant, stream }: AppendTarget, batch: JournalBatch): JournalEvent {
    const { tree, index } = this.#record
    const place = { seq: tree.size, tenant, stream, version: index.lengthOf(tenant, stream) }
    const { event, json } = placeEvent(draft, place)
    const bytes = utf8(json)
    const leaf = leafHash(bytes)
    tree.append(leaf)
    index.add(event, batch.addEvent(event, encodeBase64url(leaf), bytes), bytes.length)
    return event
  }

  async #close(): Promise<void> {
    await this.#writer.idle()
    this.#subscriptions.close()
    try {
      await this.#record.storage.close()
    } finally {
      await this.#record.release()
    }
  }
}
