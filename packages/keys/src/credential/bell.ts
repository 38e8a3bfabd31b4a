/** Waits, or rejects as soon as the signal aborts. */
export type Wait = (ms: number, signal?: AbortSignal) => Promise<void>

/** The longest time that timers can hold; a longer one would fire at once. */
const LONGEST = 2_147_483_647

/** A wait of the runtime's own timer. */
export const timerWait: Wait = (ms, signal) =>
  new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(new DOMException('the wait was aborted', 'AbortError'))
    }
    const timer = setTimeout(
      () => {
        signal?.removeEventListener('abort', stop)
        resolve()
      },
      Math.max(0, Math.min(ms, LONGEST)),
    )
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })

/** Wakes all who wait for something to change. */
export class Bell {
  readonly #wait: Wait
  readonly #sleepers = new Set<() => void>()

  constructor(wait: Wait) {
    this.#wait = wait
  }

  ring(): void {
    for (const wake of this.#sleepers) wake()
  }

  /** Resolves when it rings, when the time is over, or when the signal aborts. */
  heard(ms: number, signal?: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = new AbortController()
      const wake = () => {
        this.#sleepers.delete(wake)
        signal?.removeEventListener('abort', wake)
        timer.abort()
        resolve()
      }
      this.#sleepers.add(wake)
      signal?.addEventListener('abort', wake, { once: true })
      this.#wait(ms, timer.signal).then(wake, wake)
    })
  }
}
