import { isWaxsealError, WaxsealError } from './error.js'
import type { Fold } from './fold.js'
import { restore, type SnapshotPlace, takeSnapshot } from './fold-snapshot.js'
import type { Journal, JournalEvent } from './journal.js'

/** A fold that follows its journal. */
export interface OpenFold<State> {
  /** The state by the events heard so far. Throws `fold-broken` when one of them could not be taken in. */
  readonly state: State
  /** Place behind the last event that was taken in. */
  readonly size: number
  /** The state after everything that is durable by now, also of other processes. */
  catchUp(): Promise<State>
  /** Keeps the state, so that the next start need not read all events. */
  snapshot(): Promise<void>
  close(): void
}

/**
 * Builds the state of a fold from one tenant's events and keeps it up to date. With a snapshot store it starts from the last snapshot
 * whose hash stands on the record.
 *
 * Throws what the journal throws, and `fold-broken` when `apply` throws: a state that missed an event must not be decided by.
 *
 * @example
 * ```ts
 * import { openFold } from '@waxseal/core'
 * import { memoryJournal } from '@waxseal/journal'
 *
 * const journal = memoryJournal()
 * const count = await openFold(journal, { name: 'count', version: 1, start: () => 0, apply: (n) => n + 1 }, { tenant: 'default' })
 * await journal.append({ tenant: 'default', stream: 'policy' }, [{ type: 'policy.adopted', at: 0, data: {} }])
 * console.log(count.state) // 1
 * ```
 */
export async function openFold<State>(
  journal: Journal,
  fold: Fold<State>,
  place: SnapshotPlace,
): Promise<OpenFold<State>> {
  let { state, size } = await restore(journal, fold, place)
  let broken: WaxsealError<'fold-broken'> | undefined

  function take(event: JournalEvent): void {
    size = event.seq + 1
    if (event.tenant !== place.tenant || broken !== undefined) return
    try {
      state = fold.apply(state, event)
    } catch (cause) {
      const details = { fold: fold.name, seq: event.seq }
      const message = `fold \`${fold.name}\` could not take in event ${event.seq}`
      broken = new WaxsealError('fold-broken', message, { details, cause: isWaxsealError(cause) ? cause : undefined })
    }
  }

  function whole(): State {
    if (broken !== undefined) throw broken
    return state
  }

  for await (const event of journal.read({ from: size, tenant: place.tenant })) take(event)
  const end = journal.subscribe(size, take)
  async function catchUp(): Promise<State> {
    await journal.catchUp()
    return whole()
  }
  try {
    await catchUp()
  } catch (error) {
    end()
    throw error
  }
  return {
    get state() {
      return whole()
    },
    get size() {
      return size
    },
    catchUp,
    snapshot: () => takeSnapshot(journal, fold, place, { state: whole(), size }),
    close: end,
  }
}
