import type { Journal, JournalEvent, ReadOptions } from '@waxseal/core'

/** Where most tests append to. */
export const TARGET = { tenant: 'default', stream: 'campaign/cmp_1' }

/** A draft with a number to know it by. */
export function draft(number: number, data: Record<string, string | number> = { number }) {
  return { type: 'test.happened', at: number, data }
}

/** All events that a read gives. */
export async function readAll(journal: Journal, options?: ReadOptions): Promise<JournalEvent[]> {
  const events: JournalEvent[] = []
  for await (const event of journal.read(options)) events.push(event)
  return events
}

/** Resolves when a listener has heard the event at a place. */
export function heard(journal: Journal, seq: number): Promise<JournalEvent> {
  return new Promise((resolve) => {
    const end = journal.subscribe(seq, (event) => {
      if (event.seq === seq) {
        end()
        resolve(event)
      }
    })
  })
}

/** Resolves when a condition holds that another party brings about. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('this did not come about within ten seconds')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
