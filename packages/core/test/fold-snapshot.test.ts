import { memoryJournal } from '@waxseal/journal'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Journal, type JournalEvent, openFold, type SnapshotStore } from '../src/index.js'
import { counting, numbers, openStore, range, TENANT, tell } from './numbers.js'

/** A journal of seven numbers whose fold kept a snapshot after four of them. */
async function withSnapshot() {
  const journal = memoryJournal()
  const snapshots = openStore()
  await tell(journal, 0, 4)
  const fold = await openFold(journal, numbers, { tenant: TENANT, snapshots, clock: () => 9 })
  await fold.snapshot()
  await tell(journal, 4, 7)
  return { journal, snapshots }
}

async function opened(journal: Journal, snapshots: SnapshotStore, changes: Partial<typeof numbers> = {}) {
  const fold = counting({ ...numbers, ...changes })
  const { state, size } = await openFold(journal, fold, { tenant: TENANT, snapshots })
  return { state, size, taken: fold.taken }
}

const FROM_SNAPSHOT = { state: range(0, 7), size: 8, taken: 4 }
const FROM_EVENTS = { state: range(0, 7), size: 8, taken: 8 }

test('a fold starts from its snapshot; the record holds its hash and nothing of the state', async () => {
  const { journal, snapshots } = await withSnapshot()
  expect(await opened(journal, snapshots)).toEqual(FROM_SNAPSHOT)
  const taken: JournalEvent[] = []
  for await (const event of journal.read({ stream: 'snapshot/numbers' })) taken.push(event)
  // printf '[0,1,2,3]' | openssl dgst -sha256 -binary | base64, in the alphabet of base64url
  const hash = '8vmR1037su339Eddy32CmJ3gCnHkS7EdSm-7SUQld7Y'
  expect(taken).toMatchObject([{ type: 'snapshot.taken', at: 9, tenant: TENANT, data: { version: 1, size: 4, hash } }])
  expect(snapshots.kept).toEqual({ size: 4, state: '[0,1,2,3]' })
})

test('a snapshot that the record does not know is passed over', async () => {
  const { journal, snapshots } = await withSnapshot()
  const { kept } = snapshots
  const forged: unknown[] = [
    { ...kept, state: '[0,1,2,99]' },
    { ...kept, state: '[0,1,2,3] ' },
    { ...kept, size: 3 },
    { ...kept, size: 5 },
    { ...kept, size: 1_000 },
    { ...kept, size: -1 },
    { ...kept, size: 0.5 },
    { ...kept, size: Number.NaN },
    { ...kept, size: '4' },
    { size: 4 },
    {},
  ]
  for (const one of forged) {
    snapshots.kept = one as typeof kept
    expect(await opened(journal, snapshots)).toEqual(FROM_EVENTS)
  }
})

test('a snapshot of another journal, tenant, fold or version is passed over', async () => {
  const { snapshots } = await withSnapshot()
  const other = memoryJournal()
  await tell(other, 10, 17)
  expect((await opened(other, snapshots)).state).toEqual(range(10, 17))

  const { journal, snapshots: mine } = await withSnapshot()
  expect(await opened(journal, mine, { version: 2 })).toEqual(FROM_EVENTS)
  expect(await opened(journal, mine, { name: 'others' })).toEqual(FROM_EVENTS)
  await tell(journal, 50, 51, 'other')
  const theirs = await openFold(journal, numbers, { tenant: 'other', snapshots: mine })
  expect(theirs.state).toEqual([50])
})

test('a snapshot that is newer than a journal whose tail was cut is passed over', async () => {
  const { snapshots } = await withSnapshot()
  const cut = memoryJournal()
  await tell(cut, 0, 2)
  expect(await opened(cut, snapshots)).toEqual({ state: [0, 1], size: 2, taken: 2 })
  // Also when it has grown again, with another history.
  await tell(cut, 90, 99)
  expect((await opened(cut, snapshots)).state).toEqual([0, 1, ...range(90, 99)])
})

test('a snapshot that cannot be loaded keeps nobody from starting', async () => {
  const { journal, snapshots } = await withSnapshot()
  const load = () => {
    throw new Error('a shape of before')
  }
  expect(await opened(journal, snapshots, { load })).toEqual(FROM_EVENTS)
  expect((await openFold(journal, numbers, { tenant: TENANT, snapshots: openStore() })).state).toEqual(range(0, 7))
  snapshots.load = () => Promise.reject(new Error('the store is down'))
  await expect(opened(journal, snapshots)).rejects.toThrow('the store is down')
})

test('a fold without snapshots says so', async () => {
  const journal = memoryJournal()
  const { save: _, ...unsaved } = numbers
  const { load: __, ...unloaded } = numbers
  const folds = [
    await openFold(journal, numbers, { tenant: TENANT }),
    await openFold(journal, unsaved, { tenant: TENANT, snapshots: openStore() }),
    await openFold(journal, unloaded, { tenant: TENANT, snapshots: openStore() }),
  ]
  for (const fold of folds) await expect(fold.snapshot()).rejects.toMatchObject({ code: 'fold-not-saved' })
  expect(journal.head().size).toBe(0)
})

test('a snapshot is of one moment, though the state goes on changing', async () => {
  const journal = memoryJournal()
  const snapshots = openStore()
  const growing = {
    ...numbers,
    apply: (state: number[], event: JournalEvent) => {
      if (event.type === 'number.told') state.push(Number(event.data.number))
      return state
    },
  }
  await tell(journal, 0, 3)
  const fold = await openFold(journal, growing, { tenant: TENANT, snapshots })
  const taking = fold.snapshot()
  await tell(journal, 3, 6)
  await taking
  expect(snapshots.kept).toEqual({ size: 3, state: '[0,1,2]' })
  expect((await opened(journal, snapshots)).state).toEqual(range(0, 6))
})

test('after a crash between record and store the snapshot before is used', async () => {
  const { journal, snapshots } = await withSnapshot()
  const save = snapshots.save
  snapshots.save = () => Promise.reject(new Error('the disk is full'))
  const fold = await openFold(journal, numbers, { tenant: TENANT, snapshots })
  await expect(fold.snapshot()).rejects.toThrow('the disk is full')
  expect(await opened(journal, snapshots)).toEqual({ ...FROM_SNAPSHOT, size: 9, taken: 5 })
  snapshots.save = save
  await fold.snapshot()
  expect(await opened(journal, snapshots)).toEqual({ state: range(0, 7), size: 10, taken: 1 })
})

test('law: with a snapshot taken anywhere the state is that of all events', async () => {
  const steps = fc.array(fc.constantFrom('tell', 'other', 'snapshot', 'reopen', 'tamper', 'lose'), { maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      const journal = memoryJournal()
      const snapshots = openStore()
      const open = () => openFold(journal, numbers, { tenant: TENANT, snapshots, clock: () => 0 })
      let fold = await open()
      let next = 0
      for (const step of history) {
        if (step === 'tell') await tell(journal, next, ++next)
        else if (step === 'other') await tell(journal, 0, 1, 'other')
        else if (step === 'snapshot') await fold.snapshot()
        else if (step === 'lose') snapshots.kept = undefined
        else if (step === 'tamper' && snapshots.kept)
          snapshots.kept = { ...snapshots.kept, size: snapshots.kept.size + 1 }
        else fold = await open()
        expect(fold.state).toEqual(range(0, next))
        expect(fold.size).toBe(journal.head().size)
      }
      expect((await open()).state).toEqual(range(0, next))
    }),
  )
})
