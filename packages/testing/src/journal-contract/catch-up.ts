import { expectCode, expectSame, expectSoon, expectThat } from '../expectations.js'
import { collect, draft, drafts, type JournalPromises, range, STREAM } from './promises.js'

/** What `catchUp` and `age` promise. */
export const catchUpPromises: JournalPromises = {
  async 'who was up to date has heard the events when their append resolves'(open) {
    const journal = await open()
    await journal.append(STREAM, drafts(2))
    const heard: number[][] = [[], [], []]
    for (const places of heard) journal.subscribe(0, ({ seq }) => places.push(seq))
    await journal.catchUp()
    for (let size = 2; size < 12; size += 2) {
      await journal.append(STREAM, drafts(2, size))
      for (const places of heard) expectSame(places, range(0, size + 2), 'heard when append resolves')
    }
    const appends = drafts(20, 12).map(async (each) => {
      const { events } = await journal.append(STREAM, [each])
      return (heard[0]?.length ?? 0) > (events[0]?.seq ?? Number.NaN)
    })
    expectSame((await Promise.all(appends)).includes(false), false, 'also of appends at the same time')
  },

  async 'catching up waits until every listener has heard everything'(open) {
    const journal = await open()
    await Promise.all(drafts(50).map((each) => journal.append(STREAM, [each])))
    const heard: number[][] = [[], []]
    journal.subscribe(0, ({ seq }) => heard[0]?.push(seq))
    journal.subscribe(40, ({ seq }) => heard[1]?.push(seq))
    expectSame(await journal.catchUp(), journal.head(), 'catching up gives the head')
    expectSame(heard, [range(0, 50), range(40, 50)], 'every listener has heard the past')
    expectSame(await journal.catchUp(), journal.head(), 'with nothing to learn it resolves too')
  },

  async 'catching up amid appends leaves no gap'(open) {
    const journal = await open()
    const heard: number[] = []
    journal.subscribe(0, ({ seq }) => heard.push(seq))
    const rounds = range(0, 30).map(async (number) => {
      const { events } = await journal.append(STREAM, [draft(number)])
      await journal.catchUp()
      return heard.includes(events[0]?.seq ?? -1)
    })
    expectSame((await Promise.all(rounds)).includes(false), false, 'what was appended before has been heard')
    expectSame(heard, range(0, 30), 'in order and once')
  },

  async 'catching up does not wait for a listener that throws or has ended'(open) {
    const journal = await open()
    await journal.append(STREAM, drafts(3))
    journal.subscribe(0, () => {
      throw new Error('a fault of the listener')
    })
    const end = journal.subscribe(0, () => end())
    const seen = collect(journal, 0, 3)
    await expectSoon(journal.catchUp(), 'catching up')
    expectSame(await expectSoon(seen, 'another listener'), range(0, 3), 'another listener')
  },

  async 'the age of what is known is a number of milliseconds, small after catching up'(open) {
    const journal = await open()
    await journal.append(STREAM, drafts(3))
    await journal.catchUp()
    const age = journal.age()
    expectThat(age >= 0 && age < 2_000, `an age right after catching up is small, found ${age}`)
  },

  async 'a closed journal cannot catch up'(open) {
    const journal = await open()
    await journal.close()
    await expectCode(() => journal.catchUp(), 'journal-closed', 'catching up after close')
  },
}
