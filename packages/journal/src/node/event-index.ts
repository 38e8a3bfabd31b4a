import type { JournalEvent } from '@waxseal/core'
import { streamKey } from '../append-target.js'
import type { RecordIndex } from '../record-checker.js'

/** Where the JSON of each event stands in the file: twelve bytes an event, and a list of places for each stream. */
export class EventIndex implements RecordIndex {
  #size = 0
  #bytes = new Float64Array(1024)
  #lengths = new Uint32Array(1024)
  readonly #streams = new Map<string, number[]>()

  get size(): number {
    return this.#size
  }

  lengthOf(tenant: string, stream: string): number {
    return this.seqsOf(tenant, stream).length
  }

  /** The places of a stream's events in the journal, in order. */
  seqsOf(tenant: string, stream: string): readonly number[] {
    return this.#streams.get(streamKey(tenant, stream)) ?? []
  }

  add({ tenant, stream }: Pick<JournalEvent, 'tenant' | 'stream'>, byte: number, length: number): void {
    if (this.#size === this.#bytes.length) this.#grow()
    this.#bytes[this.#size] = byte
    this.#lengths[this.#size] = length
    const key = streamKey(tenant, stream)
    const seqs = this.#streams.get(key)
    if (seqs === undefined) this.#streams.set(key, [this.#size])
    else seqs.push(this.#size)
    this.#size++
  }

  /** First byte of the event's JSON. */
  startOf(seq: number): number {
    return this.#bytes[seq] ?? 0
  }

  /** The byte behind the event's JSON. */
  endOf(seq: number): number {
    return this.startOf(seq) + (this.#lengths[seq] ?? 0)
  }

  #grow(): void {
    const bytes = new Float64Array(this.#size * 2)
    bytes.set(this.#bytes)
    this.#bytes = bytes
    const lengths = new Uint32Array(this.#size * 2)
    lengths.set(this.#lengths)
    this.#lengths = lengths
  }
}
