import { WaxsealError } from '@waxseal/core'
import { memoryJournal } from '@waxseal/journal'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyRotation } from '../../src/rotation/apply-rotation.js'
import { retireDue, rotateVersion } from '../../src/rotation/commands.js'
import { commitRotation } from '../../src/rotation/commit-rotation.js'
import { acceptedAt, NO_ROTATION } from '../../src/rotation/rotation.js'

const target = { tenant: 'default', stream: 'key/crm' }

function place(journal = memoryJournal()) {
  let reads = 0
  async function latest() {
    reads++
    let rotation = NO_ROTATION
    for await (const event of journal.read(target)) rotation = applyRotation(rotation, event)
    return rotation
  }
  return { journal, ...target, clock: () => 7, latest, reads: () => reads }
}

test('the events are written in one append, at the time of the clock', async () => {
  const here = place()
  const done = await commitRotation(here, (one) => rotateVersion(one, { version: 'a' }))
  expect(done.ok && done.events.map(({ at, seq, version }) => [at, seq, version])).toEqual([
    [7, 0, 0],
    [7, 1, 1],
    [7, 2, 2],
  ])
})

test('a refusal is handed on, and what is so already is not written', async () => {
  const here = place()
  await commitRotation(here, (one) => rotateVersion(one, { version: 'a' }))
  const refused = await commitRotation(here, (one) => rotateVersion(one, { version: 'a' }))
  expect(refused).toEqual({ ok: false, code: 'version-known' })
  expect(await commitRotation(here, (one, at) => retireDue(one, { at }))).toEqual({ ok: true, events: [] })
  expect(here.journal.head().size).toBe(3)
})

test('whoever loses a race decides again, by what the winner wrote', async () => {
  const here = place()
  let beaten = false
  await commitRotation(here, (rotation) => {
    if (!beaten) {
      beaten = true
      void here.journal.append(target, [{ type: 'key.noted', at: 1, data: {} }])
    }
    return rotateVersion(rotation, { version: 'a' })
  })
  expect((await here.latest()).length).toBe(4)
  expect(here.reads()).toBe(3)
})

test('other faults of the journal are thrown at once, and lost races at last', async () => {
  let appends = 0
  const failing = (code: string) => ({
    ...memoryJournal(),
    append: () => {
      appends++
      return Promise.reject(new WaxsealError(code, 'x'))
    },
  })
  const commit = (code: string) => commitRotation(place(failing(code)), (one) => rotateVersion(one, { version: 'a' }))
  await expect(commit('journal-write-failed')).rejects.toMatchObject({ code: 'journal-write-failed' })
  expect(appends).toBe(1)
  await expect(commit('journal-conflict')).rejects.toMatchObject({ code: 'journal-conflict' })
  expect(appends).toBe(101)
})

test('any number of operators at once, on a real journal: every rotation is one, and one version is current', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 6 }), async (scheduler, operators) => {
      const real = memoryJournal()
      const append = scheduler.scheduleFunction(real.append)
      const here = place({ ...real, append })
      const all = Array.from({ length: operators }, (_, index) =>
        commitRotation(here, (one) => rotateVersion(one, { version: `v${index}`, until: 100 })),
      )
      await scheduler.waitFor(Promise.all(all))
      const rotation = await here.latest()
      expect(rotation.versions).toHaveLength(operators)
      expect(rotation.versions.filter(({ state }) => state === 'current')).toHaveLength(1)
      expect(rotation.versions.filter((one) => acceptedAt(one, 99))).toHaveLength(operators)
      expect(rotation.versions.filter((one) => acceptedAt(one, 100))).toHaveLength(1)
    }),
    { numRuns: 50 },
  )
})
