import { inspect } from 'node:util'
import { type JournalEvent, stateAt } from '@waxseal/core'
import { memoryJournal, memoryKeyRing, memorySecretStore } from '@waxseal/journal'
import { checkSeal, makeSeal, type SealKey, templateHash } from '@waxseal/provenance'
import { fixedClock, seededRandom } from '@waxseal/testing'
import { calculateJwkThumbprint, createLocalJWKSet, jwtVerify } from 'jose'
import { expect, test } from 'vitest'
import { createSigningKeys } from '../../src/signing/create-signing-keys.js'
import { keyStandingAt } from '../../src/signing/published-key.js'
import { signingFold } from '../../src/signing/signing-record.js'

const START = Date.parse('2026-03-01T10:00:00Z')

function open(firstSeed = 1) {
  let seed = firstSeed
  const clock = fixedClock(START)
  const ports = { journal: memoryJournal(), keyRing: memoryKeyRing(), secrets: memorySecretStore() }
  const process = (more = {}) => createSigningKeys({ ...ports, clock, random: seededRandom(seed++), ...more })
  const events = async () => {
    const all: JournalEvent[] = []
    for await (const event of ports.journal.read()) all.push(event)
    return all
  }
  return { clock, ports, process, keys: process(), events }
}

const statement = {
  ...({ v: 1, iss: 'romashka.ru', tenant: 'default', id: 'wx_1', provider: 'unisender', account: '501' } as const),
  ...{ campaign: 'cmp_1', principal: 'p_1', iat: START / 1000 },
  template: templateHash({ from: 'news@romashka.ru', subject: 'Spring', text: 'Hello' }),
} as const

test('it serves as the key of the seal, and the seal verifies by the JWKS', async () => {
  const { process } = open()
  const keys = process({ typ: 'waxseal+jwt' })
  const key: SealKey = await keys.current()
  const jws = await makeSeal(statement, key)
  await keys.rotate()
  await keys.rotate()
  const jwks = await keys.jwks()
  expect(jwks.keys).toHaveLength(3)
  expect(await checkSeal(jws, jwks)).toEqual({ ok: true, statement })
  expect(key.kid).toBe(await calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x: String(key.publicJwk.x) }))
})

test('a JWT library takes the JWKS as it is, marks included', async () => {
  const { keys, clock } = open()
  const jwt = await (await keys.current()).sign({ sub: 'a', exp: START / 1000 + 60 })
  clock.advance(1000)
  await keys.replace({ reason: 'laptop stolen' })
  const jwks = createLocalJWKSet((await keys.jwks()) as unknown as Parameters<typeof createLocalJWKSet>[0])
  const { payload } = await jwtVerify(jwt, jwks, { currentDate: new Date(START), typ: 'JWT', algorithms: ['EdDSA'] })
  expect(payload.sub).toBe('a')
})

test('a staged key is published before it signs', async () => {
  const { keys, clock } = open()
  const first = await keys.current()
  const staged = await keys.stage({ by: 'maria' })
  expect(staged.ok && (await keys.jwks()).keys.map(({ kid }) => kid)).toEqual([first.kid, staged.ok && staged.kid])
  expect((await keys.current()).kid).toBe(first.kid)
  expect(await keys.stage()).toEqual({ ok: false, code: 'rotation-open' })
  clock.advance(1000)
  expect(await keys.rotate({ overlap: '1m' })).toEqual(staged)
  expect((await keys.current()).kid).toBe(staged.ok && staged.kid)
  expect((await keys.versions()).map(({ state, until }) => [state, until])).toEqual([
    ['previous', START + 61_000],
    ['current', undefined],
  ])
  expect((await keys.versions())[1]?.data).toMatchObject({ by: 'maria', jwk: { kty: 'OKP', use: 'sig' } })
})

test('an abandoned key disappears, text and all', async () => {
  const { keys, ports } = open()
  await keys.ready()
  expect(await keys.abort()).toEqual({ ok: false, code: 'nothing-staged' })
  await keys.stage()
  expect(await ports.secrets.names('default')).toHaveLength(2)
  expect(await keys.abort({ reason: 'not needed' })).toMatchObject({ ok: true })
  expect((await keys.jwks()).keys).toHaveLength(1)
  expect(await ports.secrets.names('default')).toHaveLength(1)
})

test('the marks tell when each key signed, to the second', async () => {
  const { keys, clock } = open()
  await keys.ready()
  clock.advance(100_500)
  await keys.rotate({ overlap: '1m' })
  const at = START / 1000
  const [first, second] = (await keys.jwks()).keys
  expect([first?.iat, first?.nbf, first?.exp]).toEqual([at, at, at + 161])
  expect([second?.iat, second?.nbf, second?.exp, second?.revoked]).toEqual([at + 100, at + 100, undefined, undefined])
  const during = async (ms: number) => (await keys.jwks({ at: START + ms })).keys.map(({ kid }) => kid)
  expect(await during(99_999)).toEqual([first?.kid])
  expect(await during(160_999)).toEqual([first?.kid, second?.kid])
  expect(await during(161_000)).toEqual([second?.kid])
  expect(await during(-1)).toEqual([])
})

test('after a compromise nothing that the old keys signed since is to be believed', async () => {
  const { keys, clock, ports } = open()
  const old = await keys.current()
  clock.advance(60_000)
  await keys.rotate()
  await keys.stage()
  clock.advance(60_000)
  expect(await keys.replace({ reason: 'backup found', by: 'anna', since: START + 30_000 })).toMatchObject({ ok: true })
  const { keys: published } = await keys.jwks()
  expect(published.map((jwk) => keyStandingAt(jwk, START + 29_000))).toEqual(['signing', 'early', 'early'])
  expect(published.map((jwk) => keyStandingAt(jwk, START + 90_000))).toEqual(['compromised', 'compromised', 'early'])
  expect(published.map((jwk) => keyStandingAt(jwk, START + 120_000))).toEqual(['compromised', 'compromised', 'signing'])
  expect(published.find(({ kid }) => kid === old.kid)?.revoked).toEqual({
    ...{ revoked_at: START / 1000 + 30, reason: 'compromised' },
  })
  // Only the new private key is left in the store.
  expect(await ports.secrets.names('default')).toEqual([`signing/seal/${(await keys.current()).kid}`])
  await expect(keys.replace({ reason: 'x', since: START * 2 })).rejects.toMatchObject({ code: 'keys-options-invalid' })
  await expect(keys.replace({} as { reason: string })).rejects.toMatchObject({ code: 'keys-options-invalid' })
})

test('a compromise reaches keys that were retired meanwhile, and those that are named', async () => {
  const { keys, clock } = open()
  const kids: string[] = []
  for (let count = 0; count < 3; count++) {
    kids.push((await keys.current()).kid)
    await keys.rotate({ overlap: '1s' })
    clock.advance(10_000)
    await keys.sweep()
  }
  const revoked = async () => (await keys.jwks()).keys.filter((jwk) => jwk.revoked !== undefined).map(({ kid }) => kid)
  // The second was retired 19 s ago by its `until`, the third 9 s ago.
  await keys.replace({ reason: 'stolen', since: clock() - 9_000 })
  expect(await revoked()).toEqual([kids[2], expect.any(String)])
  await keys.replace({ reason: 'stolen', kids: [kids[0] ?? '', ''] })
  expect(await revoked()).toHaveLength(4)
  expect(await revoked()).toContain(kids[0])
  for (const bad of ['k', [1], ['a@b'], [undefined]])
    await expect(keys.replace({ reason: 'stolen', kids: bad as string[] })).rejects.toMatchObject({
      code: 'keys-options-invalid',
    })
})

test('a revocation without an instant, or a key that never signed, is never believed', () => {
  expect(keyStandingAt({ nbf: 0, revoked: {} }, 1)).toBe('compromised')
  expect(keyStandingAt({ nbf: 0, revoked: { revoked_at: 'x' } }, 1)).toBe('compromised')
  expect(keyStandingAt({ iat: 0 }, 1)).toBe('early')
  expect(keyStandingAt({ nbf: 10, exp: 20 }, 9_500)).toBe('early')
  expect(keyStandingAt({ nbf: 10, exp: 20 }, 9_500, 500)).toBe('signing')
  expect(keyStandingAt({ nbf: 10, exp: 20 }, 20_499, 500)).toBe('signing')
  expect(keyStandingAt({ nbf: 10, exp: 20 }, 20_500, 500)).toBe('late')
})

test('sweep retires to the millisecond, destroys what is of no use, and clears up after a crash', async () => {
  const { keys, clock, ports } = open()
  await keys.ready()
  await keys.rotate({ overlap: '1m' })
  clock.advance(59_999)
  expect(await keys.sweep()).toEqual({ retired: 0, destroyed: 0 })
  clock.advance(1)
  expect(await keys.sweep()).toEqual({ retired: 1, destroyed: 1 })
  expect(await ports.secrets.names('default')).toHaveLength(1)
  expect((await keys.jwks()).keys).toHaveLength(2)
  // A text that was put and never noted.
  const torn = { ...ports.journal, append: () => Promise.reject(new Error('killed')) }
  const crashed = createSigningKeys({ ...ports, journal: torn, clock })
  await expect(crashed.rotate()).rejects.toThrow('killed')
  expect(await ports.secrets.names('default')).toHaveLength(2)
  expect(await keys.sweep()).toEqual({ retired: 0, destroyed: 0 })
  clock.advance(86_400_001)
  expect(await keys.sweep()).toEqual({ retired: 0, destroyed: 1 })
})

test('two processes follow each other, and both start at once with one key', async () => {
  const { process, keys } = open()
  const other = process()
  const [one, two] = await Promise.all([keys.current(), other.current()])
  expect(one.kid).toBe(two.kid)
  await keys.rotate()
  await keys.sweep()
  expect((await other.current()).kid).toBe((await keys.current()).kid)
  expect((await other.current()).kid).not.toBe(one.kid)
})

test('a private key destroyed under a slow process makes it look again', async () => {
  const { ports, keys, clock } = open()
  await keys.ready()
  // A process that hears nothing until it asks.
  let deaf = true
  const slow = createSigningKeys({
    ...ports,
    clock,
    journal: {
      ...ports.journal,
      subscribe: (from, listener) =>
        ports.journal.subscribe(from, (event) => void (deaf ? held.push(event) : listener(event))),
      catchUp: async () => {
        deaf = false
        return ports.journal.catchUp()
      },
    },
  })
  const held: JournalEvent[] = []
  await slow.jwks()
  await keys.replace({ reason: 'leaked' })
  expect((await slow.current()).kid).toBe((await keys.current()).kid)
})

test('the ring rotates underneath: resealed keys open without the old key', async () => {
  const first = { id: 'k1', secret: new Uint8Array(32).fill(1) }
  const second = { id: 'k2', secret: new Uint8Array(32).fill(2) }
  const ports = { journal: memoryJournal(), secrets: memorySecretStore() }
  const before = createSigningKeys({ ...ports, keyRing: memoryKeyRing({ keys: [first] }) })
  const { kid } = await before.current()
  await before.stage()
  const both = createSigningKeys({ ...ports, keyRing: memoryKeyRing({ keys: [first, second] }) })
  expect(await both.reseal()).toBe(2)
  expect(await both.reseal()).toBe(0)
  const after = createSigningKeys({ ...ports, keyRing: memoryKeyRing({ keys: [second] }) })
  expect((await after.current()).kid).toBe(kid)
})

test('closed, it signs nothing', async () => {
  const { keys } = open()
  await keys.ready()
  keys.close()
  await expect(keys.current()).rejects.toMatchObject({ code: 'keys-closed' })
  await expect(keys.rotate()).rejects.toMatchObject({ code: 'keys-closed' })
})

test('the record can be asked which keys were there at an instant', async () => {
  const { keys, clock, ports } = open()
  await keys.ready()
  clock.advance(1000)
  await keys.rotate()
  const then = await stateAt(ports.journal, signingFold('seal'), { tenant: 'default', at: START })
  expect(then.rotation.versions).toHaveLength(1)
})

test('no private key in journal, objects or errors', async () => {
  const { keys, ports, events } = open(7)
  const key = await keys.current()
  await keys.stage()
  const seeds = [1, 2].map((round) => {
    const random = seededRandom(7)
    let seed = new Uint8Array()
    for (let index = 0; index < round; index++) seed = new Uint8Array(random(32))
    return Buffer.from(seed).toString('base64url')
  })
  const shown = [
    JSON.stringify(await events()),
    inspect([keys, key], { depth: 9, showHidden: true, getters: true }),
    JSON.stringify([key, await keys.jwks(), await keys.versions()]),
  ].join()
  for (const seed of seeds) expect(shown).not.toContain(seed)
  expect(shown).not.toContain('"d"')
  const [name = ''] = await ports.secrets.names('default')
  const text = (await ports.secrets.get({ tenant: 'default', name })) ?? ''
  await ports.secrets.put({ tenant: 'default', name }, `${text.slice(0, -3)}AAA`)
  const [nextName = ''] = (await ports.secrets.names('default')).filter((one) => one !== name)
  await ports.secrets.put({ tenant: 'default', name: nextName }, text)
  const fresh = createSigningKeys(ports)
  await expect(fresh.current()).rejects.toMatchObject({ code: 'secret-corrupt' })
})

test.each([
  { name: 'a/b' },
  { name: '' },
  { tenant: 'a@b' },
  { overlap: '1x' },
  { maxAge: 5 },
  { typo: 1 },
  { secrets: undefined },
])('bad option %j', (more) => {
  const { ports } = open()
  expect(() => createSigningKeys({ ...ports, ...(more as object) })).toThrow(
    expect.objectContaining({ code: 'keys-options-invalid' }),
  )
})
