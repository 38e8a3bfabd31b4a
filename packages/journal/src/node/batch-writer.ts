import { setImmediate as nextTurn } from 'node:timers/promises'
import { WaxsealError } from '@waxseal/core'
import type { GrowingTree } from '../growing-tree.js'
import type { RecordMark } from '../record-mark.js'
import { JournalBatch, type RecordEnd } from './journal-batch.js'
import type { Storage } from './storage.js'

const MAX_BATCH_BYTES = 1024 * 1024

/** Where and how batches are written. */
export interface BatchOptions {
  readonly storage: Storage
  /** The tree over everything that was put into batches. */
  readonly tree: GrowingTree
  readonly end: RecordEnd
  /** From how many bytes on a segment is followed by another. */
  readonly segmentBytes: number
  /** A batch is durable; the mark is its last line. */
  onDurable(batch: JournalBatch, mark: RecordMark): void
}

/** Group commit: batches are written and synced one after the other; while one is on its way the next one fills. */
export class BatchWriter {
  readonly #options: BatchOptions
  readonly #batches: JournalBatch[] = []
  #inFlight: JournalBatch | undefined
  #end: RecordEnd
  #writing: Promise<void> | undefined
  #failure: WaxsealError<'journal-write-failed'> | undefined

  constructor(options: BatchOptions) {
    this.#options = options
    this.#end = options.end
  }

  /** The byte behind the last durable line. */
  get end(): number {
    return this.#end.byte
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
    const batch = this.#begin(last?.end ?? this.#end)
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

  /** A batch behind the end. In front of the first one of a segment stands the checkpoint that it goes on from. */
  #begin(end: RecordEnd): JournalBatch {
    const { tree, segmentBytes } = this.#options
    if (end.byte - end.segment < segmentBytes || tree.size === 0) return new JournalBatch(end)
    const batch = new JournalBatch({ byte: end.byte, line: 0, segment: end.byte })
    batch.addCheckpoint(tree)
    return batch
  }

  #finish(batch: JournalBatch): RecordMark {
    return batch.mark ?? batch.addCheckpoint(this.#options.tree)
  }

  async #writeAll(): Promise<void> {
    // Each round begins a turn later: what is appended in one turn, and by writers that the last batch woke, shares a sync.
    await nextTurn()
    for (let batch = this.#batches[0]; batch !== undefined; batch = this.#batches[0]) {
      const mark = this.#finish(batch)
      this.#inFlight = batch
      try {
        await this.#write(batch)
      } catch (error) {
        this.#fail(error)
        break
      }
      this.#inFlight = undefined
      this.#batches.shift()
      this.#end = batch.end
      this.#options.onDurable(batch, mark)
      batch.resolve(Object.freeze({ size: mark.size, root: mark.root }))
      await nextTurn()
    }
    this.#writing = undefined
  }

  async #write(batch: JournalBatch): Promise<void> {
    const { storage } = this.#options
    const { byte, segment } = batch.start
    if (segment !== this.#end.segment) return storage.begin(batch.events[0]?.seq ?? 0, batch.bytes(), byte)
    await storage.write(batch.bytes(), byte)
    await storage.sync()
  }

  /** After a failed write nobody knows what the file holds: nothing more is written until it is opened and checked anew. */
  #fail(cause: unknown): void {
    const message = 'the journal could not be written: it takes no more events until it is opened anew'
    this.#failure = new WaxsealError('journal-write-failed', message, { cause })
    for (const batch of this.#batches) batch.reject(this.#failure)
    this.#batches.length = 0
  }
}
