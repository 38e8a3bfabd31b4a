import type { Fold, Journal } from '@waxseal/core'
import { memoryJournal, memorySnapshotStore } from '@waxseal/journal'
import { expect, test } from 'vitest'
import { applyRotation } from '../../src/rotation/apply-rotation.js'
import { rotateVersion } from '../../src/rotation/commands.js'
import { currentVersion, NO_ROTATION, type Rotation } from '../../src/rotation/rotation.js'
import { Series } from '../../src/rotation/series.js'

interface State {
  readonly rotation: Rotation
}

const fold: Fold<State> = {
  name: 'series',
  version: 1,
  start: () => ({ rotation: NO_ROTATION }),
  apply: ({ rotation }, event) => ({ rotation: applyRotation(rotation, event) }),
}

function series(journal: Journal, stream = 'key/a') {
  return new Series<State>({
    ...{ journal, stream, fold, tenant: 'default', clock: () => 5, maxAge: 100 },
    snapshots: memorySnapshotStore(),
  })
}

test('it sees its own stream of its own tenant only', async () => {
  const journal = memoryJournal()
  const one = series(journal)
  await one.commit(({ rotation }) => rotateVersion(rotation, { version: 'a' }))
  await series(journal, 'key/b').commit(({ rotation }) => rotateVersion(rotation, { version: 'b' }))
  const foreign = { type: 'rotation.begun', at: 1, data: { version: 'c' } }
  await journal.append({ tenant: 'other', stream: 'key/a' }, [foreign])
  expect((await one.latest()).rotation.versions.map(({ id }) => id)).toEqual(['a'])
  expect(one.known?.rotation.length).toBe(3)
})

test('listeners hear of every event of the stream, once the state has it', async () => {
  const journal = memoryJournal()
  const one = series(journal)
  const heard: (string | undefined)[] = []
  const end = one.onChange(() => heard.push(currentVersion(one.known?.rotation ?? NO_ROTATION)?.id))
  await one.commit(({ rotation }) => rotateVersion(rotation, { version: 'a' }))
  await Promise.resolve()
  expect(heard).toEqual(['a', 'a', 'a'])
  end()
  await one.commit(({ rotation }) => rotateVersion(rotation, { version: 'b' }))
  await Promise.resolve()
  expect(heard).toHaveLength(3)
})

test('what is asked at the same time is read together, but never with a reading that began before', async () => {
  const journal = memoryJournal()
  let readings = 0
  let slowest = Number.POSITIVE_INFINITY
  let release: () => void = () => {}
  const one = series({
    ...journal,
    catchUp: async () => {
      readings++
      if (readings === slowest) {
        await new Promise<void>((resolve) => {
          release = resolve
        })
      }
      return journal.catchUp()
    },
  })
  await one.state()
  const before = readings
  slowest = before + 1
  const first = one.latest()
  const others = [one.latest(), one.latest(), one.latest()]
  await Promise.resolve()
  await Promise.resolve()
  release()
  await Promise.all([first, ...others])
  expect(readings - before).toBe(2)
})

test('a state of an old hearing is read anew, one that is fresh is not', async () => {
  const journal = memoryJournal()
  let age = 0
  let readings = 0
  const one = series({
    ...journal,
    age: () => age,
    catchUp: () => {
      readings++
      return journal.catchUp()
    },
  })
  await one.state()
  const before = readings
  await one.state()
  age = 100
  await one.state()
  expect(readings - before).toBe(0)
  age = 101
  await one.state()
  expect(readings - before).toBe(1)
})

test('an opening that failed is tried again; one that could not be read fails for those who asked', async () => {
  const journal = memoryJournal()
  let broken = true
  const one = series({
    ...journal,
    catchUp: () => (broken ? Promise.reject(new Error('no disk')) : journal.catchUp()),
  })
  await expect(one.state()).rejects.toThrow('no disk')
  await expect(Promise.all([one.latest(), one.latest()])).rejects.toThrow('no disk')
  broken = false
  expect(() => one.now).toThrow(expect.objectContaining({ code: 'keys-not-ready' }))
  expect((await one.state()).rotation).toEqual(NO_ROTATION)
  expect(one.now.rotation).toEqual(NO_ROTATION)
  one.close()
  await expect(one.state()).rejects.toMatchObject({ code: 'keys-closed' })
  await expect(one.latest()).rejects.toMatchObject({ code: 'keys-closed' })
})
