import { inspect } from 'node:util'
import type { KeySpec } from '@waxseal/keys'
import { createKeys } from '@waxseal/keys'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAY, eventsOf, NOW, open } from './support.js'

const spec: KeySpec = { owner: 'crm-backend', scopes: ['campaigns.*'], by: 'maria' }

test('a key is shown once, to whoever names it', async () => {
  const { keys } = open()
  const issued = await keys.issue(spec)
  const { key, id } = issued
  expect(key).toMatch(/^wxs_live_[a-z2-7]{16}_[a-z2-7]{39}$/)
  expect(issued.key).toBe(key)
  expect(keys.verify(key)).toMatchObject({ ok: true, id })
  const shown = [
    inspect(issued),
    inspect(issued, { showHidden: true, getters: true, depth: 9 }),
    inspect([{ issued }], { showHidden: true, getters: true, depth: 9 }),
    inspect(keys, { showHidden: true, getters: true, depth: 9 }),
    JSON.stringify(issued),
    JSON.stringify({ ...issued }),
    JSON.stringify(structuredClone({ ...issued })),
    String(issued),
    JSON.stringify(keys.list()),
    JSON.stringify(keys.verify(key)),
  ]
  for (const text of shown) expect(text).not.toContain(key.slice(-39, -7))
  expect(JSON.parse(JSON.stringify(issued))).toEqual({ id, series: id })
  expect(Object.isFrozen(issued)).toBe(true)
})

test('the record holds the story and a hash, never a secret', async () => {
  const { keys, journal } = open()
  const { key, id } = await keys.issue({
    ...spec,
    lists: ['501'],
    ips: ['10.0.0.0/8'],
    purpose: 'nightly letters',
    expiresIn: '90d',
  })
  const events = await eventsOf(journal)
  expect(events.map(({ type, stream }) => [type, stream])).toEqual(
    ['key.issued', 'rotation.begun', 'rotation.tested', 'rotation.switched'].map((type) => [type, `key/${id}`]),
  )
  expect(events[0]?.data).toEqual({
    owner: 'crm-backend',
    purpose: 'nightly letters',
    scopes: ['campaigns.*'],
    lists: ['501'],
    ips: ['10.0.0.0/8'],
    lifetime: 90 * DAY,
    prefix: 'wxs',
    environment: 'live',
    by: 'maria',
  })
  expect(events[1]?.data).toEqual({
    version: id,
    hash: expect.stringMatching(/^[\w-]{43}$/),
    pepper: 'k1',
    expiresAt: NOW + 90 * DAY,
    seenBy: ['maria'],
  })
  expect(JSON.stringify(events)).not.toContain(key.slice(-39, -7))
})

test('two tenants hash the same secret differently', async () => {
  const random = (length: number) => new Uint8Array(length).fill(7)
  const hashes = await Promise.all(
    ['north', 'south'].map(async (tenant) => {
      const { keys, journal } = open({ tenant, random })
      await keys.issue(spec)
      return (await eventsOf(journal))[1]?.data.hash
    }),
  )
  expect(hashes[0]).not.toBe(hashes[1])
})

test('everything that was asked for comes back from `verify`, `get` and `list`', async () => {
  const { keys } = open()
  const { key, id, series, expiresAt } = await keys.issue({
    ...spec,
    lists: ['501', '502', '501'],
    purpose: 'nightly letters',
    expiresAt: NOW + DAY,
  })
  expect({ series, expiresAt }).toEqual({ series: id, expiresAt: NOW + DAY })
  const common = {
    id,
    series,
    owner: 'crm-backend',
    purpose: 'nightly letters',
    scopes: ['campaigns.*'],
    lists: ['501', '502'],
  }
  const standing = { state: 'current', issuedAt: NOW, expiresAt: NOW + DAY }
  expect(keys.verify(key)).toEqual({ ok: true, ...common, ...standing })
  expect(keys.get(id)).toEqual({ ...common, ...standing, environment: 'live', uses: 0 })
  expect(keys.list()).toEqual([keys.get(id)])
  expect(keys.credential(id)).toEqual(standing)
  expect([keys.get('nobody'), keys.credential('a'.repeat(16))]).toEqual([undefined, undefined])
})

test('what is given back cannot change what is enforced', async () => {
  const { keys } = open()
  const scopes = ['contacts.view']
  const { key, id } = await keys.issue({ owner: 'crm', scopes })
  scopes.push('*')
  const answer = keys.verify(key)
  for (const holder of [answer, keys.get(id)]) {
    expect(() => (holder as unknown as { scopes: string[] }).scopes.push('*')).toThrow(TypeError)
    expect(() => Object.assign(holder as object, { owner: 'x' })).toThrow(TypeError)
  }
  expect(keys.verify(key, { scope: 'contacts.export' })).toEqual({ ok: false, code: 'scope' })
})

test('by owner and by series', async () => {
  const { keys } = open()
  const one = await keys.issue(spec)
  await keys.issue({ ...spec, owner: 'shop' })
  const next = await keys.rotate(one.id)
  expect(keys.list({ owner: 'crm-backend' }).map(({ id }) => id)).toEqual([one.id, next.id])
  expect(keys.list({ series: one.series })).toHaveLength(2)
  expect(keys.list({ owner: 'nobody' })).toEqual([])
})

describe('a spec that makes no sense is refused, and its values are not repeated', () => {
  const secret = 'wxs_live_aaaaaaaaaaaaaaaa_abcdefghijklmnopqrstuvwxyz234567aaaaaaa'
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'crm'],
    ['an array', []],
    ['no owner', { scopes: ['*'] }],
    ['an empty owner', { ...spec, owner: '' }],
    ['an owner of a thousand characters', { ...spec, owner: 'x'.repeat(1000) }],
    ['an address as owner', { ...spec, owner: 'maria@example.com' }],
    ['a control character in the owner', { ...spec, owner: 'crm\n' }],
    ['a key as purpose', { ...spec, purpose: `was ${secret}` }],
    ['a number as purpose', { ...spec, purpose: 7 }],
    ['no scopes', { owner: 'crm' }],
    ['an empty array of scopes', { ...spec, scopes: [] }],
    ['a scope that is no action', { ...spec, scopes: ['contacts view'] }],
    ['a family in the middle', { ...spec, scopes: ['contacts.*.view'] }],
    ['a scope with a dot too many', { ...spec, scopes: ['contacts..view'] }],
    ['a thousand and one scopes', { ...spec, scopes: Array.from({ length: 1001 }, (_, index) => `a.b${index}`) }],
    ['scopes as a text', { ...spec, scopes: 'contacts.view' }],
    ['an empty array of lists', { ...spec, lists: [] }],
    ['a number as list', { ...spec, lists: [501] }],
    ['a network with host bits', { ...spec, ips: ['10.0.0.5/8'] }],
    ['no network', { ...spec, ips: ['localhost'] }],
    ['a number of days', { ...spec, expiresIn: 90 }],
    ['half a day', { ...spec, expiresIn: '0.5d' }],
    ['yesterday', { ...spec, expiresAt: NOW - DAY }],
    ['now', { ...spec, expiresAt: NOW }],
    ['a date', { ...spec, expiresAt: new Date(NOW + DAY) }],
    ['an infinite time', { ...spec, expiresAt: Number.POSITIVE_INFINITY }],
    ['a misspelt member', { ...spec, expiresin: '90d' }],
    ['a member that is a key', { ...spec, [secret]: 1 }],
    [
      'a getter that changes its mind',
      {
        ...spec,
        get scopes() {
          return Math.random() > 2 ? ['*'] : 7
        },
      },
    ],
  ])('%s', async (_, wrong) => {
    const { keys, journal } = open()
    const error = await keys.issue(wrong as KeySpec).catch((caught) => caught)
    expect(error).toMatchObject({ name: 'WaxsealError', code: 'key-spec-invalid' })
    for (const text of [error.message, error.stack, JSON.stringify(error), inspect(error)]) {
      for (const value of ['example.com', secret, 'localhost', '10.0.0.5', 'x'.repeat(99)])
        expect(text).not.toContain(value)
    }
    expect(journal.head().size).toBe(0)
  })

  test('whatever is handed in, it is refused or becomes a key', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.object({ key: fc.constantFrom('owner', 'scopes', 'lists', 'ips', 'by', 'x') }),
        async (wrong) => {
          const { keys } = open()
          const done = await keys.issue(wrong as unknown as KeySpec).catch(({ code }) => code)
          if (done !== 'key-spec-invalid') expect(keys.verify(done.key, { ip: '10.0.0.1' })).toBeDefined()
        },
      ),
    )
  })
})

describe('options', () => {
  const { journal, keyRing } = open()
  test.each<[string, object | undefined]>([
    ['nothing', undefined],
    ['no journal', { keyRing }],
    ['no key ring', { journal }],
    ['a journal without methods', { journal: {}, keyRing }],
    ['a prefix with an underscore', { journal, keyRing, prefix: 'a_b' }],
    ['a prefix in capitals', { journal, keyRing, prefix: 'ACME' }],
    ['a prefix that is too long', { journal, keyRing, prefix: 'a'.repeat(17) }],
    ['an empty environment', { journal, keyRing, environment: '' }],
    ['a number of milliseconds', { journal, keyRing, maxAge: 5000 }],
    ['a clock that is a number', { journal, keyRing, clock: 5 }],
    ['a snapshot store without methods', { journal, keyRing, snapshots: {} }],
    ['a misspelt option', { journal, keyRing, maxage: '5s' }],
  ])('%s', (_, options) => {
    expect(() => createKeys(options as Parameters<typeof createKeys>[0])).toThrow(
      expect.objectContaining({ code: 'keys-options-invalid' }),
    )
  })

  test('prefix and environment of one’s own', async () => {
    const { keys } = open({ prefix: 'acme', environment: 'eu1' })
    const { key } = await keys.issue(spec)
    expect(key).toMatch(/^acme_eu1_/)
    expect(keys.verify(key).ok).toBe(true)
  })

  test.each([0, 19, 21])('a random source that gives %i bytes for a secret', async (length) => {
    const { keys, journal } = open({ random: (wanted) => new Uint8Array(wanted === 20 ? length : wanted) })
    await expect(keys.issue(spec)).rejects.toMatchObject({ code: 'keys-options-invalid' })
    expect(journal.head().size).toBe(0)
  })

  test('a random source that repeats itself makes no second key', async () => {
    const { keys, journal } = open({ random: (length) => new Uint8Array(length).fill(7) })
    const { key, id } = await keys.issue(spec)
    await expect(keys.issue(spec)).rejects.toMatchObject({ code: 'version-known' })
    await expect(keys.rotate(id)).rejects.toMatchObject({ code: 'version-known' })
    expect(journal.head().size).toBe(4)
    expect(keys.verify(key).ok).toBe(true)
  })
})
