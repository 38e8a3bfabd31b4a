import type { PendingAppend } from './append-batch.js'

const MAX_EVENTS = 1_000
const MAX_CHARACTERS = 4 * 1024 * 1024

interface Waiting<Result> {
  readonly append: PendingAppend
  resolve(result: Result): void
  reject(error: unknown): void
}

/** Group commit: while one batch is on its way the next one fills. */
export class AppendQueue<Result> {
  readonly #send: (batch: readonly PendingAppend[]) => Promise<readonly Result[]>
  #waiting: Waiting<Result>[] = []
  #sending: Promise<void> | undefined

  /** @param send - gives what became of each append of a batch. When it rejects, so do all that wait. */
  constructor(send: (batch: readonly PendingAppend[]) => Promise<readonly Result[]>) {
    this.#send = send
  }

  /** Resolves with what became of the append. */
  add(append: PendingAppend): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ append, resolve, reject })
      this.#sending ??= this.#sendAll()
    })
  }

  /** Resolves when nothing is on its way. */
  async idle(): Promise<void> {
    await this.#sending
  }

  async #sendAll(): Promise<void> {
    // Each round begins a little later: what is appended in one turn, and by writers that the last batch woke, shares a commit.
    for (let turn = 0; turn < 4; turn++) await undefined
    while (this.#waiting.length > 0) {
      const batch = this.#nextBatch()
      try {
        const results = await this.#send(batch.map(({ append }) => append))
        for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result)
      } catch (error) {
        // The others have waited as long, and would wait as long again.
        for (const { reject } of [...batch, ...this.#waiting]) reject(error)
        this.#waiting = []
      }
      for (let turn = 0; turn < 4; turn++) await undefined
    }
    this.#sending = undefined
  }

  #nextBatch(): Waiting<Result>[] {
    let [count, events, characters] = [0, 0, 0]
    for (const { append } of this.#waiting) {
      events += append.drafts.length
      for (const { json } of append.drafts) characters += json.length
      if (count > 0 && (events > MAX_EVENTS || characters > MAX_CHARACTERS)) break
      count++
    }
    return this.#waiting.splice(0, count)
  }
}
