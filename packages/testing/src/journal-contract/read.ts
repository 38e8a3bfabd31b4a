import type { JournalEvent, ReadOptions } from '@waxseal/core'
import { expectSame } from '../expectations.js'
import { draft, drafts, type JournalPromises, readAll, STREAM } from './promises.js'

/** What `read` promises. */
export const readPromises: JournalPromises = {
  async 'reading can be narrowed by place, tenant and stream'(open) {
    const journal = await open()
    const names = ['a', 'b']
    for (let number = 0; number < 24; number++) {
      const target = { tenant: names[number % 2] ?? '', stream: names[Math.floor(number / 2) % 2] ?? '' }
      await journal.append(target, [draft(number)])
    }
    const all = await readAll(journal)
    const queries: ReadOptions[] = [
      {},
      { from: 0 },
      { from: 5 },
      { from: 24 },
      { from: 1_000 },
      { tenant: 'a' },
      { stream: 'b' },
      { tenant: 'a', stream: 'b' },
      { tenant: 'b', stream: 'a', from: 9 },
      { tenant: 'b', from: 23 },
      { tenant: 'nobody' },
      { tenant: 'a', stream: 'nothing' },
    ]
    for (const query of queries) {
      const expected = all.filter((event) => matches(event, query))
      expectSame(await readAll(journal, query), expected, `reading ${JSON.stringify(query)}`)
    }
  },

  async 'reading stops where the journal ended when it began'(open) {
    const journal = await open()
    await journal.append(STREAM, drafts(3))
    const seen: number[] = []
    for await (const { seq } of journal.read()) {
      seen.push(seq)
      await journal.append(STREAM, [draft(seq)])
    }
    expectSame(seen, [0, 1, 2], 'a reader that writes does not chase itself')
  },

  async 'a reader may stop early, and many may read at once'(open) {
    const journal = await open()
    await journal.append(STREAM, drafts(50))
    for await (const { seq } of journal.read()) if (seq === 3) break
    const lengths = await Promise.all([...Array(5)].map(async () => (await readAll(journal)).length))
    expectSame(lengths, [50, 50, 50, 50, 50], 'readers do not disturb each other')
  },
}

function matches(event: JournalEvent, { from = 0, tenant, stream }: ReadOptions): boolean {
  return event.seq >= from && (tenant ?? event.tenant) === event.tenant && (stream ?? event.stream) === event.stream
}
