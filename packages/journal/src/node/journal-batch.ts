import { concatBytes, type JournalEvent, type JournalHead, utf8 } from '@waxseal/core'
import type { GrowingTree } from '../growing-tree.js'
import { headOf } from '../journal-head.js'
import { checkpointLine, eventLine } from '../line-format.js'
import type { RecordMark } from '../record-mark.js'

/** The place behind the last line of a record. */
export interface RecordEnd {
  /** Byte of the record. */
  readonly byte: number
  /** Number of lines in the last segment. */
  readonly line: number
  /** Byte of the record at which the last segment begins. */
  readonly segment: number
}

interface Waiting {
  resolve(head: JournalHead): void
  reject(error: unknown): void
}

/** The lines of several appends that share one write and one sync, and who waits for them. */
export class JournalBatch {
  readonly start: RecordEnd
  readonly events: JournalEvent[] = []
  readonly #parts: Uint8Array[] = []
  readonly #waiting: Waiting[] = []
  #length = 0
  #mark: RecordMark | undefined

  constructor(start: RecordEnd) {
    this.start = start
  }

  /** The byte at which the next line will begin. */
  get end(): RecordEnd {
    const { byte, line, segment } = this.start
    return { byte: byte + this.#length, line: line + this.#parts.length, segment }
  }

  get length(): number {
    return this.#length
  }

  /** The checkpoint that the last line of the batch is; `undefined` when it is another line. */
  get mark(): RecordMark | undefined {
    return this.#mark
  }

  bytes(): Uint8Array {
    return concatBytes(...this.#parts)
  }

  addLine(text: string): void {
    this.#add(utf8(`${text}\n`))
  }

  /** Adds an event; gives the byte at which its line begins. */
  addEvent(event: JournalEvent, json: Uint8Array, leaf: Uint8Array): number {
    const { byte } = this.end
    this.#add(eventLine(json, leaf))
    this.events.push(event)
    return byte
  }

  /** Adds a checkpoint over all leaves of the tree. */
  addCheckpoint(tree: GrowingTree): RecordMark {
    const { size, root } = headOf(tree)
    const { byte, line } = this.end
    this.addLine(checkpointLine(size, root, byte))
    this.#mark = { size, root, byte, line: line + 1, peaks: tree.peaks }
    return this.#mark
  }

  /** Settles when the batch is durable, or could not be written. */
  settled(): Promise<JournalHead> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  resolve(head: JournalHead): void {
    for (const waiting of this.#waiting) waiting.resolve(head)
  }

  reject(error: unknown): void {
    for (const waiting of this.#waiting) waiting.reject(error)
  }

  #add(bytes: Uint8Array): void {
    this.#parts.push(bytes)
    this.#length += bytes.length
    this.#mark = undefined
  }
}
