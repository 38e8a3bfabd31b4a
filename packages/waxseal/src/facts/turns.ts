import { unlessAborted } from './unless-aborted.js'

/** Lets one piece of work run at a time under each name, in the order of asking. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>()

  /** Whoever gives up waiting runs at once: his signal is aborted, and his work looks at it first. */
  async take<T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const before = this.#last.get(name)
    const mine = (async () => {
      if (before !== undefined) await unlessAborted(before, signal, 'authorize').catch(() => {})
      return await work()
    })()
    // He who gave up must not let the next one pass before those who did not.
    const done = Promise.allSettled([before, mine])
    this.#last.set(name, done)
    void done.then(() => {
      if (this.#last.get(name) === done) this.#last.delete(name)
    })
    return await mine
  }
}
