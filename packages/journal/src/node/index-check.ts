import type { JournalEvent } from '@waxseal/core'
import { streamKey } from '../append-target.js'
import type { EventIndex } from './event-index.js'

/** Compares what a kept index says of streams with the events, in their order. Keeps an entry for each stream. */
export class IndexCheck {
  readonly #index: EventIndex
  /** One more than the place of the last event of each stream. */
  readonly #lasts = new Map<string, number>()

  constructor(index: EventIndex) {
    this.#index = index
  }

  /** Whether the next event is of the stream that the index says. */
  agrees({ seq, tenant, stream }: Pick<JournalEvent, 'seq' | 'tenant' | 'stream'>): boolean {
    const key = streamKey(tenant, stream)
    const link = this.#lasts.get(key) ?? 0
    const isNamed = link > 0 || this.#index.keyOf(this.#lasts.size) === key
    this.#lasts.set(key, seq + 1)
    return isNamed && this.#index.linkOf(seq) === link
  }
}
