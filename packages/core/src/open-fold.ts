import { isWaxsealError, WaxsealError } from './error.js'
import type { Fold } from './fold.js'
import { restore, type SnapshotPlace, takeSnapshot } from './fold-snapshot.js'
import type { Journal, JournalEvent } from './journal.js'

/** A fold that follows its journal. */
export interface OpenFold<State> {
  /** The state by the events heard so far. Throws `fold-broken` when one of them could not be taken in. */
  readonly state: State
  /** Place behind the last event that was heard, of whatever tenant. */
  readonly size: number
  /** The state after everything that is durable by now, also of other processes. Throws `fold-closed` after `close`. */
  catchUp(): Promise<State>
  /**
   * Keeps the state, so that the next start need not read all events, and puts its hash on the record. Throws `fold-not-saved` without
   * a snapshot store, or a fold that cannot `save` and `load`.
   */
  snapshot(): Promise<void>
  /** Follows no longer. The state stays as it is. */
  close(): void
}

/**
 * Builds the state of a fold from one tenant's events and keeps it up to date. With a snapshot store it starts from the last snapshot
 * whose hash stands on the record; any other is passed over.
 *
 * Throws what the journal and the snapshot store throw, and `fold-broken` when `apply` throws or the journal leaves an event out: a
 * state that missed an event must not be decided by.
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
  const durable = await journal.catchUp()
  let { state, size } = await restore(journal, fold, place)
  let broken: WaxsealError<'fold-broken'> | undefined
  let closed = false

  function take(event: JournalEvent): void {
    size = event.seq + 1
    if (event.tenant !== place.tenant || broken !== undefined) return
    try {
      state = fold.apply(state, event)
    } catch (cause) {
      breakAt(event.seq, isWaxsealError(cause) ? cause : undefined)
    }
  }

  function breakAt(seq: number, cause?: WaxsealError): void {
    const message = `fold \`${fold.name}\` could not take in event ${seq}`
    broken ??= new WaxsealError('fold-broken', message, { details: { fold: fold.name, seq }, cause })
  }

  function whole(): State {
    if (broken !== undefined) throw broken
    return state
  }

  async function catchUp(): Promise<State> {
    if (closed) throw new WaxsealError('fold-closed', `fold \`${fold.name}\` is closed`)
    await journal.catchUp()
    return whole()
  }

  for await (const event of journal.read({ from: size, tenant: place.tenant })) take(event)
  // What lies between belongs to other tenants.
  size = Math.max(size, durable.size)
  const end = journal.subscribe(size, (event) => {
    if (event.seq > size) breakAt(size)
    if (event.seq >= size) take(event)
  })
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
    close() {
      closed = true
      end()
    },
  }
}
