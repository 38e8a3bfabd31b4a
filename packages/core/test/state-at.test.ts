import { memoryJournal } from '@waxseal/journal'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openFold, stateAt } from '../src/index.js'
import { draft, numbers, TARGET, TENANT } from './numbers.js'

test('the state at an instant has the events up to it, in the order of the record', async () => {
  const journal = memoryJournal()
  // Clocks of several processes: the third place bears an earlier instant than the second.
  for (const at of [100, 300, 200, 300, 400]) await journal.append(TARGET, [draft(at)])
  await journal.append({ ...TARGET, tenant: 'other' }, [draft(150)])
  const at = (instant: number) => stateAt(journal, numbers, { tenant: TENANT, at: instant })
  expect(await at(99)).toEqual([])
  expect(await at(100)).toEqual([100])
  expect(await at(299)).toEqual([100, 200])
  expect(await at(300)).toEqual([100, 300, 200, 300])
  expect(await at(Number.POSITIVE_INFINITY)).toEqual([100, 300, 200, 300, 400])
  expect(await stateAt(journal, numbers, { tenant: 'nobody', at: 400 })).toEqual([])
})

test('law: what was so at an instant is what the fold said then', async () => {
  const gaps = fc.array(fc.nat(3), { maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(gaps, fc.nat(40), async (waits, instant) => {
      const journal = memoryJournal()
      const fold = await openFold(journal, numbers, { tenant: TENANT })
      let now = 0
      let then: number[] = []
      for (const [number, wait] of waits.entries()) {
        now += wait
        await journal.append(TARGET, [draft(number, now)])
        if (now <= instant) then = fold.state
      }
      expect(await stateAt(journal, numbers, { tenant: TENANT, at: instant })).toEqual(then)
    }),
  )
})

test('what a fold throws is thrown', async () => {
  const journal = memoryJournal()
  await journal.append(TARGET, [draft(1)])
  const failing = {
    ...numbers,
    apply: () => {
      throw new RangeError('a fault')
    },
  }
  await expect(stateAt(journal, failing, { tenant: TENANT, at: 5 })).rejects.toThrow(RangeError)
})
