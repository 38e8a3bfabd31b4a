import { MAX_DATA_BYTES, MAX_NAME_LENGTH } from './event-draft.js'
import type { GrowingTree } from './growing-tree.js'
import type { FoundFault, JournalFault } from './journal-verdict.js'
import { LineSplitter } from './line-splitter.js'
import { type CheckOptions, RecordChecker, type RecordIndex } from './record-checker.js'

/** Longest line in bytes: names may be escaped to six characters each; frame and member names take less than 1 kB. */
export const MAX_LINE = MAX_DATA_BYTES + 3 * 6 * MAX_NAME_LENGTH + 1024

/** How a record ends. Bytes count from the start of the record. */
export interface ScanEnd {
  /** Length of the whole record. */
  readonly bytes: number
  /** The last checkpoint: how many events it covers, and where its line begins and ends. */
  readonly checkpoint: { readonly size: number; readonly byte: number; readonly end: number }
  /** End of the last whole append; what is behind it was torn. */
  readonly appendEnd: number
  /** The line that begins at `appendEnd`, counted in its file. */
  readonly line: number
}

/** Reads a record that comes in pieces and checks all of it. Stops at the first fault. */
export class JournalScanner {
  fault: JournalFault | undefined
  readonly #checker: RecordChecker
  readonly #lines = new LineSplitter(MAX_LINE)
  #line = 1
  #byte = 0
  #bytes = 0
  #segmentStart = 0
  /** Where the last whole append ends. */
  #wholeByte: number
  #wholeLine: number

  /** With `from` it goes on behind that checkpoint, in the file that begins at byte `segmentStart` of the record. */
  constructor(index: RecordIndex, options: CheckOptions, segmentStart = 0) {
    this.#checker = new RecordChecker(index, options)
    if (options.from !== undefined) {
      this.#line = options.from.line + 1
      this.#byte = this.#checker.checkpoint.end
      this.#bytes = this.#byte
      this.#segmentStart = segmentStart
    }
    this.#wholeByte = this.#byte
    this.#wholeLine = this.#line
    this.note(this.#checker.checkExpected())
  }

  get tree(): GrowingTree {
    return this.#checker.tree
  }

  /** What comes next is another file of the record, named by its first event. */
  beginSegment(first: number): void {
    if (this.fault !== undefined) return
    this.#segmentStart = this.#byte
    this.#line = 1
    this.note(this.#checker.beginSegment(first))
  }

  /** The file is read. */
  endSegment(isLast: boolean): void {
    if (this.fault !== undefined) return
    this.note(this.#checker.endSegment(this.#bytes, isLast))
  }

  push(piece: Uint8Array): void {
    this.#bytes += piece.length
    if (this.fault !== undefined) return
    for (const line of this.#lines.push(piece)) {
      this.note(this.#checker.take(line, this.#byte))
      if (this.fault !== undefined) return
      this.#byte += line.length + 1
      this.#line++
      if (!this.#checker.isWhole) continue
      this.#wholeByte = this.#byte
      this.#wholeLine = this.#line
    }
    if (this.#lines.overlong) this.note(['malformed', 'the line is longer than any line of a journal'])
  }

  end(): ScanEnd {
    return {
      bytes: this.#bytes,
      checkpoint: this.#checker.checkpoint,
      appendEnd: this.#wholeByte,
      line: this.#wholeLine,
    }
  }

  /** What follows the last line break so far, and the checkpoint that would be right there. */
  rest(): { readonly bytes: Uint8Array; readonly checkpoint: string } {
    return { bytes: this.#lines.rest, checkpoint: this.#checker.checkpointAt(this.#byte) }
  }

  /** Takes down what is wrong at the line in work. Only the first fault is kept. */
  note(found: FoundFault): void {
    if (found === undefined) return
    const [code, message] = found
    this.fault ??= { code, line: this.#line, byte: this.#byte - this.#segmentStart, message }
  }
}
