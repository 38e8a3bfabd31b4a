import { inspect } from 'node:util'
import { keyRingContract, seededRandom } from '@waxseal/testing'
import { expect, test } from 'vitest'
import { memoryKeyRing, type RingSecret } from '../src/index.js'

const random = seededRandom(1)
const KEYS: RingSecret[] = ['k1', 'k2', 'k3'].map((id) => ({ id, secret: random(32) }))
const PURPOSE = { tenant: 'default', use: 'token' } as const

for (const { name, run } of keyRingContract(() => memoryKeyRing())) test(`contract, fresh: ${name}`, run)
for (const { name, run } of keyRingContract(() => memoryKeyRing({ keys: KEYS }))) test(`contract, given: ${name}`, run)

test('the derivation is HKDF-SHA256 over length-prefixed parts', async () => {
  const secret = Uint8Array.from({ length: 32 }, (_, index) => index)
  const parts = ['waxseal', 'v1', 'тенант', 'seal'].map((part) => Buffer.from(part))
  const info = Buffer.concat(parts.flatMap((part) => [Buffer.from([0, 0, 0, part.length]), part]))
  const key = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits'])
  const parameters = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info }
  const expected = await crypto.subtle.deriveBits(parameters, key, 256)
  const ring = memoryKeyRing({ keys: [{ id: 'k1', secret }] })
  const derived = await ring.current({ tenant: 'тенант', use: 'seal' })
  expect(Buffer.from(derived.bytes).toString('hex')).toBe(Buffer.from(expected).toString('hex'))
})

test('the last key is current, and the older ones stay readable', async () => {
  const ring = memoryKeyRing({ keys: KEYS })
  expect(await ring.ids()).toEqual(['k3', 'k2', 'k1'])
  expect((await ring.current(PURPOSE)).id).toBe('k3')
  const alone = memoryKeyRing({ keys: KEYS.slice(0, 1) })
  expect((await ring.find(PURPOSE, 'k1'))?.bytes).toEqual((await alone.current(PURPOSE)).bytes)
})

test('the ring keeps nothing of the secret that it was given', async () => {
  const secret = random(32)
  const ring = memoryKeyRing({ keys: [{ id: 'k1', secret }] })
  const before = (await ring.current(PURPOSE)).bytes
  secret.fill(0)
  expect((await ring.current(PURPOSE)).bytes).toEqual(before)
})

test('neither ring nor key shows a byte, however it is printed', async () => {
  const ring = memoryKeyRing({ keys: KEYS })
  const key = await ring.current(PURPOSE)
  const printed = [ring, key, { ...key }, [key], await ring.find(PURPOSE, 'k1')]
    .flatMap((value) => [inspect(value, { showHidden: true, depth: 9 }), JSON.stringify(value), String(value)])
    .join('\n')
  const secrets = [key.bytes, ...KEYS.map(({ secret }) => secret)]
  for (const bytes of secrets.map((secret) => Buffer.from(secret))) {
    const decimals = [...bytes.subarray(0, 6)].join(', ')
    for (const form of [bytes.toString('hex'), bytes.toString('base64'), bytes.toString('base64url'), decimals]) {
      expect(printed).not.toContain(form)
    }
  }
  expect(JSON.stringify(key)).toBe('{"id":"k3"}')
})

test.each([
  ['no key', []],
  ['two keys of one id', [KEYS[0], KEYS[0]]],
  ['a short secret', [{ id: 'k1', secret: new Uint8Array(31) }]],
  ['an empty id', [{ id: '', secret: new Uint8Array(32) }]],
  ['an id with a blank', [{ id: 'k 1', secret: new Uint8Array(32) }]],
])('%s is refused', (_, keys) => {
  expect(() => memoryKeyRing({ keys: keys as RingSecret[] })).toThrow(
    expect.objectContaining({ code: 'key-ring-corrupt' }),
  )
})
