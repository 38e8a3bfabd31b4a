import { type JournalEvent, type ReadOptions, WaxsealError } from '@waxseal/core'
import { parseStoredEvent } from '../stored-event.js'
import type { EventIndex } from './event-index.js'
import type { Storage } from './storage.js'

/** Largest piece of the file that one read takes, unless a single event is larger. */
const WINDOW_BYTES = 64 * 1024

/**
 * Reads events from the file by their places: neighbours in one piece, whether they are all wanted or one stream's only.
 *
 * Throws `journal-corrupt` when something else stands there now.
 */
export async function* readStoredEvents(
  storage: Storage,
  index: EventIndex,
  size: number,
  options: ReadOptions,
): AsyncGenerator<JournalEvent> {
  const { tenant, stream } = options
  for (const seqs of windowsOf(index, seqsOf(index, size, options))) {
    const start = index.startOf(seqs[0] ?? 0)
    const window = new Uint8Array(index.endOf(seqs.at(-1) ?? 0) - start)
    await fill(window, storage, start)
    for (const seq of seqs) {
      const event = parseStoredEvent(window.subarray(index.startOf(seq) - start, index.endOf(seq) - start))
      if (event?.seq !== seq) {
        const message = `event ${seq} of the journal is not what was written`
        throw new WaxsealError('journal-corrupt', message, { details: { seq } })
      }
      if ((tenant ?? event.tenant) === event.tenant && (stream ?? event.stream) === event.stream) yield event
    }
  }
}

function* seqsOf(index: EventIndex, size: number, { from = 0, tenant, stream }: ReadOptions): Generator<number> {
  if (tenant === undefined || stream === undefined) {
    for (let seq = Math.max(0, Math.ceil(from)); seq < size; seq++) yield seq
    return
  }
  for (const seq of index.seqsOf(tenant, stream)) {
    if (seq >= size) return
    if (seq >= from) yield seq
  }
}

function* windowsOf(index: EventIndex, seqs: Iterable<number>): Generator<readonly number[]> {
  let window: number[] = []
  for (const seq of seqs) {
    if (window.length > 0 && index.endOf(seq) - index.startOf(window[0] ?? 0) > WINDOW_BYTES) {
      yield window
      window = []
    }
    window.push(seq)
  }
  if (window.length > 0) yield window
}

async function fill(window: Uint8Array, storage: Storage, start: number): Promise<void> {
  for (let done = 0; done < window.length; ) {
    const read = await storage.read(window.subarray(done), start + done)
    // The file was cut short: the zeros that stay in the window are no event.
    if (read === 0) return
    done += read
  }
}
