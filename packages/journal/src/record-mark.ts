import type { JournalHead } from '@waxseal/core'

/** A checkpoint of a record and what is needed to go on behind it without what is before. */
export interface RecordMark extends JournalHead {
  /** Byte of the whole record at which the line of the checkpoint begins. */
  readonly byte: number
  /** Number of that line in its file, from 1. */
  readonly line: number
  /** Roots of the full subtrees of the tree, the largest first. */
  readonly peaks: readonly Uint8Array[]
}
