import type { Journal, JournalEvent } from '@waxseal/core'
import { memoryJournal } from '@waxseal/journal'
import { expect, test } from 'vitest'
import { journalContract } from '../src/index.js'
import { brokenPromises } from './broken-promises.js'

const PAST = 'a subscription gives the past, then what comes, in order and once'
const STOPS = 'a subscription ends when it is told to'

type Breakage = (journal: Journal) => Partial<Journal>

/** Runs the cases of those names, or all. */
function brokenBy(breakage: Breakage, ...names: readonly string[]): Promise<string[]> {
  const create = () => {
    const journal = memoryJournal()
    return { ...journal, ...breakage(journal) }
  }
  const cases = journalContract(create)
  return brokenPromises(names.length === 0 ? cases : cases.filter(({ name }) => names.includes(name)))
}

function quietly(listener: (event: JournalEvent) => void, event: JournalEvent): void {
  try {
    listener(event)
  } catch {
    // As a journal does.
  }
}

test('a journal that keeps its promises passes', async () => {
  expect(await brokenBy(() => ({}))).toEqual([])
})

test('a journal that is opened again passes; one that forgets does not', async () => {
  const [lasting, forgetting] = [new Map<string, Journal>(), memoryJournal]
  const create = (place: string) => {
    const journal = lasting.get(place) ?? memoryJournal()
    lasting.set(place, journal)
    return { ...journal, close: async () => undefined }
  }
  const onlyReopened = (cases: ReturnType<typeof journalContract>) => cases.slice(journalContract(memoryJournal).length)
  expect(await brokenPromises(onlyReopened(journalContract(create, { reopens: true })))).toEqual([])
  const broken = await brokenPromises(journalContract(forgetting, { reopens: true }))
  expect(broken.length).toBe(onlyReopened(journalContract(forgetting, { reopens: true })).length)
})

test('every case has a name of its own', () => {
  const names = journalContract(memoryJournal).map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(names.length).toBeGreaterThan(20)
})

test.each<[string, Breakage, string]>([
  [
    'loses an event',
    (journal) => ({
      async *read(options) {
        for await (const event of journal.read(options)) if (event.seq !== 2) yield event
      },
    }),
    'append gives the events as they are read',
  ],
  [
    'ignores `expected`',
    (journal) => ({ append: ({ tenant, stream }, events) => journal.append({ tenant, stream }, events) }),
    'of appends that expect the same length one wins',
  ],
  [
    'mixes tenants',
    (journal) => ({ append: (target, events) => journal.append({ ...target, tenant: 'one' }, events) }),
    'versions count in each stream of each tenant',
  ],
  [
    'writes half an append',
    (journal) => ({
      async append(target, events) {
        const [first, ...more] = events
        if (first !== undefined && more.length > 0) await journal.append(target, [first])
        return journal.append(target, more.length > 0 ? more : events)
      },
    }),
    'only plain JSON is taken',
  ],
  [
    'takes anything',
    (journal) => ({
      append: (target, events) => {
        return journal.append(
          target,
          events.map((event) => ({ ...event, data: JSON.parse(JSON.stringify(event.data) ?? '{}') })),
        )
      },
    }),
    'only plain JSON is taken',
  ],
  [
    'gives a head of old',
    (journal) => {
      const head = journal.head()
      return { head: () => head }
    },
    'the head grows with every append',
  ],
  [
    'has a root that depends on the time',
    (journal) => {
      const salt = `${Math.random()}`.slice(2)
      return {
        append: (target, events) => {
          return journal.append(
            target,
            events.map((event) => ({ ...event, data: { ...event.data, salt } })),
          )
        },
      }
    },
    'the same history has the same root, another history another',
  ],
  [
    'reads on for ever',
    (journal) => ({
      async *read(options) {
        for (let from = options?.from ?? 0; from < Math.min(50, journal.head().size); from++) {
          for await (const event of journal.read({ ...options, from })) {
            yield event
            break
          }
        }
      },
    }),
    'reading stops where the journal ended when it began',
  ],
  [
    'gives no past',
    (journal) => ({ subscribe: (_, listener) => journal.subscribe(journal.head().size, listener) }),
    PAST,
  ],
  [
    'gives events twice',
    (journal) => ({
      subscribe: (from, listener) => {
        return journal.subscribe(from, (event) => {
          listener(event)
          listener(event)
        })
      },
    }),
    PAST,
  ],
  [
    'cannot stop',
    (journal) => ({
      subscribe: (from, listener) => {
        journal.subscribe(from, listener)
        return () => undefined
      },
    }),
    STOPS,
  ],
  [
    'lets listeners break it',
    (journal) => {
      const listeners: Parameters<Journal['subscribe']>[1][] = []
      return {
        subscribe: (_, listener) => {
          listeners.push(listener)
          return () => undefined
        },
        append: async (target, events) => {
          const appended = await journal.append(target, events)
          for (const listener of listeners) for (const event of appended.events) listener(event)
          return appended
        },
      }
    },
    'a listener that throws disturbs nobody and still hears what follows',
  ],
  [
    'resolves an append before its listeners have heard',
    (journal) => ({
      subscribe: (from, listener) =>
        journal.subscribe(from, (event) => {
          // After everything that is under way by now.
          setTimeout(() => quietly(listener, event), 0)
        }),
    }),
    'who was up to date has heard the events when their append resolves',
  ],
  [
    'catches up without its listeners',
    (journal) => ({ catchUp: async () => journal.head() }),
    'catching up waits until every listener has heard everything',
  ],
  [
    'does not know how old its knowledge is',
    () => ({ age: () => Number.POSITIVE_INFINITY }),
    'the age of what is known is a number of milliseconds, small after catching up',
  ],
  [
    'leaves a gap between reading and subscribing',
    (journal) => ({
      subscribe(_, listener) {
        let end = (): void => undefined
        void Promise.resolve().then(() => {
          end = journal.subscribe(journal.head().size, listener)
        })
        return () => end()
      },
    }),
    'a fold that opens amid appends misses nothing',
  ],
  ['never closes', () => ({ close: async () => undefined }), 'a closed journal refuses everything'],
])('a journal that %s is caught', { timeout: 60_000 }, async (_, breakage, name) => {
  expect(await brokenBy(breakage, name)).toEqual([name])
})

test('a journal is closed after its case, also after a broken promise', async () => {
  let open = 0
  const create = () => {
    open++
    const journal = memoryJournal()
    const close = async () => {
      open--
      await journal.close()
    }
    return { ...journal, head: () => ({ size: -1, root: '' }), close }
  }
  const [first] = journalContract(create)
  await expect(first?.run()).rejects.toThrow('broken promise: the head of a fresh journal is that of an empty tree')
  expect(open).toBe(0)
})
