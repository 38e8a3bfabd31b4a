import type { JournalEvent } from '@waxseal/core'
import { streamKey } from '../append-target.js'
import type { RecordIndex } from '../record-checker.js'
import { LeafRuns } from './leaf-runs.js'
import { NumberList } from './number-list.js'

const CHUNK = 16_384

/** Some events in a row. What was put in never changes. */
interface Chunk {
  /** Where the line of each event begins in the record. */
  readonly bytes: Float64Array
  /** One more than the place of the event before in the same stream; 0 for its first. */
  readonly links: Uint32Array
}

/** What some events in a row add to an index. */
export interface IndexPart {
  readonly bytes: Float64Array
  readonly links: Uint32Array
  /** Keys of the streams that begin with them, in order. */
  readonly streams: readonly string[]
  /** Roots of the runs of leaves that become full with them, packed. */
  readonly runs: Uint8Array
}

/** Where the line of each event begins, which events are one stream, and the roots of their leaves: twelve bytes an event, and an entry for each stream. */
export class EventIndex implements RecordIndex {
  readonly runs = new LeafRuns()
  /** Whether what a file told of streams was found to be so. */
  agreed = false
  #size = 0
  #kept = 0
  readonly #chunks: Chunk[] = []
  readonly #numbers = new Map<string, number>()
  readonly #keys: string[] = []
  /** Place of the last event of each stream, and how many it has. */
  readonly #lasts = new NumberList()
  readonly #lengths = new NumberList()

  get size(): number {
    return this.#size
  }

  /** So many of the first events are known from a file only: nobody has compared them with the record. */
  get kept(): number {
    return this.#kept
  }

  lengthOf(tenant: string, stream: string): number {
    const number = this.#numbers.get(streamKey(tenant, stream))
    return number === undefined ? 0 : this.#lengths.at(number)
  }

  /** Byte of the record at which the line of an event begins; `undefined` when there is no such event. */
  byteOf(seq: number): number | undefined {
    return seq < this.#size ? this.#chunks[Math.floor(seq / CHUNK)]?.bytes[seq % CHUNK] : undefined
  }

  /** Places of a stream's events from one place to before another, in order, and the version of the first of them. */
  placesOf(tenant: string, stream: string, from: number, to: number): { seqs: number[]; version: number } {
    const number = this.#numbers.get(streamKey(tenant, stream))
    if (number === undefined) return { seqs: [], version: 0 }
    const seqs: number[] = []
    let version = this.#lengths.at(number)
    for (let seq = this.#lasts.at(number); seq >= from; seq = this.linkOf(seq) - 1) {
      version--
      if (seq < to) seqs.push(seq)
    }
    return { seqs: seqs.reverse(), version }
  }

  /** One more than the place of the event before in the same stream; 0 for its first. */
  linkOf(seq: number): number {
    return this.#chunks[Math.floor(seq / CHUNK)]?.links[seq % CHUNK] ?? 0
  }

  /** The key of a stream by its number: streams are numbered in the order of their first events. */
  keyOf(number: number): string | undefined {
    return this.#keys[number]
  }

  add({ tenant, stream }: Pick<JournalEvent, 'tenant' | 'stream'>, byte: number): void {
    const key = streamKey(tenant, stream)
    const number = this.#numbers.get(key) ?? this.#begin(key)
    const length = this.#lengths.at(number)
    this.#put(byte, length === 0 ? 0 : this.#lasts.at(number) + 1)
    this.#lasts.set(number, this.#size - 1)
    this.#lengths.set(number, length + 1)
  }

  /** A copy of what the events of a range added; `streams` began before it. */
  part(from: number, to: number, streams: number): IndexPart {
    const bytes = new Float64Array(to - from)
    const links = new Uint32Array(to - from)
    let begun = 0
    for (let seq = from; seq < to; seq++) {
      bytes[seq - from] = this.byteOf(seq) ?? 0
      const link = this.linkOf(seq)
      links[seq - from] = link
      if (link === 0) begun++
    }
    return { bytes, links, streams: this.#keys.slice(streams, streams + begun), runs: this.runs.part(from, to) }
  }

  /**
   * Adds a part behind all others; false when it is none that `part` gives. `owners` is empty for the first part and handed in again
   * with the next ones: the number of each event's stream, which is not kept.
   */
  addPart({ bytes, links, streams, runs }: IndexPart, owners: NumberList): boolean {
    let before = this.byteOf(this.#size - 1) ?? -1
    for (let index = 0; index < bytes.length; index++) {
      const byte = bytes[index] ?? 0
      const link = links[index] ?? 0
      const number = link === 0 ? this.#lasts.length : owners.at(link - 1)
      // A stream goes on from its last event: a link over it, or to an event that is not there, is none.
      if (
        !Number.isSafeInteger(byte) ||
        byte <= before ||
        (link > 0 && (link > this.#size || this.#lasts.at(number) !== link - 1))
      )
        return false
      if (link === 0) {
        this.#lasts.push(0)
        this.#lengths.push(0)
      }
      this.#lasts.set(number, this.#size)
      this.#lengths.set(number, this.#lengths.at(number) + 1)
      owners.push(number)
      this.#put(byte, link)
      before = byte
    }
    for (const key of streams) this.#numbers.set(key, this.#keys.push(key) - 1)
    this.#kept = this.#size
    const areNamed = this.#keys.length === this.#lasts.length && this.#numbers.size === this.#keys.length
    return areNamed && this.runs.addPart(runs, this.#size)
  }

  #begin(key: string): number {
    const number = this.#keys.push(key) - 1
    this.#numbers.set(key, number)
    this.#lasts.push(0)
    this.#lengths.push(0)
    return number
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
}
