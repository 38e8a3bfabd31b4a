import {
  type Appended,
  type AppendTarget,
  type EventDraft,
  type Journal,
  type JournalEvent,
  type JournalHead,
  type ReadOptions,
  utf8,
} from '@waxseal/core'
import { checkTarget, closedError } from '../append-target.js'
import { type CheckedDraft, checkDraft, placeEvent } from '../event-draft.js'
import type { GrowingTree } from '../growing-tree.js'
import { headOf } from '../journal-head.js'
import { appendLine } from '../line-format.js'
import { Subscriptions } from '../subscriptions.js'
import { BatchWriter } from './batch-writer.js'
import { readableError } from './directory.js'
import type { EventIndex } from './event-index.js'
import type { IndexKeeper } from './index-keeper.js'
import type { JournalBatch, RecordEnd } from './journal-batch.js'
import { nodeHashes } from './node-hashes.js'
import { readStoredEvents } from './read-stored-events.js'
import type { Storage } from './storage.js'

/** A record that was opened and checked. */
export interface StoredRecord {
  readonly storage: Storage
  readonly tree: GrowingTree
  readonly index: EventIndex
  /** Where the next line goes. */
  readonly end: RecordEnd
  /** From how many bytes on a segment is followed by another. */
  readonly segmentBytes: number
  readonly keeper: Pick<IndexKeeper, 'reached' | 'close'>
  /** Called once, when the journal is closed. */
  release(): Promise<void>
}

/**
 * The journal over opened files. An append takes its place (and hashes) at once, so that a conflict is known at once and hashing
 * runs while the disk is busy; tree and index are ahead of the durable head by what is on its way.
 */
export class StoredJournal implements Journal {
  readonly #record: StoredRecord
  readonly #writer: BatchWriter
  readonly #subscriptions: Subscriptions
  #head: JournalHead
  #closing: Promise<void> | undefined

  constructor(record: StoredRecord) {
    this.#record = record
    this.#head = headOf(record.tree)
    this.#subscriptions = new Subscriptions({
      size: () => this.#head.size,
      read: (from) => this.read({ from }),
    })
    this.#writer = new BatchWriter({
      ...record,
      onDurable: ({ events }, mark) => {
        this.#head = Object.freeze({ size: mark.size, root: mark.root })
        record.keeper.reached(mark)
        this.#subscriptions.publish(events)
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
    if (checked.length > 1) batch.addCheckpoint(this.#record.tree)
    const durable = batch.settled()
    this.#writer.start()
    return { events, head: await durable }
  }

  async *read(options: ReadOptions = {}): AsyncGenerator<JournalEvent> {
    const { storage, index } = this.#record
    const reader = storage.reader()
    try {
      const stored = { reader, index, head: this.#head, end: this.#writer.end }
      const events = readStoredEvents(stored, options)
      while (true) {
        if (this.#closing !== undefined) throw closedError()
        const next = await events.next()
        if (next.done === true) return
        yield next.value
      }
    } catch (error) {
      throw readableError(error)
    } finally {
      await reader.close()
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
    const leaf = nodeHashes.leaf(bytes)
    tree.append(leaf)
    index.add(event, batch.addEvent(event, bytes, leaf))
    return event
  }

  async #close(): Promise<void> {
    const { keeper, storage, release } = this.#record
    await this.#writer.idle()
    this.#subscriptions.close()
    await keeper.close()
    try {
      await storage.close()
    } finally {
      await release()
    }
  }
}
