import type { Database } from './database.js'
import { channelOf } from './schema-name.js'

/**
 * Wakes the others up after a commit, by a statement of its own: a transaction that only notifies waits for no disk while it holds
 * the lock of all notifying commits of the server. One is on its way at a time; what commits meanwhile is told by the next. A notice
 * that gets lost costs the others time, up to their next poll, nothing else.
 */
export class Notifier {
  readonly #database: Database
  readonly #channel: string
  #size = 0
  #sending: Promise<void> | undefined

  constructor(database: Database, schema: string) {
    this.#database = database
    this.#channel = channelOf(schema)
  }

  /** Tells that the record has that many events by now. */
  tell(size: number): void {
    this.#size = Math.max(this.#size, size)
    this.#sending ??= this.#send()
  }

  /** Resolves when nothing is on its way. */
  async idle(): Promise<void> {
    await this.#sending
  }

  async #send(): Promise<void> {
    for (let told = 0; told < this.#size; ) {
      told = this.#size
      try {
        await this.#database.query('SELECT pg_notify($1, $2)', [this.#channel, String(told)])
      } catch {
        break
      }
    }
    this.#sending = undefined
  }
}
