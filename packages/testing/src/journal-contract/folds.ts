import { type Fold, type Journal, openFold, type Snapshot, type SnapshotStore, stateAt } from '@waxseal/core'
import { expectSame } from '../expectations.js'
import { draft, drafts, type JournalPromises, range, STREAM } from './promises.js'

/** The numbers of the events, in order: a state that shows every gap, every double and every swap. */
export const numbersFold: Fold<number[]> = {
  name: 'numbers',
  version: 1,
  start: () => [],
  apply: (state, { type, data }) => (type === 'test.happened' ? [...state, Number(data.number)] : state),
  save: (state) => state,
  load: (saved) => [...(saved as number[])],
}

/** What folds over any journal can rest on. */
export const foldPromises: JournalPromises = {
  async 'a fold has the past at once and follows what comes'(open) {
    const journal = await open()
    await journal.append(STREAM, drafts(5))
    const fold = await openFold(journal, numbersFold, { tenant: STREAM.tenant })
    expectSame(fold.state, range(0, 5), 'the past is in the state')
    await journal.append(STREAM, drafts(3, 5))
    expectSame([fold.state, fold.size], [range(0, 8), 8], 'when an append resolves the state has its events')
    fold.close()
    await journal.append(STREAM, [draft(8)])
    expectSame(fold.state, range(0, 8), 'a closed fold stays as it was')
  },

  async 'a fold that opens amid appends misses nothing'(open) {
    const journal = await open()
    const folds: ReturnType<typeof openNumbers>[] = []
    async function write(): Promise<void> {
      for (const each of drafts(40)) {
        if (Number(each.data.number) % 3 === 0) folds.push(openNumbers(journal))
        await journal.append(STREAM, [each])
      }
    }
    await write().finally(() => Promise.allSettled(folds))
    for (const fold of folds) expectSame(await (await fold).catchUp(), range(0, 40), 'every event once, in order')
  },

  async 'a fold takes in the events of its tenant only'(open) {
    const journal = await open()
    const fold = await openNumbers(journal)
    for (let number = 0; number < 10; number++) {
      await journal.append({ ...STREAM, tenant: number % 2 === 0 ? STREAM.tenant : 'other' }, [draft(number)])
    }
    expectSame(fold.state, [0, 2, 4, 6, 8], 'tenants do not mix')
    expectSame((await openNumbers(journal, 'other')).state, [1, 3, 5, 7, 9], 'the other one has the others')
    const at = draft(5).at
    expectSame(await stateAt(journal, numbersFold, { tenant: 'other', at }), [1, 3, 5], 'what was so at an instant')
  },

  async 'a fold that starts from a snapshot has the same state'(open) {
    const journal = await open()
    const snapshots = keptSnapshots()
    await journal.append(STREAM, drafts(7))
    const first = await openNumbers(journal, STREAM.tenant, snapshots)
    await first.snapshot()
    await journal.append(STREAM, drafts(4, 7))
    const second = await openNumbers(journal, STREAM.tenant, snapshots)
    expectSame(snapshots.loads, 2, 'the snapshot is looked for')
    expectSame([second.state, second.size], [range(0, 11), 12], 'snapshot and what came after')
    snapshots.tamper('[6,6,6]')
    expectSame(
      (await openNumbers(journal, STREAM.tenant, snapshots)).state,
      range(0, 11),
      'a forged one is passed over',
    )
  },
}

/** Opens the fold of numbers. */
export function openNumbers(journal: Journal, tenant = STREAM.tenant, snapshots?: SnapshotStore) {
  return openFold(journal, numbersFold, { tenant, snapshots, clock: () => 0 })
}

/** A snapshot store of one place. */
export function keptSnapshots(): SnapshotStore & { readonly loads: number; tamper(state: string): void } {
  let kept: Snapshot | undefined
  let loads = 0
  return {
    get loads() {
      return loads
    },
    tamper(state) {
      if (kept !== undefined) kept = { ...kept, state }
    },
    async load() {
      loads++
      return kept
    },
    async save(_tenant, _name, snapshot) {
      kept = snapshot
    },
    async clear() {
      kept = undefined
    },
  }
}
