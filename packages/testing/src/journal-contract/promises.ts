import type { AppendTarget, EventDraft, Journal, JournalEvent, JsonObject, ReadOptions } from '@waxseal/core'

/** Opens a fresh journal that is closed when the case is over. */
export type OpenJournal = () => Promise<Journal>

/** Promises by their names. */
export type JournalPromises = Readonly<Record<string, (open: OpenJournal) => Promise<void>>>

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
