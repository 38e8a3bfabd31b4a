import { expectCode, expectSame, expectThat } from '../expectations.js'
import { draft, drafts, type JournalPromises, readAll, STREAM } from './promises.js'

/** What `append` promises. */
export const appendPromises: JournalPromises = {
  async 'append gives the events as they are read'(open) {
    const journal = await open()
    const appended = await journal.append(STREAM, drafts(3))
    const expected = drafts(3).map((each, place) => ({ seq: place, ...STREAM, version: place, ...each }))
    for (const events of [appended.events, await readAll(journal)]) {
      const shown = events.map(({ seq, tenant, stream, version, type, at, data }) => {
        return { seq, tenant, stream, version, type, at, data }
      })
      expectSame(shown, expected, 'events have their place, their stream and what was drafted')
    }
  },

  async 'versions count in each stream of each tenant'(open) {
    const journal = await open()
    const targets = ['a', 'b'].flatMap((tenant) => ['x', 'y'].map((stream) => ({ tenant, stream })))
    for (let round = 0; round < 3; round++) {
      for (const target of targets) {
        const { events } = await journal.append(target, [draft(round)])
        expectSame(events[0]?.version, round, 'the version counts the events of one stream of one tenant')
      }
    }
    expectSame(
      (await readAll(journal)).map(({ seq }) => seq),
      [...Array(12).keys()],
      'seq counts all events',
    )
  },

  async 'names cannot run into each other'(open) {
    const journal = await open()
    const targets = [
      { tenant: 'a', stream: 'b/c' },
      { tenant: 'a/b', stream: 'c' },
      { tenant: 'a:b', stream: 'c' },
      { tenant: '1:a', stream: 'b' },
      { tenant: '__proto__', stream: 'constructor' },
      { tenant: 'тест', stream: '"\\\n\u2028😀\ud800' },
    ]
    for (const target of targets) {
      const { events } = await journal.append({ ...target, expected: 0 }, [draft(0)])
      expectSame(events[0]?.version, 0, 'two names are two streams')
    }
    for (const target of targets) {
      const events = await readAll(journal, target)
      expectSame(
        events.map(({ tenant, stream }) => ({ tenant, stream })),
        [target],
        'a stream is read by its own name',
      )
    }
  },

  async 'an append of nothing changes nothing'(open) {
    const journal = await open()
    const before = (await journal.append(STREAM, [draft(0)])).head
    expectSame(await journal.append(STREAM, []), { events: [], head: before }, 'an append of nothing gives the head')
  },

  async 'the expected length is checked'(open) {
    const journal = await open()
    await journal.append({ ...STREAM, expected: 0 }, drafts(2))
    await journal.append({ ...STREAM, expected: 2 }, [draft(2)])
    const head = journal.head()
    for (const expected of [0, 2, 4, -1, Number.NaN]) {
      const append = () => journal.append({ ...STREAM, expected }, [draft(9)])
      await expectCode(append, 'journal-conflict', `append to a stream of 3 events, expected ${expected}`)
    }
    expectSame(journal.head(), head, 'a refused append leaves no trace')
  },

  async 'of appends that expect the same length one wins'(open) {
    const journal = await open()
    const target = { ...STREAM, expected: 0 }
    const results = await Promise.allSettled(drafts(8).map((each) => journal.append(target, [each])))
    expectSame(results.filter(({ status }) => status === 'fulfilled').length, 1, 'one append wins')
    expectSame((await readAll(journal)).length, 1, 'the losers leave no trace')
  },

  async 'a conflict disturbs nobody else'(open) {
    const journal = await open()
    const appends = drafts(20).map((each, place) => {
      return journal.append(place % 4 === 1 ? { ...STREAM, expected: 99 } : STREAM, [each])
    })
    const results = await Promise.allSettled(appends)
    const refused = results.flatMap(({ status }, place) => (status === 'rejected' ? [place] : []))
    expectSame(refused, [1, 5, 9, 13, 17], 'the conflicting appends are refused, the others are not')
    const numbers = (await readAll(journal)).map(({ data }) => data.number)
    const kept = [...Array(20).keys()].filter((place) => place % 4 !== 1)
    expectSame(numbers, kept, 'the others are written in the order of the calls')
  },

  async 'appends at the same time are all kept, each in one piece'(open) {
    const journal = await open()
    const appends = await Promise.all(
      [...Array(40).keys()].map((writer) => {
        const target = { tenant: 'default', stream: `stream/${writer % 3}` }
        return journal.append(target, drafts(1 + (writer % 5), writer * 10))
      }),
    )
    const all = await readAll(journal)
    expectSame(
      all.map(({ seq }) => seq),
      [...all.keys()],
      'places are dense',
    )
    const versions = new Map<string, number>()
    for (const { stream, version } of all) {
      expectSame(version, versions.get(stream) ?? 0, 'versions are dense')
      versions.set(stream, version + 1)
    }
    for (const { events, head } of appends) {
      const first = events[0]?.seq ?? -1
      expectSame(all.slice(first, first + events.length), events, 'the events of one append stand together')
      expectThat(head.size >= first + events.length, 'the head given covers the events given')
    }
  },
}
