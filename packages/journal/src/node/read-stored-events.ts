import { type JournalEvent, type ReadOptions, WaxsealError } from '@waxseal/core'
import { FRAME_LENGTH, frameNames, hasEventFrame, LINE_FEED } from '../line-format.js'
import { parseStoredEvent } from '../stored-event.js'
import type { EventIndex } from './event-index.js'
import { nodeHashes } from './node-hashes.js'
import { type RecordReader, readBytes } from './storage.js'

/** Largest piece of the record that one read takes, unless a single event is larger. */
const WINDOW_BYTES = 128 * 1024

/** The record as far as it is durable. */
export interface StoredEvents {
  readonly reader: RecordReader
  readonly index: EventIndex
  readonly size: number
  /** The byte behind the last line. */
  readonly end: number
}

/**
 * Reads events from the record by their places: neighbours in one piece, whether they are all wanted or one stream's only. Each is
 * checked against its leaf hash and its place, because what an index file told of it was not checked before.
 *
 * Throws `journal-corrupt` when something else stands there.
 */
export async function* readStoredEvents(stored: StoredEvents, options: ReadOptions): AsyncGenerator<JournalEvent> {
  const { tenant, stream } = options
  const { seqs, version } = placesOf(stored, options)
  let read = 0
  for (const places of windowsOf(stored, seqs)) {
    const start = byteOf(stored, places[0] ?? 0)
    const end = byteOf(stored, (places.at(-1) ?? 0) + 1)
    const window = await readBytes(stored.reader, start, end - start)
    for (const seq of places) {
      const event = eventAt(window, byteOf(stored, seq) - start)
      if (event?.seq !== seq) throw changedError(seq)
      const wanted = (tenant ?? event.tenant) === event.tenant && (stream ?? event.stream) === event.stream
      // The places of a stream hold its events, every one of them.
      if (version !== undefined && (!wanted || event.version !== version + read++)) throw changedError(seq)
      if (wanted) yield event
    }
  }
}

function placesOf(
  { index, size }: StoredEvents,
  { from = 0, tenant, stream }: ReadOptions,
): { seqs: Iterable<number>; version?: number } {
  const first = Math.max(0, Math.ceil(from))
  if (tenant !== undefined && stream !== undefined) return index.placesOf(tenant, stream, first, size)
  return { seqs: range(first, size) }
}

function* range(from: number, to: number): Generator<number> {
  for (let seq = from; seq < to; seq++) yield seq
}

/** Where the line of an event begins, or the end of the record behind the last one. */
function byteOf({ index, end }: StoredEvents, seq: number): number {
  return index.byteOf(seq) ?? end
}

function* windowsOf(stored: StoredEvents, seqs: Iterable<number>): Generator<readonly number[]> {
  let window: number[] = []
  for (const seq of seqs) {
    if (window.length > 0 && byteOf(stored, seq + 1) - byteOf(stored, window[0] ?? 0) > WINDOW_BYTES) {
      yield window
      window = []
    }
    window.push(seq)
  }
  if (window.length > 0) yield window
}

/** The event whose line begins there; `undefined` when it does not have the leaf hash beside it, or is none. */
function eventAt(window: Uint8Array, at: number): JournalEvent | undefined {
  const line = window.subarray(at, window.indexOf(LINE_FEED, at))
  const json = line.subarray(FRAME_LENGTH, -1)
  return hasEventFrame(line) && frameNames(line, nodeHashes.leaf(json)) ? parseStoredEvent(json) : undefined
}

function changedError(seq: number): WaxsealError<'journal-corrupt'> {
  return new WaxsealError('journal-corrupt', `event ${seq} of the journal is not what was written`, {
    details: { seq },
  })
}
