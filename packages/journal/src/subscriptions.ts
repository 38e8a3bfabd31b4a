import type { JournalEvent } from '@waxseal/core'

interface Subscription {
  readonly listener: (event: JournalEvent) => void
  /** Place of the next event to deliver. */
  next: number
  state: 'behind' | 'reading' | 'live' | 'ended'
  /** Resolves when it has caught up; with the error when it could not. */
  reading: Promise<unknown>
}

/** What subscriptions need of their journal. */
export interface SubscribedJournal {
  /** Number of durable events. */
  size(): number
  read(from: number): AsyncIterable<JournalEvent>
}

/**
 * Delivers events to listeners: the past by reading, then live ones as they are published. Deciding to be live and being
 * published to happen without a pause in between, so nothing is missed and nothing comes twice.
 */
export class Subscriptions {
  readonly #journal: SubscribedJournal
  readonly #all = new Set<Subscription>()
  readonly #queue: (readonly JournalEvent[])[] = []

  constructor(journal: SubscribedJournal) {
    this.#journal = journal
  }

  add(from: number, listener: (event: JournalEvent) => void): () => void {
    const subscription: Subscription = {
      listener,
      next: Math.max(0, from),
      state: 'behind',
      reading: Promise.resolve(undefined),
    }
    this.#all.add(subscription)
    subscription.reading = this.#catchUp(subscription)
    return () => this.#end(subscription)
  }

  /**
   * Hands durable events to whoever is up to date; whoever stopped behind (its read failed) tries again. A listener may append:
   * what that publishes waits its turn, so that every listener sees one order.
   */
  publish(events: readonly JournalEvent[]): void {
    this.#queue.push(events)
    if (this.#queue.length > 1) return
    for (let batch = this.#queue[0]; batch !== undefined; batch = this.#queue[0]) {
      for (const subscription of this.#all) {
        if (subscription.state === 'behind') subscription.reading = this.#catchUp(subscription)
        else if (subscription.state === 'live') for (const event of batch) deliver(subscription, event)
      }
      this.#queue.shift()
    }
  }

  /**
   * Resolves when every listener has heard what is durable by now; those whose reading failed try again. Rejects when it fails anew:
   * a listener that stopped behind must not be taken for one that knows.
   */
  async catchUp(): Promise<void> {
    const reading = [...this.#all].map((subscription) => {
      if (subscription.state === 'behind') subscription.reading = this.#catchUp(subscription)
      return subscription.reading
    })
    for (const failure of await Promise.all(reading)) if (failure !== undefined) throw failure
  }

  close(): void {
    for (const subscription of this.#all) this.#end(subscription)
  }

  async #catchUp(subscription: Subscription): Promise<unknown> {
    subscription.state = 'reading'
    try {
      while (subscription.next < this.#journal.size()) {
        for await (const event of this.#journal.read(subscription.next)) {
          if (hasEnded(subscription)) return undefined
          deliver(subscription, event)
        }
        if (hasEnded(subscription)) return undefined
      }
      subscription.state = 'live'
      return undefined
    } catch (error) {
      if (hasEnded(subscription)) return undefined
      subscription.state = 'behind'
      return error
    }
  }

  #end(subscription: Subscription): void {
    subscription.state = 'ended'
    this.#all.delete(subscription)
  }
}

/** A function, because the compiler does not see that a listener may end its own subscription. */
function hasEnded(subscription: Subscription): boolean {
  return subscription.state === 'ended'
}

function deliver(subscription: Subscription, event: JournalEvent): void {
  if (hasEnded(subscription) || event.seq < subscription.next) return
  subscription.next = event.seq + 1
  try {
    subscription.listener(event)
  } catch {
    // A listener's fault is its own: the event is durable, the other listeners and the writer must not suffer.
  }
}
