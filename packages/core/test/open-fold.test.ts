import { memoryJournal } from '@waxseal/journal'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Journal, type JournalEvent, openFold, WaxsealError } from '../src/index.js'
import { counting, draft, numbers, range, TARGET, TENANT, tell } from './numbers.js'

test('the state has the past and follows what comes', async () => {
  const journal = memoryJournal()
  await tell(journal, 0, 3)
  const fold = await openFold(journal, numbers, { tenant: TENANT })
  expect([fold.state, fold.size]).toEqual([[0, 1, 2], 3])
  await tell(journal, 3, 5)
  expect([fold.state, fold.size]).toEqual([range(0, 5), 5])
  expect(await fold.catchUp()).toBe(fold.state)
})

test('other tenants are not taken in, and their events are read once at most', async () => {
  const journal = memoryJournal()
  await tell(journal, 0, 2)
  await tell(journal, 0, 500, 'other')
  const places: number[] = []
  const watched: Journal = {
    ...journal,
    subscribe: (from, listener) => {
      places.push(from)
      return journal.subscribe(from, listener)
    },
  }
  const fold = await openFold(watched, numbers, { tenant: TENANT })
  // The past of the others was not even read.
  expect(places).toEqual([502])
  await tell(journal, 7, 8, 'other')
  expect([fold.state, fold.size]).toEqual([[0, 1], 503])
  await tell(journal, 2, 3)
  expect(fold.state).toEqual([0, 1, 2])
})

test('what is appended at any step of opening is taken in once', async () => {
  // The journal that tells a new event before each of its answers: between reading and subscribing too.
  for (let step = 0; step < 12; step++) {
    const journal = memoryJournal()
    await tell(journal, 0, 4)
    let steps = 0
    const meddle = async () => {
      if (steps++ === step) await tell(journal, 4, 6)
    }
    const meddled: Journal = {
      ...journal,
      async *read(options) {
        await meddle()
        for await (const event of journal.read(options)) {
          yield event
          await meddle()
        }
        await meddle()
      },
      subscribe(from, listener) {
        void meddle()
        const end = journal.subscribe(from, listener)
        void meddle()
        return end
      },
      async catchUp() {
        await meddle()
        const head = await journal.catchUp()
        await meddle()
        return head
      },
    }
    const fold = await openFold(meddled, numbers, { tenant: TENANT })
    await fold.catchUp()
    if (steps <= step) await tell(journal, 4, 6)
    expect(fold.state).toEqual(range(0, 6))
  }
})

test('a fold that throws is broken for good, and says where without saying what', async () => {
  const journal = memoryJournal()
  const touchy = {
    ...numbers,
    apply(state: number[], event: JournalEvent) {
      if (event.data.number === 2) throw new Error('anna@example.com is no number')
      return numbers.apply(state, event)
    },
  }
  const fold = await openFold(journal, touchy, { tenant: TENANT })
  await tell(journal, 0, 5)
  const read = () => fold.state
  expect(read).toThrow(expect.objectContaining({ code: 'fold-broken', details: { fold: 'numbers', seq: 2 } }))
  await expect(fold.catchUp()).rejects.toMatchObject({ code: 'fold-broken' })
  await expect((async () => fold.snapshot())()).rejects.toMatchObject({ code: 'fold-broken' })
  // Also when the past holds it.
  const error = await openFold(journal, touchy, { tenant: TENANT }).catch((e: unknown) => e)
  expect(error).toMatchObject({ code: 'fold-broken', details: { seq: 2 } })
  expect(`${JSON.stringify(error)}${(error as Error).stack}`).not.toContain('anna')
  expect((error as Error).cause).toBeUndefined()
  // Another tenant's fold is whole.
  expect((await openFold(journal, touchy, { tenant: 'other' })).state).toEqual([])
})

test('the cause is kept when it is one of ours', async () => {
  const journal = memoryJournal()
  const failing = {
    ...numbers,
    apply: () => {
      throw new WaxsealError('policy-invalid', 'a fault')
    },
  }
  await tell(journal, 0, 1)
  const error = await openFold(journal, failing, { tenant: TENANT }).catch((e: unknown) => e)
  expect(error).toMatchObject({ code: 'fold-broken', cause: { code: 'policy-invalid' } })
})

test('a journal that leaves an event out breaks the fold; one that repeats an event does not', async () => {
  const journal = memoryJournal()
  const subscribing = (change: (event: JournalEvent) => JournalEvent[]): Journal => ({
    ...journal,
    subscribe: (from, listener) => journal.subscribe(from, (event) => change(event).forEach(listener)),
  })
  const gap = await openFold(
    subscribing((event) => (event.seq === 1 ? [] : [event])),
    numbers,
    { tenant: TENANT },
  )
  const twice = await openFold(
    subscribing((event) => [event, event]),
    numbers,
    { tenant: TENANT },
  )
  await tell(journal, 0, 1)
  expect(gap.state).toEqual([0])
  await tell(journal, 1, 3)
  expect(() => gap.state).toThrow(
    expect.objectContaining({ code: 'fold-broken', details: { fold: 'numbers', seq: 1 } }),
  )
  expect(twice.state).toEqual([0, 1, 2])
})

test('a closed fold stays as it is and claims nothing more', async () => {
  const journal = memoryJournal()
  const fold = await openFold(journal, numbers, { tenant: TENANT })
  await tell(journal, 0, 2)
  fold.close()
  fold.close()
  await tell(journal, 2, 3)
  expect([fold.state, fold.size]).toEqual([[0, 1], 2])
  await expect(fold.catchUp()).rejects.toMatchObject({ code: 'fold-closed' })
})

test('a failing journal is no state', async () => {
  const journal = memoryJournal()
  await tell(journal, 0, 2)
  const failure = new WaxsealError('journal-corrupt', 'a fault')
  const ended: number[] = []
  const failing = (part: Partial<Journal>): Journal => ({ ...journal, ...part })
  const unreadable = failing({
    read: () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(failure) }) }),
  })
  let calls = 0
  const deaf = failing({
    catchUp: async () => {
      if (calls++ > 0) throw failure
      return journal.head()
    },
    subscribe: () => () => ended.push(1),
  })
  for (const broken of [unreadable, deaf]) {
    await expect(openFold(broken, numbers, { tenant: TENANT })).rejects.toBe(failure)
  }
  expect(ended).toEqual([1])
  const fold = await openFold(journal, numbers, { tenant: TENANT })
  await journal.close()
  await expect(fold.catchUp()).rejects.toMatchObject({ code: 'journal-closed' })
  await expect(openFold(journal, numbers, { tenant: TENANT })).rejects.toMatchObject({ code: 'journal-closed' })
})

test('a fold may append while it takes in, and is asked in the order of the record', async () => {
  const journal = memoryJournal()
  const fold = await openFold(journal, counting(numbers), { tenant: TENANT })
  journal.subscribe(0, ({ seq }) => {
    if (seq < 3) void journal.append(TARGET, [draft(100 + seq)])
  })
  await tell(journal, 0, 3)
  await fold.catchUp()
  expect(fold.state).toHaveLength(6)
  const told: unknown[] = []
  for await (const { data } of journal.read()) told.push(data.number)
  expect(fold.state).toEqual(told)
})

test('law: whenever it is opened, the state is that of all events', async () => {
  const steps = fc.array(fc.constantFrom('append', 'other', 'open', 'burst'), { maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      const journal = memoryJournal()
      const folds: ReturnType<typeof openFold<number[]>>[] = []
      const appends: Promise<unknown>[] = []
      let next = 0
      for (const step of history) {
        if (step === 'open') folds.push(openFold(journal, numbers, { tenant: TENANT }))
        else if (step === 'other') appends.push(journal.append({ ...TARGET, tenant: 'other' }, [draft(-1)]))
        else if (step === 'append') await journal.append(TARGET, [draft(next++)])
        else appends.push(journal.append(TARGET, [draft(next++), draft(next++)]))
      }
      await Promise.all(appends)
      for (const fold of folds) expect(await (await fold).catchUp()).toEqual(range(0, next))
    }),
  )
})
