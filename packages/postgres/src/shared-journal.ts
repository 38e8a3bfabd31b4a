import {
  type Appended,
  type AppendTarget,
  type EventDraft,
  encodeBase64url,
  isWaxsealError,
  type Journal,
  type JournalEvent,
  type JournalHead,
  type ReadOptions,
  WaxsealError,
} from '@waxseal/core'
import { checkDraft, checkTarget, closedError, Subscriptions } from '@waxseal/journal/adapter'
import { type BatchOptions, type PendingAppend, sendBatch } from './append-batch.js'
import { AppendQueue } from './append-queue.js'
import { type AppendResult, conflictOf, entriesOf } from './append-result.js'
import type { Database } from './database.js'
import { databaseError } from './database-error.js'
import { Follower, type FollowerOptions } from './follower.js'
import { fromHex } from './hex.js'
import type { KnownRecord } from './known-record.js'
import { Listener, type ListenerOptions } from './listener.js'
import { Notifier } from './notifier.js'
import { readEvents } from './read-events.js'
import type { Instant } from './stopwatch.js'
import { fitIndex, toStored } from './stored-text.js'

/** What a shared journal is made of. */
export interface SharedJournalParts extends Omit<FollowerOptions, 'publish'>, BatchOptions {
  /** When the record was read that it begins with. */
  readonly learned: Instant
  /** Where the connection comes from that hears notices, if any. */
  readonly listen: ListenerOptions['pool'] | undefined
}

/** The journal over a database that other processes write to as well. */
export class SharedJournal implements Journal {
  readonly shared = true
  readonly #database: Database
  readonly #schema: string
  readonly #record: KnownRecord
  readonly #batch: BatchOptions
  readonly #subscriptions: Subscriptions
  readonly #follower: Follower
  readonly #queue = new AppendQueue<AppendResult>((batch) => this.#send(batch))
  readonly #notifier: Notifier
  readonly #listener: Listener | undefined
  #failedReads = 0
  #closing: Promise<void> | undefined

  constructor(parts: SharedJournalParts) {
    const { database, schema, record, learned, listen } = parts
    this.#database = database
    this.#schema = schema
    this.#record = record
    this.#batch = parts
    this.#subscriptions = new Subscriptions({ size: () => record.size, read: (from) => this.#readForListener(from) })
    this.#follower = new Follower({ ...parts, publish: (events) => this.#publish(events) }, learned)
    this.#notifier = new Notifier(database, schema)
    if (listen === undefined) return
    const wake = (size: number | undefined) => {
      // Anybody with a connection can send notices: they are a reason to look, not to believe.
      if (size === undefined || size > record.size) this.#follower.catchUp().catch(() => {})
    }
    this.#listener = new Listener({ pool: listen, schema, timeout: database.timeout, wake })
  }

  /** Resolves when the first try to listen is over, however it ended. */
  async listening(): Promise<void> {
    await this.#listener?.ready()
  }

  async append(target: AppendTarget, drafts: readonly EventDraft[]): Promise<Appended> {
    this.#checkUsable()
    const checked = drafts.map(checkDraft)
    const { tenant, stream, expected } = target
    checkTarget({ tenant, stream }, () => 0)
    if (!fitIndex(toStored(tenant), toStored(stream))) {
      throw new WaxsealError('journal-event-invalid', '`tenant` and `stream` are too long together', {
        details: { part: 'stream' },
      })
    }
    const result = await this.#queue.add({ tenant, stream, expected, drafts: checked })
    if (isWaxsealError(result)) throw result
    return result
  }

  async *read(options: ReadOptions = {}): AsyncGenerator<JournalEvent> {
    this.#checkUsable()
    for await (const event of readEvents(this.#database, this.#schema, this.#record.size, options)) {
      this.#checkUsable()
      yield event
    }
  }

  subscribe(from: number, listener: (event: JournalEvent) => void): () => void {
    this.#checkUsable()
    return this.#subscriptions.add(from, listener)
  }

  async catchUp(): Promise<JournalHead> {
    this.#checkUsable()
    await this.#follower.catchUp()
    const before = this.#failedReads
    await this.#subscriptions.catchUp()
    if (this.#failedReads === before) return this.#record.head
    this.#checkUsable()
    throw databaseError('journal-unreadable', 'a listener could not be told what it missed', undefined)
  }

  age(): number {
    return this.#follower.age()
  }

  head(): JournalHead {
    return this.#record.head
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #send(batch: readonly PendingAppend[]): Promise<readonly AppendResult[]> {
    const asked = this.#follower.now()
    const { answers, known, news, ...head } = await sendBatch(this.#database, batch, this.#record, this.#batch)
    const entries = batch.map((append, index) => entriesOf(append, answers[index]))
    const written = entries.flatMap((each) => each ?? [])
    if (written.length > 0) this.#notifier.tell(head.size)
    if (news !== null && known + news.length + written.length === head.size) {
      const before = news.map((entry, index) => this.#record.read({ seq: known + index, entry }))
      this.#publish(this.#record.take([...before, ...written], head))
      this.#follower.knew(asked)
    } else if (head.size > this.#record.size) {
      // When the events of others cannot be read now, ours are no less written.
      await this.#follower.catchUp().catch(() => {})
      if (this.#record.fault !== undefined) throw this.#record.fault
    }
    const heard = this.#record.head
    const covering = heard.size >= head.size ? heard : { size: head.size, root: encodeBase64url(fromHex(head.root)) }
    return entries.map((each, index) => {
      if (each === undefined) return conflictOf(batch[index], answers[index])
      return { events: Object.freeze(each.map(({ event }) => event)), head: covering }
    })
  }

  #publish(events: readonly JournalEvent[]): void {
    if (events.length > 0) this.#subscriptions.publish(events)
  }

  async *#readForListener(from: number): AsyncGenerator<JournalEvent> {
    try {
      yield* this.read({ from })
    } catch (error) {
      this.#failedReads++
      throw error
    }
  }

  #checkUsable(): void {
    if (this.#closing !== undefined) throw closedError()
    if (this.#record.fault !== undefined) throw this.#record.fault
  }

  async #close(): Promise<void> {
    await this.#queue.idle()
    // The listener may still ask the follower to read.
    await this.#listener?.close()
    await Promise.all([this.#notifier.idle(), this.#follower.close()])
    this.#subscriptions.close()
  }
}
