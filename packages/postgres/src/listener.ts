import { inTime } from './database.js'
import type { PostgresClient, PostgresPool } from './pool.js'
import { channelOf } from './schema-name.js'

const FIRST_PAUSE = 100
const LONGEST_PAUSE = 30_000
const HEARTBEAT = 30_000

/** What a listener needs. */
export interface ListenerOptions {
  readonly pool: PostgresPool
  readonly schema: string
  readonly timeout: number
  /** Milliseconds after which the connection is asked whether it lives: one that was cut off on its way says nothing. @default 30000 */
  readonly heartbeat?: number
  /** The record has that many events, it is said; `undefined`: notices may have been missed. */
  readonly wake: (size: number | undefined) => void
}

/** Keeps a connection that hears the notices of the other processes. While it is lost it tries again, less and less often. */
export class Listener {
  readonly #options: ListenerOptions
  #client: PostgresClient | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #opening: Promise<void>
  #pause = FIRST_PAUSE
  #closed = false

  constructor(options: ListenerOptions) {
    this.#options = options
    this.#opening = this.#open()
  }

  /** Resolves when the first try is over, however it ended. */
  async ready(): Promise<void> {
    await this.#opening
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#opening
    this.#drop(this.#client)
  }

  async #open(): Promise<void> {
    const { pool, schema, timeout, wake } = this.#options
    let client: PostgresClient | undefined
    try {
      client = await inTime(pool.connect(), timeout, (late) => late.release())
      const opened = client
      this.#client = opened
      for (const event of ['error', 'end'] as const) opened.on(event, () => this.#drop(opened))
      opened.on('notification', ({ channel, payload }) => {
        if (channel === channelOf(schema) && this.#client === opened) wake(Number(payload))
      })
      await inTime(opened.query(`LISTEN "${channelOf(schema)}"`), timeout)
      this.#pause = FIRST_PAUSE
      this.#watch(opened)
      wake(undefined)
    } catch {
      if (client === undefined) this.#again()
      else this.#drop(client)
    }
  }

  #watch(client: PostgresClient): void {
    const { heartbeat = HEARTBEAT, timeout } = this.#options
    this.#timer = setTimeout(() => {
      inTime(client.query('SELECT 1'), timeout).then(
        () => client === this.#client && this.#watch(client),
        () => this.#drop(client),
      )
    }, heartbeat)
  }

  /** Ends the connection: lent to others it would still hear. */
  #drop(client: PostgresClient | undefined): void {
    if (client === undefined || client !== this.#client) return
    this.#client = undefined
    clearTimeout(this.#timer)
    client.release(true)
    this.#again()
  }

  #again(): void {
    if (this.#closed) return
    this.#timer = setTimeout(() => {
      this.#opening = this.#open()
    }, this.#pause)
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE)
  }
}
