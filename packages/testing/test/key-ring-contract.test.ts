import type { Key, KeyRing } from '@waxseal/core'
import { memoryKeyRing } from '@waxseal/journal'
import { expect, test } from 'vitest'
import { keyRingContract, seededRandom } from '../src/index.js'

async function brokenPromises(create: () => KeyRing): Promise<string[]> {
  const broken: string[] = []
  for (const { name, run } of keyRingContract(create)) await run().catch(() => broken.push(name))
  return broken
}

const random = seededRandom(1)
const ring = memoryKeyRing({ keys: ['k1', 'k2'].map((id) => ({ id, secret: random(32) })) })
const plain = async (key: Promise<Key | undefined>): Promise<Key> => {
  const { id, bytes } = (await key) ?? { id: '', bytes: new Uint8Array() }
  return { id, bytes }
}

test('a ring that keeps its promises passes', async () => {
  expect(await brokenPromises(() => ring)).toEqual([])
})

test.each<[string, Partial<KeyRing>, string]>([
  [
    'folds the case of tenants',
    { current: ({ tenant, use }) => ring.current({ tenant: tenant.toLowerCase(), use }) },
    'every tenant and every use has a key of its own, the same each time',
  ],
  [
    'has short keys',
    { current: async (purpose) => ({ id: 'k2', bytes: (await ring.current(purpose)).bytes.slice(0, 16) }) },
    'a key has 32 bytes and the id of the first key of the ring',
  ],
  [
    'names the oldest key first',
    { ids: async () => ['k1', 'k2'] },
    'a key has 32 bytes and the id of the first key of the ring',
  ],
  ['finds the current key for any id', { find: (purpose) => ring.current(purpose) }, 'an unknown id finds nothing'],
  ['cannot find older keys', { find: async () => undefined }, 'every key of the ring is found by its id'],
  [
    'shows its keys',
    { current: (purpose) => plain(ring.current(purpose)) },
    'neither ring nor key shows key material in JSON',
  ],
])('a ring that %s is caught', async (_, breakage, name) => {
  expect(await brokenPromises(() => ({ ...ring, ...breakage }))).toContain(name)
})

test('a ring that hands out its own bytes is caught', async () => {
  const kept = new Map<string, Key>()
  const shared: KeyRing = {
    ...ring,
    async current(purpose) {
      const name = JSON.stringify(purpose)
      const key = kept.get(name) ?? (await ring.current(purpose))
      kept.set(name, key)
      return key
    },
  }
  expect(await brokenPromises(() => shared)).toContain('who changes the bytes he was given changes nothing else')
})
