import { expectCode, expectSame } from '../expectations.js'
import { keptSnapshots, openNumbers } from './folds.js'
import { draft, drafts, type JournalPromises, range, readAll, STREAM } from './promises.js'

/** What a journal promises that outlives its opener. */
export const reopenPromises: JournalPromises = {
  async 'a journal that is opened again has the same events and goes on'(open) {
    const first = await open()
    await first.append(STREAM, drafts(3))
    await Promise.all(drafts(4, 3).map((each, index) => first.append({ tenant: `t${index}`, stream: 's' }, [each])))
    const [events, head] = [await readAll(first), first.head()]
    const second = await open.again(first)
    expectSame([await readAll(second), second.head()], [events, head], 'events and head are the same')
    const stale = () => second.append({ ...STREAM, expected: 0 }, [draft(7)])
    await expectCode(stale, 'journal-conflict', 'the length of a stream is known')
    const { events: next } = await second.append({ ...STREAM, expected: 3 }, [draft(7)])
    expectSame([next[0]?.seq, next[0]?.version], [7, 3], 'places go on')
    const heard: number[] = []
    second.subscribe(0, ({ seq }) => heard.push(seq))
    await second.catchUp()
    expectSame(heard, range(0, 8), 'subscriptions give the past of both')
  },

  async 'appends that were on their way when it was closed are there'(open) {
    const first = await open()
    const appends = Promise.allSettled(drafts(20).map((each) => first.append(STREAM, [each])))
    const second = await open.again(first)
    const kept = (await appends).filter(({ status }) => status === 'fulfilled')
    expectSame([kept.length, (await readAll(second)).length], [20, 20], 'close waited for them')
  },

  async 'a fold starts from a snapshot of before'(open) {
    const first = await open()
    const snapshots = keptSnapshots()
    await first.append(STREAM, drafts(9))
    await (await openNumbers(first, STREAM.tenant, snapshots)).snapshot()
    const second = await open.again(first)
    await second.append(STREAM, [draft(9)])
    const fold = await openNumbers(second, STREAM.tenant, snapshots)
    expectSame([fold.state, fold.size], [range(0, 10), 11], 'snapshot and what came after')
  },
}
