import { type Snapshot, type SnapshotStore, stateAt } from '@waxseal/core'
import { apiKeys, validKeys } from '@waxseal/keys'
import { describe, expect, test } from 'vitest'
import { DAY, NOW, open, type World } from './support.js'

const spec = { owner: 'crm', scopes: ['*'], expiresIn: '90d' } as const
const refused = (code: string) => ({ ok: false, code })

/** Another process on the same record. */
function beside(world: World, options = {}) {
  return open({ journal: world.journal, keyRing: world.keyRing, clock: world.clock, ...options }).keys
}

test('two processes see what the other one does', async () => {
  const world = open()
  const [one, other] = [world.keys, beside(world)]
  await other.ready()
  const { key, id } = await one.issue(spec)
  expect(other.verify(key)).toMatchObject({ ok: true, id })
  const next = await other.rotate(id, { staged: true })
  expect(one.verify(next.key)).toMatchObject({ ok: true, state: 'pending' })
  await one.flush()
  await other.promote(next.id)
  expect(one.verify(next.key)).toMatchObject({ state: 'current' })
  await one.revoke(id, { reason: 'gone' })
  for (const keys of [one, other]) expect(keys.verify(next.key)).toEqual(refused('revoked'))
  expect(one.list()).toEqual(other.list())
})

test('who comes later finds everything as it was', async () => {
  const world = open()
  const first = await world.keys.issue(spec)
  const second = await world.keys.rotate(first.id)
  const leaked = await world.keys.issue(spec)
  await world.keys.reportLeaked(leaked.key, { where: 'paste site' })
  world.keys.verify(second.key, { ip: '203.0.113.7' })
  await world.keys.flush()
  const later = beside(world)
  await later.ready()
  expect(later.list()).toEqual(world.keys.list())
  for (const { key } of [first, second, leaked]) expect(later.verify(key)).toEqual(world.keys.verify(key))
})

test('many operators rotate the same key at once: all get one that works', async () => {
  const world = open()
  const { id } = await world.keys.issue(spec)
  const issued = await Promise.all(Array.from({ length: 12 }, () => beside(world).rotate(id)))
  for (const { key } of issued) expect(world.keys.verify(key).ok).toBe(true)
  expect(world.keys.list().filter(({ state }) => state === 'current')).toHaveLength(1)
})

describe('snapshots', () => {
  function memorySnapshots() {
    const kept = new Map<string, Snapshot>()
    const store: SnapshotStore = {
      load: async (_, name) => kept.get(name),
      save: async (_, name, snapshot) => void kept.set(name, snapshot),
      clear: async () => kept.clear(),
    }
    return { store, kept }
  }

  async function busy() {
    const { store, kept } = memorySnapshots()
    const world = open({ snapshots: store })
    const { keys } = world
    const one = await keys.issue(spec)
    const two = await keys.rotate(one.id)
    const ended = await keys.issue({ ...spec, lists: ['501'], ips: ['10.0.0.0/8'] })
    await keys.revoke(ended.id, { reason: 'gone' })
    await keys.reportLeaked(one.key, { where: 'paste site' })
    keys.verify(two.key)
    await keys.flush()
    return { world, store, kept, one, two, ended }
  }

  test('a start from one is a start from the record', async () => {
    const { world, store, one, two, ended } = await busy()
    await world.keys.snapshot()
    const three = await world.keys.rotate(two.id)
    const reads: unknown[] = []
    const journal = {
      ...world.journal,
      read(options: object = {}) {
        reads.push(options)
        return world.journal.read(options)
      },
    }
    const later = beside({ ...world, journal }, { snapshots: store })
    await later.ready()
    expect(later.list()).toEqual(world.keys.list())
    for (const { key } of [one, two, three, ended])
      expect(later.verify(key, { ip: '10.0.0.1' })).toEqual(world.keys.verify(key, { ip: '10.0.0.1' }))
    expect(reads).toContainEqual({ from: 15, tenant: 'default' })
    await later.rotate(one.id)
    expect(later.list()).toEqual(world.keys.list())
  })

  test('one that somebody has changed brings no key back to life', async () => {
    const { world, store, kept, ended } = await busy()
    await world.keys.snapshot()
    const honest = kept.get('api-keys') ?? { size: 0, state: '' }
    const forged = honest.state.replaceAll('"retired"', '"current"').replaceAll(/"ended":\{[^}]*\},?/g, '')
    expect(forged).not.toBe(honest.state)
    kept.set('api-keys', { ...honest, state: forged })
    const later = beside(world, { snapshots: store })
    await later.ready()
    expect(later.verify(ended.key, { ip: '10.0.0.1' })).toEqual(refused('revoked'))
  })

  test('without a store there is none', async () => {
    await expect(open().keys.snapshot()).rejects.toMatchObject({ code: 'fold-not-saved' })
  })
})

test('which keys were good at a time', async () => {
  const world = open()
  const { keys, clock, journal } = world
  const one = await keys.issue({ owner: 'a', scopes: ['*'] })
  clock.advance(DAY)
  const two = await keys.rotate(one.id, { overlap: '12h' })
  clock.advance(DAY)
  const short = await keys.issue({ owner: 'b', scopes: ['*'], expiresIn: '12h' })
  clock.advance(DAY)
  await keys.revoke(two.id, { reason: 'gone' })
  const at = async (days: number) => {
    const instant = NOW + days * DAY
    return validKeys(await stateAt(journal, apiKeys, { tenant: 'default', at: instant }), instant).map(({ id }) => id)
  }
  expect(await at(-1)).toEqual([])
  expect(await at(0)).toEqual([one.id])
  expect(await at(1)).toEqual([one.id, two.id])
  expect(await at(1.5)).toEqual([two.id])
  expect(await at(2.25)).toEqual([two.id, short.id])
  expect(await at(2.5)).toEqual([two.id])
  expect(await at(3)).toEqual([])
})
