import type { AppendTarget, EventDraft, Journal, JournalEvent, JsonObject, ReadOptions } from '@waxseal/core'
import type { StorePromises } from '../opened-store.js'

/** Promises of a journal by their names. */
export type JournalPromises = StorePromises<Journal>

/** The stream that most cases write to. */
export const STREAM: AppendTarget = { tenant: 'default', stream: 'campaign/cmp_1' }

/** A draft with a number to know it by. */
export function draft(number: number, data: JsonObject = { number }): EventDraft {
  return { type: 'test.happened', at: 1_700_000_000_000 + number, data }
}

/** Drafts that count from a number on. */
export function drafts(count: number, from = 0): EventDraft[] {
  return Array.from({ length: count }, (_, index) => draft(from + index))
}

/** All events that a read gives. */
export async function readAll(journal: Journal, options?: ReadOptions): Promise<JournalEvent[]> {
  const events: JournalEvent[] = []
  for await (const event of journal.read(options)) events.push(event)
  return events
}

/** The places that a subscription gives, up to the one before `end`. */
export function collect(journal: Journal, from: number, end: number): Promise<number[]> {
  const seen: number[] = []
  return new Promise((resolve) => {
    journal.subscribe(from, ({ seq }) => {
      seen.push(seq)
      if (seq === end - 1) resolve(seen)
    })
  })
}

/** The whole numbers from one to the one before another. */
export function range(from: number, end: number): number[] {
  return Array.from({ length: end - from }, (_, index) => from + index)
}
