import type { JournalEvent } from '@waxseal/core'
import type { RecordIndex } from '../record-checker.js'
import { StreamLengths } from '../stream-lengths.js'
import type { EventIndex } from './event-index.js'
import { IndexCheck } from './index-check.js'

/** Counts the events of each stream, and compares places and streams with a kept index if there is one. */
export class ComparedIndex implements RecordIndex {
  /** The first event of which the kept index says something else. */
  mismatch: number | undefined
  readonly #lengths = new StreamLengths()
  readonly #kept: EventIndex | undefined
  readonly #check: IndexCheck | undefined

  constructor(kept: EventIndex | undefined) {
    this.#kept = kept
    this.#check = kept && new IndexCheck(kept)
  }

  lengthOf(tenant: string, stream: string): number {
    return this.#lengths.lengthOf(tenant, stream)
  }

  add(event: JournalEvent, byte: number): void {
    this.#lengths.add(event)
    if (this.#kept === undefined || event.seq >= this.#kept.size || this.mismatch !== undefined) return
    if (this.#check?.agrees(event) !== true || this.#kept.byteOf(event.seq) !== byte) this.mismatch = event.seq
  }
}
