import type { RecordMark } from '../record-mark.js'
import type { SegmentStart } from './index-facts.js'
import type { IndexFile } from './index-file.js'

/** So few events are read faster than an index is written. */
const WORTH_KEEPING = 1_024

/** When the index is written to its file: behind every so many events, and at the end; never if that is 0. */
export class IndexKeeper {
  readonly #file: IndexFile
  readonly #every: number
  readonly #segments: () => readonly SegmentStart[]
  #mark: RecordMark | undefined
  #saving: Promise<void> | undefined
  #broken = false

  constructor(file: IndexFile, every: number, segments: () => readonly SegmentStart[]) {
    this.#file = file
    this.#every = every
    this.#segments = segments
  }

  /** The record is durable up to a checkpoint. */
  reached(mark: RecordMark): void {
    if (this.#every === 0) return
    this.#mark = mark
    if (mark.size - this.#file.size >= this.#every) this.#save(mark)
  }

  /** Writes what is worth it and resolves when nothing is on its way. */
  async close(): Promise<void> {
    await this.#saving
    const mark = this.#mark
    if (mark !== undefined && mark.size - this.#file.size >= Math.min(this.#every, WORTH_KEEPING)) this.#save(mark)
    await this.#saving
  }

  #save(mark: RecordMark): void {
    if (this.#saving !== undefined || this.#broken) return
    this.#saving = this.#file.add(mark, this.#segments()).then(
      () => {
        this.#saving = undefined
      },
      () => {
        // A full disk must not stop the journal: what is in the file stays good, the next opening reads the rest from the record.
        this.#broken = true
        this.#saving = undefined
      },
    )
  }
}
