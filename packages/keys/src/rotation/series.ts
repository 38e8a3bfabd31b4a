import {
  type Clock,
  type Fold,
  type Journal,
  type OpenFold,
  openFold,
  type SnapshotStore,
  WaxsealError,
} from '@waxseal/core'
import { type Committed, commitRotation } from './commit-rotation.js'
import type { Decision } from './decision.js'
import type { Rotation } from './rotation.js'

/** Where a series stands on the record, and how its state comes of it. */
export interface SeriesOptions<State> {
  readonly journal: Journal
  readonly tenant: string
  readonly stream: string
  readonly clock: Clock
  readonly snapshots: SnapshotStore | undefined
  /** Milliseconds for which events of other processes may go unheard before the record is asked. */
  readonly maxAge: number
  /** Sees the events of the stream only. */
  readonly fold: Fold<State>
}

/**
 * A series that follows the record: opened at the first use, written with `commitRotation`, and up to date with other processes.
 */
export class Series<State extends { readonly rotation: Rotation }> {
  readonly #options: SeriesOptions<State>
  readonly #listeners = new Set<() => void>()
  #opening: Promise<OpenFold<State>> | undefined
  #open: OpenFold<State> | undefined
  #running: Promise<State> | undefined
  #next: Promise<State> | undefined
  #closed = false

  constructor(options: SeriesOptions<State>) {
    this.#options = options
  }

  /** The state, not older than `maxAge`. */
  async state(): Promise<State> {
    this.#assertOpen()
    const open = this.#open ?? (await this.#opened())
    return this.#options.journal.age() > this.#options.maxAge ? this.latest() : open.state
  }

  /** The state as it is known at this moment; `undefined` before the first use. */
  get known(): State | undefined {
    return this.#open?.state
  }

  /** The same, after the first use. */
  get now(): State {
    if (this.#open === undefined) throw new WaxsealError('keys-not-ready', 'the record was not read yet')
    return this.#open.state
  }

  /** The state by everything that was durable when this was called. Calls at the same time share their reading. */
  async latest(): Promise<State> {
    this.#assertOpen()
    if (this.#running === undefined) return this.#read()
    // The reading under way may have begun before what the caller wants to see.
    this.#next ??= this.#running.then(
      () => this.#read(),
      () => this.#read(),
    )
    return this.#next
  }

  /** Decides by the latest state and writes; see `commitRotation`. */
  commit<Code extends string>(decide: (state: State, at: number) => Decision<Code>): Promise<Committed<Code>> {
    let state: State
    const latest = async () => {
      state = await this.latest()
      return state.rotation
    }
    return commitRotation({ ...this.#options, latest }, (_, at) => decide(state, at))
  }

  /** Calls the listener soon after every event of the stream; gives the end of it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Ends the following; whatever is asked later is refused with `keys-closed`. */
  close(): void {
    this.#closed = true
    this.#open?.close()
    this.#listeners.clear()
  }

  #assertOpen(): void {
    if (this.#closed) throw new WaxsealError('keys-closed', 'it is closed')
  }

  #read(): Promise<State> {
    this.#next = undefined
    const reading = (this.#open === undefined ? this.#opened() : Promise.resolve(this.#open)).then((open) =>
      open.catchUp(),
    )
    this.#running = reading
    const over = () => {
      if (this.#running === reading) this.#running = undefined
    }
    reading.then(over, over)
    return reading
  }

  #opened(): Promise<OpenFold<State>> {
    this.#opening ??= this.#begin().catch((error: unknown) => {
      this.#opening = undefined
      throw error
    })
    return this.#opening
  }

  async #begin(): Promise<OpenFold<State>> {
    const { journal, tenant, stream, clock, snapshots, fold } = this.#options
    const own: Fold<State> = {
      ...fold,
      apply: (state, event) => {
        if (event.stream !== stream) return state
        // Not at once: the state is that of before until this returns.
        queueMicrotask(() => this.#tell())
        return fold.apply(state, event)
      },
    }
    this.#open = await openFold(journal, own, { tenant, clock, snapshots })
    return this.#open
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}
