import { type FileHandle, open } from 'node:fs/promises'
import { readAt } from './file-bytes.js'
import type { Segment } from './segments.js'
import type { RecordReader } from './storage.js'

/** Keeps one file open at a time: a record may have more segments than a process may have files. */
export class SegmentReader implements RecordReader {
  readonly #segmentAt: (byte: number) => Segment
  #open: { readonly segment: Segment; readonly handle: FileHandle } | undefined

  constructor(segmentAt: (byte: number) => Segment) {
    this.#segmentAt = segmentAt
  }

  async read(into: Uint8Array, position: number): Promise<number> {
    const segment = this.#segmentAt(position)
    if (this.#open?.segment !== segment) {
      await this.close()
      this.#open = { segment, handle: await open(segment.path, 'r') }
    }
    return readAt(this.#open.handle, into, position - segment.start)
  }

  async close(): Promise<void> {
    const opened = this.#open
    this.#open = undefined
    await opened?.handle.close()
  }
}
