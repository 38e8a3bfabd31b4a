import { expectCode, expectSame, expectThat } from '../expectations.js'
import { draft, drafts, type JournalPromises, readAll, STREAM } from './promises.js'

/** SHA-256 of nothing: the root of a tree without leaves (RFC 9162 section 2.1.1). */
const EMPTY_ROOT = '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU'

/** What `head` and `close` promise. */
export const headPromises: JournalPromises = {
  async 'a fresh journal is empty'(open) {
    const journal = await open()
    expectSame(journal.head(), { size: 0, root: EMPTY_ROOT }, 'the head of a fresh journal is that of an empty tree')
    expectSame(await readAll(journal), [], 'a fresh journal has no events')
  },

  async 'the head grows with every append'(open) {
    const journal = await open()
    const roots = new Set([journal.head().root])
    for (let number = 0; number < 5; number++) {
      const { head } = await journal.append(STREAM, [draft(number)])
      expectSame(head, journal.head(), 'an append gives the head that the journal has')
      expectSame(head.size, number + 1, 'the size counts the events')
      expectThat(/^[\w-]{43}$/.test(head.root), 'the root is 32 bytes in base64url')
      roots.add(head.root)
    }
    expectSame(roots.size, 6, 'every event changes the root')
  },

  async 'the same history has the same root, another history another'(open) {
    const [first, second] = [await open(), await open()]
    for (const journal of [first, second]) for (const each of drafts(7)) await journal.append(STREAM, [each])
    expectSame(second.head(), first.head(), 'the root depends on the events only, not on the batches or the time')
    await first.append(STREAM, [draft(7)])
    await second.append(STREAM, [draft(8)])
    expectThat(first.head().root !== second.head().root, 'another event gives another root')
  },

  async 'a closed journal refuses everything'(open) {
    const journal = await open()
    await journal.append(STREAM, [draft(0)])
    const { size } = journal.head()
    await journal.close()
    await journal.close()
    await expectCode(() => journal.append(STREAM, [draft(1)]), 'journal-closed', 'append after close')
    await expectCode(() => readAll(journal), 'journal-closed', 'read after close')
    await expectCode(() => journal.subscribe(0, () => undefined), 'journal-closed', 'subscribe after close')
    expectSame(journal.head().size, size, 'the head can still be asked for after close')
  },

  async 'appends before close are not lost'(open) {
    const journal = await open()
    const appends = drafts(10).map((each) => journal.append(STREAM, [each]))
    await journal.close()
    expectSame((await Promise.all(appends)).length, 10, 'close waits for the appends before it')
    expectSame(journal.head().size, 10, 'close waits for the appends before it')
  },
}
