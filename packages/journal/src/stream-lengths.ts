import type { JournalEvent } from '@waxseal/core'
import { streamKey } from './append-target.js'
import type { RecordIndex } from './record-checker.js'

/** Counts the events of each stream and keeps nothing else of them. */
export class StreamLengths implements RecordIndex {
  readonly #lengths = new Map<string, number>()

  lengthOf(tenant: string, stream: string): number {
    return this.#lengths.get(streamKey(tenant, stream)) ?? 0
  }

  add(event: JournalEvent): void {
    this.#lengths.set(streamKey(event.tenant, event.stream), event.version + 1)
  }
}
