import type { Journal, JournalEvent } from '@waxseal/core'
import { memoryJournal } from '@waxseal/journal'
import { expect, test } from 'vitest'
import { sharedJournalContract } from '../src/index.js'
import { brokenPromises } from './broken-promises.js'

/** Openers of one journal that close for themselves. */
function shared(breakage: (journal: Journal) => Partial<Journal> = () => ({})): (place: string) => Journal {
  const journals = new Map<string, Journal>()
  return (place) => {
    const journal = journals.get(place) ?? memoryJournal()
    journals.set(place, journal)
    let closed: Journal | undefined
    const opened = { ...journal, ...breakage(journal) }
    const own = () => closed ?? opened
    return {
      append: (target, events) => own().append(target, events),
      read: (options) => own().read(options),
      subscribe: (from, listener) => own().subscribe(from, listener),
      catchUp: () => own().catchUp(),
      age: () => own().age(),
      head: () => opened.head(),
      async close() {
        closed = memoryJournal()
        await closed.close()
      },
    }
  }
}

test('openers of one journal pass', async () => {
  expect(await brokenPromises(sharedJournalContract(shared()))).toEqual([])
})

test('openers of two journals break almost every promise', async () => {
  expect((await brokenPromises(sharedJournalContract(() => memoryJournal()))).length).toBeGreaterThan(4)
})

test.each<[string, (journal: Journal) => Partial<Journal>, string]>([
  [
    'hears only what was appended here',
    (journal) => {
      const listeners: ((event: JournalEvent) => void)[] = []
      return {
        subscribe: (_, listener) => {
          listeners.push(listener)
          return () => undefined
        },
        async append(target, events) {
          const appended = await journal.append(target, events)
          for (const event of appended.events) for (const listener of listeners) listener(event)
          return appended
        },
      }
    },
    'after catching up each has heard the events of the other',
  ],
  [
    'checks the expected length against what it wrote itself',
    (journal) => {
      const own = new Map<string, number>()
      return {
        async append({ tenant, stream, expected }, events) {
          const length = own.get(stream) ?? 0
          if (expected !== undefined && expected !== length) return journal.append({ tenant, stream, expected: -1 }, [])
          own.set(stream, length + events.length)
          return journal.append({ tenant, stream }, events)
        },
      }
    },
    'the expected length holds across both',
  ],
  [
    'never learns of the other by itself',
    (journal) => {
      const heard: [number, (event: JournalEvent) => void][] = []
      return {
        subscribe: (from, listener) => {
          heard.push([from, listener])
          return () => undefined
        },
        async catchUp() {
          for (const place of heard) {
            for await (const event of journal.read({ from: place[0] })) {
              place[0] = event.seq + 1
              place[1](event)
            }
          }
          return journal.head()
        },
      }
    },
    'events of the other are heard in time without catching up',
  ],
  [
    'knows nothing of its age',
    () => ({ age: () => Number.NaN }),
    'the age of what is known is small after catching up',
  ],
])('one that %s is caught', { timeout: 30_000 }, async (_, breakage, name) => {
  const cases = sharedJournalContract(shared(breakage)).filter((one) => one.name === name)
  expect(await brokenPromises(cases)).toEqual([name])
})
