import type { JournalHead } from '@waxseal/core'

/**
 * What is wrong with a record.
 *
 * - `leaf-mismatch`: an event is not the one that was hashed.
 * - `root-mismatch`: a checkpoint does not fit the events before it.
 * - `sequence`: an event is not at its place in the journal or in its stream, or a line is missing or too many.
 * - `malformed`: a line is none of the format.
 * - `index-mismatch`: the record is whole, and the index file beside it tells of other places or streams. Delete that file: it is made anew.
 * - `expected-missing`: the record ends before the expected head.
 * - `expected-mismatch`: the record is whole in itself and another than the expected one.
 */
export type JournalFaultCode =
  | 'expected-mismatch'
  | 'expected-missing'
  | 'index-mismatch'
  | 'leaf-mismatch'
  | 'malformed'
  | 'root-mismatch'
  | 'sequence'

/** A fault, if there is one. */
export type FoundFault = readonly [code: JournalFaultCode, message: string] | undefined

/** The first fault of a record: the line counts from 1, the byte at which it begins from 0. */
export interface JournalFault {
  readonly code: JournalFaultCode
  readonly line: number
  readonly byte: number
  readonly message: string
}

/**
 * What a verification found. `head` is that of all whole events. `tornTail` is the number of bytes behind the last checkpoint, there
 * when a crash cut a write short (or a host is writing just now): opening the journal repairs it.
 */
export type JournalVerdict =
  | { readonly ok: true; readonly head: JournalHead; readonly tornTail?: number }
  | ({ readonly ok: false } & JournalFault)
