import { memoryKeyRing, memorySecretStore } from '@waxseal/journal'
import { fixedClock } from '@waxseal/testing'
import { expect, test } from 'vitest'
import { SealedSecrets } from '../../src/sealed/sealed-secrets.js'

const keys = [
  { id: 'k1', secret: new Uint8Array(32).fill(1) },
  { id: 'k2', secret: new Uint8Array(32).fill(2) },
]

function open(ringKeys = keys.slice(0, 1)) {
  const secrets = memorySecretStore()
  const clock = fixedClock(1_000_000)
  const make = (ring = ringKeys) =>
    new SealedSecrets({
      ...{ secrets, clock, tenant: 'default', prefix: 'credential/unisender/' },
      keyRing: memoryKeyRing({ keys: ring }),
    })
  return { secrets, clock, texts: make(), make }
}

test('texts are put under their prefix and found there only', async () => {
  const { secrets, texts } = open()
  await texts.put('v_1', 'one')
  await secrets.put({ tenant: 'default', name: 'credential/unisender2/v_9' }, 'x')
  await secrets.put({ tenant: 'other', name: 'credential/unisender/v_8' }, 'x')
  expect(await texts.ids()).toEqual(['v_1'])
  expect((await texts.open('v_1')).text).toBe('one')
  await texts.destroy('v_1')
  expect(await texts.find('v_1')).toBeUndefined()
  await expect(texts.open('v_1')).rejects.toMatchObject({
    code: 'secret-missing',
    details: { name: 'credential/unisender/v_1' },
  })
})

test('resealing brings everything under the current key of the ring, once', async () => {
  const { texts, make } = open()
  await texts.put('v_1', 'one')
  const after = make(keys)
  await after.put('v_2', 'two')
  expect(await after.reseal(['v_1', 'v_2', 'v_gone'])).toBe(1)
  expect(await after.reseal(['v_1', 'v_2'])).toBe(0)
  const later = make(keys.slice(1))
  expect((await later.open('v_1')).text).toBe('one')
})

test('what the record does not know of is left behind after a day, unless it cannot be read', async () => {
  const { secrets, clock, texts } = open()
  await texts.put('v_1', 'one')
  await secrets.put({ tenant: 'default', name: 'credential/unisender/v_2' }, 'damaged')
  clock.advance(86_400_000)
  expect(await texts.isLeftBehind('v_1')).toBe(false)
  clock.advance(1)
  expect([await texts.isLeftBehind('v_1'), await texts.isLeftBehind('v_2')]).toEqual([true, false])
})
