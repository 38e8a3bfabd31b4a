import { expect, test } from 'vitest'
import { networkHasher } from '../src/index.js'

const key = { id: 'k1', bytes: new Uint8Array(32).fill(7) }

test('addresses of one network have one hash, whatever their spelling', async () => {
  const hashOf = await networkHasher(key)
  const office = await hashOf('203.0.113.7')
  expect(office).toMatch(/^n_[\w-]{12}$/)
  for (const ip of ['203.0.113.0', '203.0.113.255', '::ffff:203.0.113.9']) expect(await hashOf(ip)).toBe(office)
  const home = await hashOf('2001:db8:1::1')
  expect(await hashOf('2001:db8:1:ffff::2')).toBe(home)
})

test('neighbours, other versions and other keys have others', async () => {
  const hashOf = await networkHasher(key)
  const ips = ['203.0.113.7', '203.0.112.7', '0.0.0.1', '2001:db8:1::', '2001:db8:2::', '::1']
  const hashes = await Promise.all(ips.map(hashOf))
  expect(new Set(hashes).size).toBe(ips.length)
  const other = await networkHasher({ id: 'k2', bytes: new Uint8Array(32).fill(8) })
  expect(await other('203.0.113.7')).not.toBe(hashes[0])
})

test('what is no address has no network', async () => {
  const hashOf = await networkHasher(key)
  for (const text of ['', '203.0.113', '203.0.113.7:80', '010.0.0.1', 'office']) {
    expect(await hashOf(text)).toBeUndefined()
  }
})
