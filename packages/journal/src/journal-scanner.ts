import type { JournalHead } from '@waxseal/core'
import { MAX_DATA_BYTES, MAX_NAME_LENGTH } from './event-draft.js'
import type { JournalFault } from './journal-verdict.js'
import { isTornLine } from './line-format.js'
import { LineSplitter } from './line-splitter.js'
import type { MerkleTree } from './merkle-tree.js'
import { type FoundFault, RecordChecker, type RecordIndex } from './record-checker.js'

// Names may be escaped to six characters each; frame and member names take less than 1 kB.
const MAX_LINE = MAX_DATA_BYTES + 3 * 6 * MAX_NAME_LENGTH + 1024

/** How a record ends. Bytes count from the start of the file. */
export interface ScanEnd {
  /** Size of the whole record. */
  readonly bytes: number
  /** End of the last checkpoint. */
  readonly checkpointEnd: number
  /** Number of events before the last checkpoint. */
  readonly checkpointSize: number
  /** End of the last whole append; what is behind it was torn. */
  readonly appendEnd: number
  /** The line that begins at `appendEnd`. */
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
  #whole = { byte: 0, line: 1 }

  constructor(index: RecordIndex, expect?: JournalHead) {
    this.#checker = new RecordChecker(index, expect)
    this.#note(this.#checker.checkExpected())
  }

  get tree(): MerkleTree {
    return this.#checker.tree
  }

  push(piece: Uint8Array): void {
    this.#bytes += piece.length
    if (this.fault !== undefined) return
    for (const line of this.#lines.push(piece)) {
      this.#note(this.#checker.take(line, this.#byte))
      if (this.fault !== undefined) return
      this.#byte += line.length + 1
      this.#line++
      if (this.#checker.isWhole) this.#whole = { byte: this.#byte, line: this.#line }
    }
    if (this.#lines.overlong) this.#note(['malformed', 'the line is longer than any line of a journal'])
  }

  end(): ScanEnd {
    const { checkpoint } = this.#checker
    return {
      bytes: this.#bytes,
      checkpointEnd: checkpoint.end,
      checkpointSize: checkpoint.size,
      appendEnd: this.#whole.byte,
      line: this.#whole.line,
    }
  }

  /** For verdicts: a last line without its line break must look torn, and the expected head must have been passed. */
  checkEnd(): void {
    const { rest } = this.#lines
    if (rest.length > 0 && !isTornLine(rest, this.#checker.checkpointAt(this.#byte))) {
      this.#note(['malformed', 'the last line is no beginning of a line'])
    }
    this.#note(this.#checker.checkExpectedReached())
  }

  #note(found: FoundFault): void {
    if (found === undefined) return
    const [code, message] = found
    this.fault ??= { code, line: this.#line, byte: this.#byte, message }
  }
}
