import type { JsonObject } from './json.js'

/** An event before it is written. `data` holds ids, counts and codes: never a personal datum, never a secret. */
export interface EventDraft {
  /** What happened, as a dotted word in the past tense: `campaign.intended`. */
  readonly type: string
  /** When, in epoch milliseconds. */
  readonly at: number
  readonly data: JsonObject
}

/** An event in the record. */
export interface JournalEvent extends EventDraft {
  /** Place in the whole journal, from 0. */
  readonly seq: number
  readonly tenant: string
  /** The story it belongs to: `campaign/cmp_…`. */
  readonly stream: string
  /** Place in its stream (within its tenant), from 0. */
  readonly version: number
}

/** The state of the whole record in two values: how many events, and their RFC 9162 Merkle tree hash (base64url). */
export interface JournalHead {
  readonly size: number
  readonly root: string
}

/** Where to append. `expected` is the number of events that the stream must have by now; a mismatch is refused. */
export interface AppendTarget {
  readonly tenant: string
  readonly stream: string
  readonly expected?: number
}

/** What an append gives back once the events are durable. */
export interface Appended {
  readonly events: readonly JournalEvent[]
  readonly head: JournalHead
}

/** Which events to read. Everything is optional; `from` is a place in the whole journal. */
export interface ReadOptions {
  readonly from?: number
  readonly tenant?: string
  readonly stream?: string
}

/** Codes of the errors that a journal throws. */
export type JournalErrorCode =
  | 'journal-closed'
  | 'journal-conflict'
  | 'journal-corrupt'
  | 'journal-event-invalid'
  | 'journal-event-too-large'
  | 'journal-locked'
  | 'journal-write-failed'

/**
 * The port of the record: one append-only log of events. Adapters: memory and file in `@waxseal/journal`. The promise of
 * `append` resolves only when the events are as durable as the adapter can make them.
 */
export interface Journal {
  /** Whether other processes may be writing at this moment. @default false */
  readonly shared?: boolean
  /** Writes the events, all or none. Throws `journal-conflict` when the stream is not as long as `expected`. */
  append(target: AppendTarget, events: readonly EventDraft[]): Promise<Appended>
  /** Reads events in order. */
  read(options?: ReadOptions): AsyncIterable<JournalEvent>
  /** Calls the listener with every event from a place on, the past first; gives back the end of it. */
  subscribe(from: number, listener: (event: JournalEvent) => void): () => void
  /**
   * Learns of all events that are durable by now, also those of other processes, and resolves when every listener has heard them; rejects when one
   * of them could not be told.
   * When `append` resolves, listeners that were up to date have heard its events.
   */
  catchUp(): Promise<JournalHead>
  /**
   * For how many milliseconds events of other processes may have gone unheard; 0 where nobody else can write. Whoever must not
   * act on old knowledge looks here.
   */
  age(): number
  /** Size and root hash of what is known to be durable. Keep one elsewhere: a recomputed or cut record is found only against it. */
  head(): JournalHead
  close(): Promise<void>
}
