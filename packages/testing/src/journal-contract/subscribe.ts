import { expectSame, expectSoon } from '../expectations.js'
import { collect, draft, drafts, type JournalPromises, range, STREAM } from './promises.js'

/** What `subscribe` promises. */
export const subscribePromises: JournalPromises = {
  async 'a subscription gives the past, then what comes, in order and once'(open) {
    const journal = await open()
    await journal.append(STREAM, drafts(30))
    const past = collect(journal, 0, 90)
    const middle = collect(journal, 12, 90)
    for (let number = 30; number < 90; number += 2) await journal.append(STREAM, drafts(2, number))
    expectSame(await expectSoon(past, 'a subscription from 0'), range(0, 90), 'a subscription from 0')
    expectSame(await expectSoon(middle, 'a subscription from 12'), range(12, 90), 'a subscription from 12')
  },

  async 'subscribing amid appends leaves no gap'(open) {
    const journal = await open()
    const listeners: Promise<number[]>[] = []
    const appends: Promise<unknown>[] = []
    for (let number = 0; number < 40; number++) {
      appends.push(journal.append(STREAM, [draft(number)]))
      listeners.push(collect(journal, 0, 40))
      if (number % 5 === 0) await Promise.all(appends)
    }
    for (const seen of listeners) expectSame(await expectSoon(seen, 'every listener'), range(0, 40), 'every listener')
  },

  async 'a subscription may begin in the future'(open) {
    const journal = await open()
    const seen = collect(journal, 3, 5)
    for (const each of drafts(5)) await journal.append(STREAM, [each])
    expectSame(await expectSoon(seen, 'a subscription from 3'), [3, 4], 'a subscription from 3')
  },

  async 'a listener that throws disturbs nobody and still hears what follows'(open) {
    const journal = await open()
    const faulty: number[] = []
    journal.subscribe(0, ({ seq }) => {
      faulty.push(seq)
      throw new Error('a fault of the listener')
    })
    const seen = collect(journal, 0, 4)
    for (const each of drafts(4)) await journal.append(STREAM, [each])
    expectSame(await expectSoon(seen, 'another listener'), range(0, 4), 'another listener')
    expectSame(faulty, range(0, 4), 'the listener that throws')
  },

  async 'a subscription ends when it is told to'(open) {
    const journal = await open()
    await journal.append(STREAM, drafts(3))
    const seen: number[] = []
    const end = journal.subscribe(0, ({ seq }) => {
      seen.push(seq)
      if (seq === 4) end()
    })
    const other = collect(journal, 0, 8)
    for (const each of drafts(5, 3)) await journal.append(STREAM, [each])
    await expectSoon(other, 'another listener')
    end()
    expectSame(seen, range(0, 5), 'nothing comes after the end')
  },

  async 'a listener may append'(open) {
    const journal = await open()
    const answers: Promise<unknown>[] = []
    const orders = [collect(journal, 0, 6)]
    journal.subscribe(0, ({ seq }) => {
      if (seq < 3) answers.push(journal.append({ ...STREAM, stream: 'answers' }, [draft(seq)]))
    })
    orders.push(collect(journal, 0, 6))
    for (const each of drafts(3)) await journal.append(STREAM, [each])
    for (const seen of orders) expectSame(await expectSoon(seen, 'every listener'), range(0, 6), 'every listener')
    await Promise.all(answers)
  },
}
