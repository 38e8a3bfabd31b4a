import type { Journal } from '@waxseal/core'
import { expectCode, expectSame, expectSoon, expectThat } from '../expectations.js'
import { keptSnapshots, openNumbers } from './folds.js'
import { collect, draft, drafts, range, readAll, STREAM } from './promises.js'

/** What two openers of one journal promise each other, by its names. */
export const sharedPromises: Readonly<Record<string, (left: Journal, right: Journal) => Promise<void>>> = {
  async 'after catching up each has heard the events of the other'(left, right) {
    const heard: number[] = []
    right.subscribe(0, ({ data }) => heard.push(Number(data.number)))
    for (let number = 0; number < 10; number++) {
      await (number % 3 === 0 ? right : left).append(STREAM, [draft(number)])
      await right.catchUp()
      expectSame(heard, range(0, number + 1), 'heard after catching up, in order and once')
    }
    expectSame(await left.catchUp(), await right.catchUp(), 'both have one head')
    expectSame(await readAll(left), await readAll(right), 'both read the same')
  },

  async 'events of the other are heard in time without catching up'(left, right) {
    const seen = collect(right, 0, 6)
    for (const each of drafts(6)) await left.append(STREAM, [each])
    expectSame(await expectSoon(seen, 'a listener at the other'), range(0, 6), 'in order and once')
  },

  async 'the expected length holds across both'(left, right) {
    await left.append({ ...STREAM, expected: 0 }, drafts(2))
    await expectCode(() => right.append({ ...STREAM, expected: 0 }, [draft(9)]), 'journal-conflict', 'an old length')
    await right.append({ ...STREAM, expected: 2 }, [draft(2)])
    for (let round = 3; round < 13; round++) {
      const target = { ...STREAM, expected: round }
      const both = [left, right, left, right].map((journal) => journal.append(target, [draft(round)]))
      const won = (await Promise.allSettled(both)).filter(({ status }) => status === 'fulfilled')
      expectSame(won.length, 1, 'of appends that expect the same length one wins')
    }
    await left.catchUp()
    const numbers = (await readAll(left)).map(({ data }) => data.number)
    expectSame(numbers, range(0, 13), 'the losers leave no trace')
  },

  async 'appends of both at the same time stand in one order, each in one piece'(left, right) {
    const orders: number[][] = [[], []]
    for (const [index, journal] of [left, right].entries()) {
      journal.subscribe(0, ({ seq }) => orders[index]?.push(seq))
      await journal.catchUp()
    }
    const appends = range(0, 60).map(async (number) => {
      const [journal, order] = number % 2 === 0 ? [left, orders[0]] : [right, orders[1]]
      const target = { tenant: 'default', stream: `stream/${number % 3}` }
      const { events, head } = await journal.append(target, drafts(1 + (number % 4), number * 10))
      const last = events.at(-1)?.seq ?? Number.NaN
      return { events, heard: (order?.at(-1) ?? -1) >= last && head.size > last }
    })
    const appended = await Promise.all(appends)
    await Promise.all([left.catchUp(), right.catchUp()])
    const all = await readAll(left)
    expectSame(await readAll(right), all, 'both read one order')
    expectSame(orders, [range(0, all.length), range(0, all.length)], 'both have heard all of it, in order and once')
    const versions = new Map<string, number>()
    for (const { stream, version } of all) {
      expectSame(version, versions.get(stream) ?? 0, 'versions are dense')
      versions.set(stream, version + 1)
    }
    for (const { events, heard } of appended) {
      const first = events[0]?.seq ?? -1
      expectSame(all.slice(first, first + events.length), events, 'the events of one append stand together')
      expectSame(heard, true, 'who appended has heard everything up to his own events')
    }
  },

  async 'folds of both agree, and share snapshots'(left, right) {
    const snapshots = keptSnapshots()
    const first = await openNumbers(left, STREAM.tenant, snapshots)
    for (const each of drafts(6)) await right.append(STREAM, [each])
    expectSame(await first.catchUp(), range(0, 6), 'a fold has the events of the other')
    await first.snapshot()
    await right.append(STREAM, [draft(6)])
    const second = await openNumbers(right, STREAM.tenant, snapshots)
    expectSame(second.state, range(0, 7), 'the other starts from its snapshot')
    expectSame(await first.catchUp(), second.state, 'both agree')
  },

  async 'the age of what is known is small after catching up'(left, right) {
    await left.append(STREAM, drafts(3))
    await right.catchUp()
    const age = right.age()
    expectThat(age >= 0 && age < 2_000, `an age right after catching up is small, found ${age}`)
  },

  async 'one goes on when the other is closed'(left, right) {
    await left.append(STREAM, drafts(2))
    await left.close()
    await expectCode(() => left.append(STREAM, [draft(9)]), 'journal-closed', 'the closed one')
    await right.append({ ...STREAM, expected: 2 }, [draft(2)])
    expectSame((await readAll(right)).length, 3, 'the other goes on')
  },
}
