import { retireDue, testVersion } from '../rotation/commands.js'
import { acceptedAt } from '../rotation/rotation.js'
import type { KeyBook } from './key-book.js'
import { type KeyUses, useData } from './key-uses.js'

/** Where uses stand: one event speaks of many keys. */
const USE_STREAM = 'key-use'
/** An event must stay well under what a journal takes. */
const KEYS_IN_EVENT = 400

/** Writes down which staged versions were used. */
export async function flushTested(book: KeyBook, uses: KeyUses): Promise<void> {
  for (const entry of uses.tested) {
    await book.commit(entry.series.id, undefined, (rotation) => {
      const decision = testVersion(rotation, { version: entry.id })
      // Promoted or given up meanwhile.
      return decision.ok ? decision : { ok: true, events: [] }
    })
    uses.tested.delete(entry)
  }
}

/** Writes down the uses since the last time. What cannot be written is kept for the next. */
export async function flushUses({ options }: KeyBook, uses: KeyUses): Promise<void> {
  const { journal, keyRing, tenant, clock } = options
  const taken = uses.take()
  try {
    const known = taken.some(({ ips }) => ips.size > 0)
    const key = known ? await keyRing.current({ tenant, use: 'pseudonym' }) : undefined
    while (taken.length > 0) {
      const data = await useData(taken.slice(0, KEYS_IN_EVENT), key)
      await journal.append({ tenant, stream: USE_STREAM }, [{ type: 'key.used', at: clock(), data }])
      taken.splice(0, KEYS_IN_EVENT)
    }
  } finally {
    uses.putBack(taken)
  }
}

/** Retires previous versions whose overlap is over. Nobody accepts them any more either way; the record says so then. */
export async function sweepKeys(book: KeyBook): Promise<readonly string[]> {
  const state = await book.latest()
  const at = book.options.clock()
  const over = state.entries.filter(
    (one) => book.owns(one) && one.version.state === 'previous' && !acceptedAt(one.version, at),
  )
  const due = new Set(over.map(({ series }) => series))
  const retired: string[] = []
  for (const { id } of due) {
    const events = await book.commit(id, undefined, (rotation, now) => retireDue(rotation, { at: now }))
    retired.push(...events.map(({ data }) => String(data.version)))
  }
  return retired
}
