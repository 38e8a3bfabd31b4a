import { type FileHandle, link, open, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { syncDirectory } from './directory.js'
import { writeAll } from './file-bytes.js'
import { SegmentReader } from './segment-reader.js'
import { findSegments, type Segment, segmentAt, segmentName } from './segments.js'
import type { RecordReader, Storage } from './storage.js'

const DRAFT = 'segment.draft'

/** Opens the segments of a directory for writing behind the last one; makes the first, readable by its owner only, when there is none. */
export async function openSegmentFiles(directory: string): Promise<SegmentFiles> {
  const segments = await findSegments(directory)
  if (segments.length === 0) segments.push(await makeFirst(directory))
  const last = segments.at(-1)?.path ?? ''
  return new SegmentFiles(directory, segments, await open(last, 'r+'))
}

async function makeFirst(directory: string): Promise<Segment> {
  const path = join(directory, segmentName(0))
  const handle = await open(path, 'wx', 0o600)
  await handle.close()
  await syncDirectory(directory)
  return { first: 0, start: 0, path }
}

/** The segments of a record in their directory. Only the last one is open, for writing; every reader opens what it reads. */
export class SegmentFiles implements Storage {
  readonly #directory: string
  readonly #segments: Segment[]
  #last: FileHandle

  constructor(directory: string, segments: Segment[], last: FileHandle) {
    this.#directory = directory
    this.#segments = segments
    this.#last = last
  }

  get segments(): readonly Segment[] {
    return this.#segments
  }

  get last(): Segment {
    return this.#segments.at(-1) as Segment
  }

  reader(): RecordReader {
    return new SegmentReader((byte) => this.segmentAt(byte))
  }

  /** The segment that holds the byte; the last one for those that are not written yet. */
  segmentAt(byte: number): Segment {
    return segmentAt(this.#segments, byte)
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    await writeAll(this.#last, bytes, position - this.last.start)
  }

  async sync(): Promise<void> {
    await this.#last.datasync()
  }

  async begin(first: number, bytes: Uint8Array, start: number): Promise<void> {
    const draft = join(this.#directory, DRAFT)
    const path = join(this.#directory, segmentName(first))
    await unlink(draft).catch(() => undefined)
    const handle = await open(draft, 'wx', 0o600)
    try {
      await writeAll(handle, bytes, 0)
      await handle.datasync()
      // A link never takes the place of a file that is there.
      await link(draft, path)
      await unlink(draft)
      await syncDirectory(this.#directory)
    } catch (error) {
      await handle.close()
      throw error
    }
    const before = this.#last
    this.#last = handle
    this.#segments.push({ first, start, path })
    await before.close()
  }

  async truncate(end: number): Promise<void> {
    await this.#last.truncate(end - this.last.start)
  }

  async close(): Promise<void> {
    await this.#last.close()
  }
}
