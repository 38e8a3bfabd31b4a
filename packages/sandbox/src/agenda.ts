import type { Clock } from '@waxseal/core'

/** The longest time a runtime's timer can wait. */
const MAX_DELAY = 2 ** 31 - 1

/** Work for a later hour of the clock. A clock that was set forward is noticed at the next `tick`. */
export class Agenda {
  readonly #clock: Clock
  #entries: { at: number; work: () => void }[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  add(at: number, work: () => void): void {
    this.#entries.push({ at, work })
    this.tick()
  }

  /** Does what is due. */
  tick(): void {
    const now = this.#clock()
    const due = this.#entries.filter((entry) => entry.at <= now)
    if (due.length > 0) this.#entries = this.#entries.filter((entry) => entry.at > now)
    for (const entry of due) entry.work()
    this.#arm(now)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#entries = []
  }

  #arm(now: number): void {
    clearTimeout(this.#timer)
    const next = Math.min(...this.#entries.map((entry) => entry.at))
    if (!Number.isFinite(next)) return
    this.#timer = setTimeout(() => this.tick(), Math.min(Math.max(next - now, 50), MAX_DELAY))
  }
}
