import { concatBytes } from '@waxseal/core'
import { LINE_FEED } from './line-format.js'

/** Cuts bytes that come in pieces into lines. Holds at most one line. */
export class LineSplitter {
  readonly #maxLength: number
  #parts: Uint8Array[] = []
  #length = 0

  constructor(maxLength: number) {
    this.#maxLength = maxLength
  }

  /** True when the line in work is longer than any line may be: `push` gives no more. */
  get overlong(): boolean {
    return this.#length > this.#maxLength
  }

  /** What follows the last line break so far. */
  get rest(): Uint8Array {
    return concatBytes(...this.#parts)
  }

  /** Gives the lines that the piece completes, without their line breaks. They point into the piece: use them at once. */
  *push(piece: Uint8Array): Generator<Uint8Array> {
    let start = 0
    while (!this.overlong) {
      const end = piece.indexOf(LINE_FEED, start)
      const part = piece.subarray(start, end < 0 ? piece.length : end)
      this.#length += part.length
      if (end < 0) {
        // A copy, because the owner of the piece may fill it anew; not by `slice`, which copies nothing of bytes of Node.
        if (part.length > 0) this.#parts.push(new Uint8Array(part))
        return
      }
      if (this.overlong) return
      const line = this.#parts.length === 0 ? part : concatBytes(...this.#parts, part)
      this.#parts = []
      this.#length = 0
      start = end + 1
      yield line
    }
  }
}
