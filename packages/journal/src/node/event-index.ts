import type { JournalEvent } from '@waxseal/core'
import { streamKey } from '../append-target.js'
import type { RecordIndex } from '../record-checker.js'

const CHUNK = 16_384

/** Some events in a row. What was put in never changes. */
interface Chunk {
  /** Where the line of each event begins in the record. */
  readonly bytes: Float64Array
  /** One more than the place of the event before in the same stream; 0 for its first. */
  readonly links: Uint32Array
}

/** What is known of a stream. */
export interface StreamTail {
  /** Place of its last event. */
  last: number
  length: number
}

/** What some events in a row add to an index. */
export interface IndexPart {
  readonly bytes: Float64Array
  readonly links: Uint32Array
  /** Keys of the streams that begin with them, in order. */
  readonly streams: readonly string[]
}

/** Where the line of each event begins, and which events are one stream: twelve bytes an event, and an entry for each stream. */
export class EventIndex implements RecordIndex {
  #size = 0
  readonly #chunks: Chunk[] = []
  readonly #tails = new Map<string, StreamTail>()
  readonly #keys: string[] = []

  get size(): number {
    return this.#size
  }

  lengthOf(tenant: string, stream: string): number {
    return this.#tails.get(streamKey(tenant, stream))?.length ?? 0
  }

  /** Byte of the record at which the line of an event begins; `undefined` when there is no such event. */
  byteOf(seq: number): number | undefined {
    return seq < this.#size ? this.#chunks[Math.floor(seq / CHUNK)]?.bytes[seq % CHUNK] : undefined
  }

  /** Places of a stream's events from one place to before another, in order, and the version of the first of them. */
  placesOf(tenant: string, stream: string, from: number, to: number): { seqs: number[]; version: number } {
    const { last, length } = this.#tails.get(streamKey(tenant, stream)) ?? { last: -1, length: 0 }
    const seqs: number[] = []
    let version = length
    for (let seq = last; seq >= from; seq = this.#linkOf(seq) - 1) {
      version--
      if (seq < to) seqs.push(seq)
    }
    return { seqs: seqs.reverse(), version }
  }

  add({ tenant, stream }: Pick<JournalEvent, 'tenant' | 'stream'>, byte: number): void {
    const key = streamKey(tenant, stream)
    const tail = this.#tails.get(key)
    if (tail === undefined) this.#begin(key, byte)
    else this.#follow(tail, byte)
  }

  /** A copy of what the events of a range added; `streams` began before it. */
  part(from: number, to: number, streams: number): IndexPart {
    const bytes = new Float64Array(to - from)
    const links = new Uint32Array(to - from)
    let begun = 0
    for (let seq = from; seq < to; seq++) {
      bytes[seq - from] = this.byteOf(seq) ?? 0
      const link = this.#linkOf(seq)
      links[seq - from] = link
      if (link === 0) begun++
    }
    return { bytes, links, streams: this.#keys.slice(streams, streams + begun) }
  }

  /**
   * Adds a part behind all others; false when it is none that `part` gives. `owners` is empty for the first part and handed in again
   * with the next ones: the stream of each event, which is not kept.
   */
  addPart({ bytes, links, streams }: IndexPart, owners: StreamTail[]): boolean {
    let begun = 0
    for (let index = 0; index < bytes.length; index++) {
      const byte = bytes[index] ?? 0
      const link = links[index] ?? 0
      if (!(byte > (this.byteOf(this.#size - 1) ?? -1))) return false
      if (link === 0) {
        const key = streams[begun++]
        if (key === undefined || this.#tails.has(key)) return false
        owners.push(this.#begin(key, byte))
      } else {
        const tail = owners[link - 1]
        if (tail?.last !== link - 1) return false
        this.#follow(tail, byte)
        owners.push(tail)
      }
    }
    return begun === streams.length
  }

  #begin(key: string, byte: number): StreamTail {
    const tail = { last: this.#size, length: 1 }
    this.#tails.set(key, tail)
    this.#keys.push(key)
    this.#put(byte, 0)
    return tail
  }

  #follow(tail: StreamTail, byte: number): void {
    this.#put(byte, tail.last + 1)
    tail.last = this.#size - 1
    tail.length++
  }

  #put(byte: number, link: number): void {
    const place = this.#size % CHUNK
    if (place === 0) this.#chunks.push({ bytes: new Float64Array(CHUNK), links: new Uint32Array(CHUNK) })
    const chunk = this.#chunks.at(-1)
    if (chunk !== undefined) {
      chunk.bytes[place] = byte
      chunk.links[place] = link
    }
    this.#size++
  }

  #linkOf(seq: number): number {
    return this.#chunks[Math.floor(seq / CHUNK)]?.links[seq % CHUNK] ?? 0
  }
}
