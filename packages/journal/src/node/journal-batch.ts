import { concatBytes, type JournalEvent, type JournalHead, utf8 } from '@waxseal/core'
import { checkpointLine, eventFrame } from '../line-format.js'

const EVENT_END = utf8('}\n')

interface Waiting {
  resolve(head: JournalHead): void
  reject(error: unknown): void
}

/** The lines of several appends that share one write and one sync, and who waits for them. */
export class JournalBatch {
  /** Where the batch begins in the file. */
  readonly start: number
  readonly events: JournalEvent[] = []
  readonly #parts: Uint8Array[] = []
  readonly #waiting: Waiting[] = []
  #length = 0
  #head: JournalHead | undefined

  constructor(start: number) {
    this.start = start
  }

  /** The byte at which the next line will begin. */
  get end(): number {
    return this.start + this.#length
  }

  get length(): number {
    return this.#length
  }

  /** The head that the last line of the batch is a checkpoint of; `undefined` when it is another line. */
  get head(): JournalHead | undefined {
    return this.#head
  }

  bytes(): Uint8Array {
    return concatBytes(...this.#parts)
  }

  addLine(text: string): void {
    this.#add(utf8(`${text}\n`))
    this.#head = undefined
  }

  /** Adds an event; gives the byte at which its JSON begins. */
  addEvent(event: JournalEvent, leaf: string, json: Uint8Array): number {
    this.#add(utf8(eventFrame(leaf)))
    const byte = this.end
    this.#add(json)
    this.#add(EVENT_END)
    this.events.push(event)
    this.#head = undefined
    return byte
  }

  addCheckpoint(head: JournalHead): void {
    this.addLine(checkpointLine(head.size, head.root, this.end))
    this.#head = head
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
  }
}
