/** Counts work in progress, so that one can wait until there is none. */
export class Activity {
  #running = 0
  #waiting: (() => void)[] = []

  async run<T>(work: () => Promise<T>): Promise<T> {
    this.#running++
    try {
      return await work()
    } finally {
      this.#running--
      if (this.#running === 0) for (const resolve of this.#waiting.splice(0)) resolve()
    }
  }

  whenIdle(): Promise<void> {
    if (this.#running === 0) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
}
