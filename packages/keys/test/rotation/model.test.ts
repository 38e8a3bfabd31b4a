import { expect, test } from 'vitest'
import { abortVersion, beginVersion, switchVersion, testVersion } from '../../src/rotation/commands.js'
import { acceptedAt, currentVersion, NO_ROTATION, openVersion, type Rotation } from '../../src/rotation/rotation.js'
import { keyOf, nextWorlds, OVERLAP, type World } from './model.js'
import { statesOf, written } from './support.js'

const MOST = process.env.THOROUGH === '1' ? 4 : 3

/** What must hold wherever the world can come to. */
function faultOf({ rotation, at }: World): string | undefined {
  const started = rotation.versions.some(({ currentAt }) => currentAt !== undefined)
  const working = rotation.versions.filter((one) => acceptedAt(one, at)).length
  if (started && rotation.ended === undefined && currentVersion(rotation) === undefined) return 'zero working keys'
  if (rotation.ended !== undefined && working > 0) return 'a key works after the end'
  if (rotation.versions.filter(({ state }) => state === 'pending' || state === 'tested').length > 1)
    return 'two on the way'
  for (const one of rotation.versions) {
    if (one.state === 'retired' && acceptedAt(one, at)) return 'a retired key is accepted'
    const { rotatedAt = 0, until } = one
    if (one.state === 'previous' && until !== undefined && acceptedAt(one, at) !== at < until)
      return 'the overlap is wrong'
    if (until !== undefined && until - rotatedAt > OVERLAP) return 'the overlap is longer than was asked for'
  }
  return canFinish(rotation, at) ? undefined : 'nobody can go on'
}

/** Whether one who knows nothing but the record brings the series to a fresh current version, by either way. */
function canFinish(rotation: Rotation, at: number): boolean {
  if (rotation.ended !== undefined) return true
  const open = openVersion(rotation)
  return [forward(rotation, open?.id, at), forward(abandoned(rotation, at), undefined, at)].every(
    (end) => currentVersion(end)?.id === 'fresh' && openVersion(end) === undefined,
  )
}

function abandoned(rotation: Rotation, at: number): Rotation {
  const open = openVersion(rotation)
  return open === undefined ? rotation : written(rotation, abortVersion(rotation, { version: open.id, reason: '' }), at)
}

function forward(rotation: Rotation, open: string | undefined, at: number): Rotation {
  let end = rotation
  for (const version of open === undefined ? ['fresh'] : [open, 'fresh']) {
    if (version === 'fresh') end = written(end, beginVersion(end, { version }), at)
    end = written(end, testVersion(end, { version }), at)
    end = written(end, switchVersion(end, { version }), at)
  }
  return end
}

/** Visits every world, each once, and gives the first faults. */
function explore(most: number, optimistic: boolean) {
  const start: World = { rotation: NO_ROTATION, at: 0, operators: [{ step: 'idle' }, { step: 'idle' }] }
  const seen = new Set([keyOf(start)])
  const shapes = new Set<string>()
  const queue = [start]
  const faults: string[] = []
  for (let world = queue.pop(); world !== undefined && faults.length < 5; world = queue.pop()) {
    for (const after of nextWorlds(world, most, optimistic)) {
      if (cameBack(world.rotation, after.rotation)) faults.push('a retired key came back')
      const key = keyOf(after)
      if (seen.has(key)) continue
      seen.add(key)
      queue.push(after)
      // What is on the record matters here, not what the operators have in mind.
      const record = key.slice(0, key.indexOf('|'))
      if (shapes.has(record)) continue
      shapes.add(record)
      const fault = faultOf(after)
      if (fault !== undefined) faults.push(`${fault}: ${key}`)
    }
  }
  return { worlds: seen.size, shapes, faults }
}

function cameBack(before: Rotation, after: Rotation): boolean {
  return before.versions.some(({ id, state }) => state === 'retired' && statesOf(after)[id] !== 'retired')
}

test('two operators, a crash at every step: never zero working keys, never a retired one accepted, always resumable', {
  timeout: 600_000,
}, () => {
  const { worlds, shapes, faults } = explore(MOST, true)
  expect(faults).toEqual([])
  // It was a real search: several overlaps at once, ends, candidates beside every other state.
  for (const shape of [
    '1,2,current',
    '*,0,current',
    'retired,retired,retired,ended',
    'current,tested',
    'retired,pending',
  ]) {
    expect(shapes).toContain(shape)
  }
  expect(worlds).toBeGreaterThan(MOST === 3 ? 100_000 : 900_000)
})

test('on a journal that does not hold to what an append expects, the same search finds faults', () => {
  expect(explore(2, false).faults).not.toEqual([])
})
