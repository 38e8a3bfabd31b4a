import { inspect } from 'node:util'
import { memoryKeyRing } from '@waxseal/journal'
import { expect, test } from 'vitest'
import { createCredential } from '../../src/credential/create-credential.js'
import { until, work, world } from './support.js'

const lent = (credential: { use<T>(work: (secret: string) => Promise<T>): Promise<T> }) =>
  credential.use(async (secret) => secret)

test('the first secret is tested, then lent; the text is sealed and not on the record', async () => {
  const { credential, events, types, ports } = world()
  await expect(lent(credential)).rejects.toMatchObject({ code: 'credential-missing' })
  expect(await credential.adopt('PLANTED-1', { by: 'maria', seenBy: ['maria'] })).toMatchObject({ ok: true })
  expect(await lent(credential)).toBe('PLANTED-1')
  expect(await types()).toEqual(['begun', 'tested', 'switched'])
  expect((await events())[0]).toMatchObject({
    stream: 'credential/unisender',
    data: { by: 'maria', seenBy: ['maria'], version: expect.stringMatching(/^v_/) },
  })
  expect(JSON.stringify(await events())).not.toContain('PLANTED')
  const [name = ''] = await ports.secrets.names('default')
  expect(name).toMatch(/^credential\/unisender\/v_/)
  expect(await ports.secrets.get({ tenant: 'default', name })).toMatch(/^ey[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/)
})

test('adopting at every start is harmless, and does not take the place of another secret', async () => {
  const { credential, process, types } = world()
  await credential.adopt('PLANTED-1')
  expect(await process().adopt('PLANTED-1')).toMatchObject({ ok: true })
  expect(await process().adopt('PLANTED-2')).toEqual({ ok: false, code: 'already-adopted' })
  expect(await types()).toHaveLength(3)
})

test('a secret that the provider refuses, or cannot be asked about, is not adopted', async () => {
  const { credential, provider, texts } = world()
  expect(await credential.adopt('PLANTED-9')).toEqual({ ok: false, code: 'test-failed' })
  expect(await texts()).toBe(0)
  provider.reachable = false
  expect(await credential.adopt('PLANTED-1')).toEqual({ ok: false, code: 'test-unavailable' })
  provider.reachable = true
  expect(await credential.adopt('PLANTED-1')).toMatchObject({ ok: true })
  expect(await texts()).toBe(1)
})

test('a test that says neither yes nor no has said nothing', async () => {
  const { process } = world({ test: async () => undefined as never })
  expect(await process().adopt('PLANTED-1')).toEqual({ ok: false, code: 'test-unavailable' })
})

test('swapped under running work: leases end with what they began, new ones get the new secret', async () => {
  const { credential, time, texts, types } = world()
  await credential.adopt('PLANTED-1')
  const long = work()
  const running = credential.use(long.run)
  await long.started
  await credential.begin('PLANTED-2')
  expect(await lent(credential)).toBe('PLANTED-1')
  await credential.check()
  await credential.switch()
  expect(await lent(credential)).toBe('PLANTED-2')
  expect(await credential.idle()).toMatchObject([{ idle: false, running: 1, holders: 0 }])
  time.advance(600_000)
  expect(await credential.retire()).toEqual({ ok: false, code: 'not-idle' })
  long.end()
  expect(await running).toBe('PLANTED-1')
  await until(async () => (await types()).includes('released'))
  // Quiet for 60 s from the last lease on, to the millisecond.
  time.advance(59_999)
  expect(await credential.retire()).toEqual({ ok: false, code: 'not-idle' })
  time.advance(1)
  expect(await credential.idle()).toMatchObject([{ idle: true, running: 0 }])
  const retired = await credential.retire()
  expect(retired).toMatchObject({ ok: true, retired: [expect.stringMatching(/^v_/)] })
  // Whoever knows it could still use it: the text is there to prove that he cannot.
  expect(await texts()).toBe(2)
  expect((await types()).slice(3)).toEqual([...['begun', 'tested', 'switched', 'held', 'released', 'retired']])
  const { versions } = await credential.status()
  expect(versions.map(({ state, proved, destroyed, reason }) => [state, proved, destroyed, reason])).toEqual([
    ['retired', false, false, 'idle'],
    ['current', false, false, undefined],
  ])
  expect(await credential.retire()).toEqual({ ok: true, retired: [] })
})

test('rotate does every step, and waits for the old one to be idle', async () => {
  const { credential, time, types } = world()
  await credential.adopt('PLANTED-1')
  const long = work()
  void credential.use(long.run)
  await long.started
  const rotating = credential.rotate('PLANTED-2', { by: 'maria', reason: 'yearly' })
  await until(() => time.sleeping() > 0)
  time.advance(3_600_000)
  await until(() => time.sleeping() > 0)
  expect(await types()).not.toContain('retired')
  long.end()
  await until(async () => (await types()).includes('released') && time.sleeping() > 0)
  expect(await types()).not.toContain('retired')
  time.advance(60_000)
  expect(await rotating).toMatchObject({ ok: true, retired: [expect.any(String)] })
  expect(time.sleeping()).toBe(0)
})

test('rotate gives up waiting with its signal, and goes on when it is called again', async () => {
  const { credential, time } = world()
  await credential.adopt('PLANTED-1')
  const controller = new AbortController()
  const waiting = credential.rotate('PLANTED-2', { signal: controller.signal })
  await until(() => time.sleeping() > 0)
  controller.abort()
  expect(await waiting).toEqual({ ok: false, code: 'not-idle' })
  expect(await lent(credential)).toBe('PLANTED-2')
  const again = credential.rotate('PLANTED-2')
  await until(() => time.sleeping() > 0)
  time.advance(60_000)
  expect(await again).toMatchObject({ ok: true, retired: [expect.any(String)] })
})

test('one new secret at a time; the current one is none', async () => {
  const { credential } = world()
  await credential.adopt('PLANTED-1')
  expect(await credential.begin('PLANTED-1')).toEqual({ ok: false, code: 'same-secret' })
  expect(await credential.check()).toEqual({ ok: false, code: 'nothing-open' })
  expect(await credential.switch()).toEqual({ ok: false, code: 'nothing-open' })
  expect(await credential.abort()).toEqual({ ok: false, code: 'nothing-open' })
  await credential.begin('PLANTED-2')
  expect(await credential.begin('PLANTED-3')).toEqual({ ok: false, code: 'rotation-open' })
  expect(await credential.rotate('PLANTED-3')).toEqual({ ok: false, code: 'rotation-open' })
  expect(await credential.switch()).toEqual({ ok: false, code: 'version-pending' })
})

test('an abandoned secret is kept until the provider refuses it', async () => {
  const { credential, accepted, texts } = world()
  await credential.adopt('PLANTED-1')
  await credential.begin('PLANTED-2')
  expect(await texts()).toBe(2)
  expect(await credential.abort({ reason: 'wrong account', by: 'anna' })).toMatchObject({ ok: true })
  expect((await credential.status()).versions[1]).toMatchObject({ state: 'retired', reason: 'wrong account' })
  expect(await credential.prove()).toEqual({ ok: false, code: 'old-still-accepted' })
  expect(await texts()).toBe(2)
  accepted.delete('PLANTED-2')
  expect(await credential.prove()).toMatchObject({ ok: true, retired: [expect.any(String)] })
  expect(await texts()).toBe(1)
  expect((await credential.status()).versions[1]).toMatchObject({ proved: true, destroyed: true })
})

test('the emergency leaves one secret, at once, and does nothing when the new one does not work', async () => {
  const { credential, accepted, texts } = world()
  await credential.adopt('PLANTED-1')
  await credential.begin('PLANTED-2')
  const long = work()
  const running = credential.use(long.run)
  await long.started
  expect(await credential.replace('PLANTED-9', { reason: 'leaked' })).toEqual({ ok: false, code: 'test-failed' })
  expect(await lent(credential)).toBe('PLANTED-1')
  expect(await credential.replace('PLANTED-3', { reason: 'leaked' })).toMatchObject({ ok: true })
  expect(await lent(credential)).toBe('PLANTED-3')
  expect((await credential.status()).versions.map(({ state }) => state)).toEqual(['retired', 'retired', 'current'])
  expect(await texts()).toBe(3)
  accepted.delete('PLANTED-1')
  expect(await credential.prove()).toEqual({ ok: false, code: 'old-still-accepted' })
  accepted.delete('PLANTED-2')
  expect(await credential.prove()).toMatchObject({ ok: true })
  expect(await texts()).toBe(1)
  long.end()
  expect(await running).toBe('PLANTED-1')
  expect(await credential.replace('PLANTED-3', { reason: 'leaked' })).toMatchObject({ ok: true })
})

test('prove: an old secret that the provider refuses is dead at once, one that it takes is not', async () => {
  const { credential, accepted, provider } = world()
  await credential.adopt('PLANTED-1')
  await credential.begin('PLANTED-2')
  await credential.check()
  await credential.switch()
  expect(await credential.prove()).toEqual({ ok: false, code: 'old-still-accepted' })
  provider.reachable = false
  expect(await credential.prove()).toEqual({ ok: false, code: 'test-unavailable' })
  provider.reachable = true
  accepted.delete('PLANTED-1')
  expect(await credential.prove()).toMatchObject({ ok: true, retired: [expect.any(String)] })
  expect(await credential.prove()).toEqual({ ok: true, retired: [] })
})

test('an old secret whose text is gone is not proved dead, nor is one with the text of the current one', async () => {
  const { credential, ports, accepted, texts } = world()
  const first = await credential.adopt('PLANTED-1')
  await credential.begin('PLANTED-2')
  await credential.abort()
  await credential.begin('PLANTED-2')
  await credential.check()
  await credential.switch()
  accepted.delete('PLANTED-1')
  const name = `credential/unisender/${first.ok ? first.version : ''}`
  const sealed = (await ports.secrets.get({ tenant: 'default', name })) ?? ''
  await ports.secrets.delete({ tenant: 'default', name })
  expect(await credential.prove()).toEqual({ ok: false, code: 'same-secret' })
  await credential.replace('PLANTED-3', { reason: 'leaked' })
  accepted.delete('PLANTED-2')
  expect(await credential.prove()).toEqual({ ok: false, code: 'text-missing' })
  expect((await credential.status()).versions.map(({ proved }) => proved)).toEqual([false, true, true, false])
  await ports.secrets.put({ tenant: 'default', name }, sealed)
  expect(await credential.prove()).toMatchObject({ ok: true })
  expect(await texts()).toBe(1)
})

test('the host can say that nobody will ever prove it', async () => {
  const { credential, time, texts } = world()
  await credential.adopt('PLANTED-1')
  await credential.replace('PLANTED-2', { reason: 'leaked' })
  time.advance(60_000)
  expect(await credential.retire()).toEqual({ ok: true, retired: [] })
  expect(await texts()).toBe(2)
  expect(await credential.retire({ unproved: true })).toEqual({ ok: true, retired: [] })
  expect(await texts()).toBe(1)
  expect((await credential.status()).versions[0]).toMatchObject({ proved: false, destroyed: true })
  expect(await credential.prove()).toEqual({ ok: false, code: 'text-missing' })
})

test('whoever brings a secret knows it', async () => {
  const { credential, events } = world()
  await credential.adopt('PLANTED-1', { by: 'maria' })
  await credential.begin('PLANTED-2', { by: 'boris', seenBy: ['anna', 'boris'] })
  await credential.replace('PLANTED-3', { by: 'vera', reason: 'leaked' })
  const begun = (await events()).filter(({ type }) => type === 'rotation.begun')
  expect(begun.map(({ data }) => data.seenBy)).toEqual([['maria'], ['boris', 'anna'], ['vera']])
})

test('the end: nothing is lent, and nothing is left once the provider refuses it', async () => {
  const { credential, accepted, texts } = world()
  await credential.adopt('PLANTED-1')
  await credential.end({ reason: 'contract over' })
  await expect(lent(credential)).rejects.toMatchObject({ code: 'credential-ended' })
  expect((await credential.status()).endedAt).toEqual(expect.any(Number))
  expect(await credential.prove()).toEqual({ ok: false, code: 'old-still-accepted' })
  accepted.delete('PLANTED-1')
  expect(await credential.prove()).toMatchObject({ ok: true })
  expect(await texts()).toBe(0)
  accepted.add('PLANTED-1')
  expect(await credential.adopt('PLANTED-1')).toEqual({ ok: false, code: 'rotation-ended' })
})

test('a refusal by the provider is noted once, and tells whether there is another secret', async () => {
  const { credential, types, process } = world()
  await credential.adopt('PLANTED-1')
  const other = process()
  const ask = () => credential.use(async (_, refused) => refused())
  expect(await Promise.all([ask(), ask(), other.use(async (_, refused) => refused())])).toEqual([false, false, false])
  expect((await types()).filter((type) => type === 'refused')).toHaveLength(1)
  expect((await credential.status()).versions[0]).toMatchObject({ state: 'current', refusedAt: expect.any(Number) })
  const answer = await credential.use(async (_, refused) => {
    await other.begin('PLANTED-2')
    await other.check()
    await other.switch()
    return refused()
  })
  expect(answer).toBe(true)
})

test('a refused lease does not use the secret any more', async () => {
  const { credential, time } = world()
  await credential.adopt('PLANTED-1')
  const long = work()
  const running = credential.use(async (secret, refused) => {
    await refused()
    return long.run(secret)
  })
  await long.started
  await credential.begin('PLANTED-2')
  await credential.check()
  await credential.switch()
  time.advance(60_000)
  expect(await credential.retire()).toMatchObject({ ok: true })
  long.end()
  await running
})

test('the key ring rotates underneath', async () => {
  const first = { id: 'k1', secret: new Uint8Array(32).fill(1) }
  const second = { id: 'k2', secret: new Uint8Array(32).fill(2) }
  const { process } = world()
  const ring = (...keys: (typeof first)[]) => ({ keyRing: memoryKeyRing({ keys }) })
  await process(ring(first)).adopt('PLANTED-1')
  const both = process(ring(first, second))
  await both.begin('PLANTED-2')
  await both.check()
  await both.switch()
  expect(await both.reseal()).toBe(1)
  expect(await both.reseal()).toBe(0)
  expect(await lent(process(ring(second)))).toBe('PLANTED-2')
  await expect(lent(process(ring({ id: 'k3', secret: new Uint8Array(32) })))).rejects.toMatchObject({
    code: 'secret-key-unknown',
  })
})

test('closed, it lends nothing and does nothing', async () => {
  const { credential } = world()
  await credential.adopt('PLANTED-1')
  credential.close()
  for (const call of [() => lent(credential), () => credential.check(), () => credential.guided().pause()]) {
    await expect(call()).rejects.toMatchObject({ code: 'credential-closed' })
  }
})

test('no secret in objects, states or errors', async () => {
  const { credential, process, ports } = world()
  await credential.adopt('PLANTED-1')
  await lent(credential)
  await credential.begin('PLANTED-2')
  for (const name of await ports.secrets.names('default')) {
    await ports.secrets.put({ tenant: 'default', name }, 'PLANTED')
  }
  const errors = await Promise.all(
    [
      lent(process()),
      credential.adopt('', {}),
      credential.adopt('PLANTED-1', { by: 'a@PLANTED' }),
      credential.adopt({ PLANTED: 1 } as never),
      credential.replace('PLANTED-1', {} as never),
      credential.begin('PLANTED-3', { typo: 'PLANTED' } as never),
    ].map((call) =>
      call.then(
        () => 'PLANTED: it did not fail',
        (error: unknown) => error,
      ),
    ),
  )
  const shown = [credential, credential.guided(), await credential.status(), await credential.idle(), ...errors]
  for (const one of shown) {
    expect(inspect(one, { depth: 9, showHidden: true, getters: true }) + JSON.stringify(one)).not.toContain('PLANTED')
  }
})

test.each([
  { name: 'a/b' },
  { name: undefined },
  { test: undefined },
  { quietFor: '1.5s' },
  { journal: undefined },
  { typo: 1 },
])('bad option %j', (more) => {
  const { options } = world()
  const invalid = expect.objectContaining({ code: 'keys-options-invalid' })
  expect(() => createCredential({ ...options, ...(more as object) })).toThrow(invalid)
})
