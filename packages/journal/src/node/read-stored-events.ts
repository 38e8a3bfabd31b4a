import { type JournalEvent, type JournalHead, type ReadOptions, WaxsealError } from '@waxseal/core'
import { RUN_LEAVES } from '../growing-tree.js'
import { MAX_LINE } from '../journal-scanner.js'
import { FRAME_LENGTH, frameNames, hasEventFrame, LINE_FEED } from '../line-format.js'
import { parseStoredEvent } from '../stored-event.js'
import type { EventIndex } from './event-index.js'
import { IndexCheck } from './index-check.js'
import { INDEX_FILE } from './index-file.js'
import { runOf } from './leaf-runs.js'
import { nodeHashes } from './node-hashes.js'
import { type RecordReader, readBytes } from './storage.js'

/** Largest piece of the record that one read takes, unless a single event is larger. */
const WINDOW_BYTES = 128 * 1024
/** Announcement and checkpoints between two events. */
const LONGEST_MARKS = 1024

/** The record as far as it is durable. */
export interface StoredEvents {
  readonly reader: RecordReader
  readonly index: EventIndex
  readonly head: JournalHead
  /** The byte behind the last line. */
  readonly end: number
}

/**
 * Reads events from the record by their places. Each is checked against its leaf hash and its place; what was not read line by line when the
 * journal was opened also against the tree, a run of leaves at a time: all of them when events are read in a row, and when those of one
 * stream are, each run the first time. The first reading of all events also finds an index that tells of other streams.
 *
 * Throws `journal-corrupt` when something else stands there.
 */
export function readStoredEvents(stored: StoredEvents, options: ReadOptions): AsyncGenerator<JournalEvent> {
  const { from = 0, tenant, stream } = options
  const first = Math.max(0, Math.ceil(from))
  if (tenant === undefined || stream === undefined) return readRow(stored, first, options)
  return readStream(stored, first, tenant, stream)
}

async function* readRow(
  stored: StoredEvents,
  first: number,
  { tenant, stream }: ReadOptions,
): AsyncGenerator<JournalEvent> {
  const { index, head } = stored
  const check = first === 0 && !index.agreed ? new IndexCheck(index) : undefined
  for (let run = runOf(first); run * RUN_LEAVES < head.size; run++) {
    for (const [at, json] of (await readRun(stored, run)).entries()) {
      const seq = run * RUN_LEAVES + at
      if (seq < first) continue
      const event = parseStoredEvent(json)
      if (event?.seq !== seq) throw changedError(seq)
      if (seq < index.kept && check?.agrees(event) === false) throw misleadingError(seq)
      if ((tenant ?? event.tenant) === event.tenant && (stream ?? event.stream) === event.stream) yield event
    }
  }
  if (check !== undefined) index.agreed = true
}

async function* readStream(
  stored: StoredEvents,
  first: number,
  tenant: string,
  stream: string,
): AsyncGenerator<JournalEvent> {
  const { index, head } = stored
  const { seqs, version } = index.placesOf(tenant, stream, first, head.size)
  let read = 0
  for (const places of windowsOf(stored, seqs)) {
    for (const seq of places) {
      if (seq < index.kept && !index.runs.wasChecked(runOf(seq))) await readRun(stored, runOf(seq))
    }
    const start = byteOf(stored, places[0] ?? 0)
    const window = await readPlaces(stored, places)
    for (const seq of places) {
      const event = parseStoredEvent(entryAt(window, byteOf(stored, seq) - start, seq).json)
      // The places of a stream hold its events, every one of them.
      const isNext = event?.seq === seq && event.version === version + read++
      if (!isNext || event.tenant !== tenant || event.stream !== stream) throw changedError(seq)
      yield event
    }
  }
}

/** The entries of a run, checked against the tree. */
async function readRun(stored: StoredEvents, run: number): Promise<Uint8Array[]> {
  const { index, head } = stored
  const first = run * RUN_LEAVES
  const length = Math.min(RUN_LEAVES, head.size - first)
  const places = Array.from({ length }, (_, at) => first + at)
  const window = await readPlaces(stored, places)
  const entries = places.map((seq) => entryAt(window, byteOf(stored, seq) - byteOf(stored, first), seq))
  const leaves = entries.map(({ leaf }) => leaf)
  if (!index.runs.has(run, leaves, head)) throw changedError(first, first + length - 1)
  return entries.map(({ json }) => json)
}

/** The bytes from the first of some places up to behind the last. */
async function readPlaces(stored: StoredEvents, places: readonly number[]): Promise<Uint8Array> {
  for (const seq of places) {
    // Nothing is allocated for what an index file says and no line is.
    if (byteOf(stored, seq + 1) - byteOf(stored, seq) > MAX_LINE + LONGEST_MARKS) throw changedError(seq)
  }
  const start = byteOf(stored, places[0] ?? 0)
  return readBytes(stored.reader, start, byteOf(stored, (places.at(-1) ?? 0) + 1) - start)
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

/** The entry whose line begins there, and its leaf hash. */
function entryAt(window: Uint8Array, at: number, seq: number): { json: Uint8Array; leaf: Uint8Array } {
  const line = window.subarray(at, window.indexOf(LINE_FEED, at))
  const json = line.subarray(FRAME_LENGTH, -1)
  const leaf = nodeHashes.leaf(json)
  if (!hasEventFrame(line) || !frameNames(line, leaf)) throw changedError(seq)
  return { json, leaf }
}

function changedError(seq: number, last = seq): WaxsealError<'journal-corrupt'> {
  const message =
    last === seq
      ? `event ${seq} of the journal is not what was written`
      : `one of the events ${seq} to ${last} of the journal is not what was written`
  return new WaxsealError('journal-corrupt', message, { details: { seq, ...(last > seq && { last }) } })
}

function misleadingError(seq: number): WaxsealError<'journal-corrupt'> {
  const message = `event ${seq} of the journal is of another stream than \`${INDEX_FILE}\` says: delete that file`
  return new WaxsealError('journal-corrupt', message, { details: { reason: 'index-mismatch', seq } })
}
