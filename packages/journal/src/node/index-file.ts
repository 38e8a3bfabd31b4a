import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { systemCode } from '@waxseal/core'
import type { RecordMark } from '../record-mark.js'
import { EventIndex } from './event-index.js'
import { readAt, writeAll } from './file-bytes.js'
import {
  decodeBlock,
  EVENTS_PER_BLOCK,
  encodeBlock,
  hashOfBlock,
  lengthOfBlock,
  NO_HASH,
  PRELUDE_LENGTH,
} from './index-block.js'
import type { SegmentStart } from './index-facts.js'
import { NumberList } from './number-list.js'
import { readBytes } from './storage.js'

/** The snapshot beside the segments. Without it nothing is lost but time. */
export const INDEX_FILE = 'journal.index'

const { O_CREAT, O_RDONLY, O_RDWR } = constants
/** A link in its place is none of ours: it is neither followed nor written through. Windows has no such flag. */
const O_NOFOLLOW = constants.O_NOFOLLOW ?? 0

/** How far an index file goes. */
export interface IndexEnd {
  /** Length of the file. */
  readonly bytes: number
  /** Hash of its last block. */
  readonly hash: Uint8Array
  /** Number of events, streams and segments in it. */
  readonly size: number
  readonly streams: number
  readonly segments: number
}

/** What an index file holds. */
export interface KeptIndex {
  readonly index: EventIndex
  readonly mark: RecordMark
  readonly segments: readonly SegmentStart[]
  readonly end: IndexEnd
}

const EMPTY: IndexEnd = { bytes: 0, hash: NO_HASH, size: 0, streams: 0, segments: 0 }

/** Reads an index file up to the last whole block; `undefined` when there is none, or it does not end with a checkpoint. */
export async function readIndexFile(directory: string): Promise<KeptIndex | undefined> {
  const handle = await open(join(directory, INDEX_FILE), O_RDONLY | O_NOFOLLOW).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  })
  if (handle === undefined) return undefined
  try {
    return await readBlocks(handle)
  } finally {
    await handle.close()
  }
}

async function readBlocks(handle: FileHandle): Promise<KeptIndex | undefined> {
  const file = (await handle.stat()).size
  const index = new EventIndex()
  const owners = new NumberList()
  const segments: SegmentStart[] = []
  let mark: RecordMark | undefined
  let end = EMPTY
  while (end.bytes < file) {
    const bytes = await readBlock(handle, end.bytes, file)
    const block = bytes && decodeBlock(bytes, end.hash)
    if (bytes === undefined || block === undefined) break
    if (!index.addPart(block, owners)) return undefined
    segments.push(...block.segments)
    mark = block.mark
    end = {
      bytes: end.bytes + bytes.length,
      hash: hashOfBlock(bytes),
      size: index.size,
      streams: end.streams + block.streams.length,
      segments: segments.length,
    }
  }
  return mark?.size === index.size ? { index, mark, segments, end } : undefined
}

/** The bytes of the block at a place; `undefined` when the file ends before it does. */
async function readBlock(handle: FileHandle, position: number, file: number): Promise<Uint8Array | undefined> {
  const reader = { read: (into: Uint8Array, from: number) => readAt(handle, into, from) }
  const length = lengthOfBlock(await readBytes(reader, position, PRELUDE_LENGTH))
  return position + length <= file ? readBytes(reader, position, length) : undefined
}

/** Writes an index file behind what it holds. It is not synced: what a loss of power leaves of a block does not have its hash. */
export class IndexFile {
  readonly #directory: string
  readonly #index: EventIndex
  #end: IndexEnd

  /** @param end how far the file may stay as it is. */
  constructor(directory: string, index: EventIndex, end: IndexEnd = EMPTY) {
    this.#directory = directory
    this.#index = index
    this.#end = end
  }

  /** Number of events in the file. */
  get size(): number {
    return this.#end.size
  }

  /** Adds the events before a checkpoint, in blocks of their own. */
  async add(mark: RecordMark, segments: readonly SegmentStart[]): Promise<void> {
    const handle = await open(join(this.#directory, INDEX_FILE), O_RDWR | O_CREAT | O_NOFOLLOW, 0o600)
    try {
      await handle.truncate(this.#end.bytes)
      while (this.#end.size < mark.size) await this.#addBlock(handle, mark, segments)
    } finally {
      await handle.close()
    }
  }

  async #addBlock(handle: FileHandle, mark: RecordMark, segments: readonly SegmentStart[]): Promise<void> {
    const { bytes, hash, size, streams } = this.#end
    const to = Math.min(size + EVENTS_PER_BLOCK, mark.size)
    const isLast = to === mark.size
    const part = this.#index.part(size, to, streams)
    const begun = isLast ? segments.slice(this.#end.segments).filter(({ start }) => start < mark.byte) : []
    const block = encodeBlock({ ...part, segments: begun, mark: isLast ? mark : undefined }, hash)
    await writeAll(handle, block, bytes)
    this.#end = {
      bytes: bytes + block.length,
      hash: hashOfBlock(block),
      size: to,
      streams: streams + part.streams.length,
      segments: this.#end.segments + begun.length,
    }
  }
}
