import { setImmediate as nextTurn } from 'node:timers/promises'
import { type JournalHead, WaxsealError } from '@waxseal/core'
import { JournalBatch } from './journal-batch.js'
import type { Storage } from './storage.js'

const MAX_BATCH_BYTES = 1024 * 1024

/** What the writer asks its journal for and tells it. */
export interface BatchOwner {
  /** The head over everything that was put into batches. */
  headNow(): JournalHead
  /** A batch is durable. */
  onDurable(batch: JournalBatch, head: JournalHead): void
}

/** Group commit: batches are written and synced one after the other; while one is on its way the next one fills. */
export class BatchWriter {
  readonly #storage: Storage
  readonly #owner: BatchOwner
  readonly #batches: JournalBatch[] = []
  #inFlight: JournalBatch | undefined
  #end: number
  #writing: Promise<void> | undefined
  #failure: WaxsealError<'journal-write-failed'> | undefined

  constructor(storage: Storage, end: number, owner: BatchOwner) {
    this.#storage = storage
    this.#end = end
    this.#owner = owner
  }

  /** Why nothing more is taken. */
  get failure(): WaxsealError<'journal-write-failed'> | undefined {
    return this.#failure
  }

  /** The batch that is filling. A full one is closed by its checkpoint. */
  open(): JournalBatch {
    const last = this.#batches.at(-1)
    if (last !== undefined && last.length < MAX_BATCH_BYTES && last !== this.#inFlight) return last
    if (last !== undefined) this.#finish(last)
    const batch = new JournalBatch(last?.end ?? this.#end)
    this.#batches.push(batch)
    return batch
  }

  /** Sees to it that the open batch is written. */
  start(): void {
    this.#writing ??= this.#writeAll()
  }

  /** Resolves when nothing is on its way. */
  async idle(): Promise<void> {
    await this.#writing
  }

  #finish(batch: JournalBatch): JournalHead {
    if (batch.head === undefined) batch.addCheckpoint(this.#owner.headNow())
    return batch.head ?? this.#owner.headNow()
  }

  async #writeAll(): Promise<void> {
    // Each round begins a turn later: what is appended in one turn, and by writers that the last batch woke, shares a sync.
    await nextTurn()
    for (let batch = this.#batches[0]; batch !== undefined; batch = this.#batches[0]) {
      const head = this.#finish(batch)
      this.#inFlight = batch
      try {
        await this.#storage.write(batch.bytes(), batch.start)
        await this.#storage.sync()
      } catch (error) {
        this.#fail(error)
        break
      }
      this.#inFlight = undefined
      this.#batches.shift()
      this.#end = batch.end
      this.#owner.onDurable(batch, head)
      batch.resolve(head)
      await nextTurn()
    }
    this.#writing = undefined
  }

  /** After a failed write nobody knows what the file holds: nothing more is written until it is opened and checked anew. */
  #fail(cause: unknown): void {
    const message = 'the journal could not be written: it takes no more events until it is opened anew'
    this.#failure = new WaxsealError('journal-write-failed', message, { cause })
    for (const batch of this.#batches) batch.reject(this.#failure)
    this.#batches.length = 0
  }
}
