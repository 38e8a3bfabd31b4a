import { expect, test } from 'vitest'
import { until, work, world } from './support.js'

/** In the cabinet: a new key is made, the old one dies at once. */
function makeKey(accepted: Set<string>, key: string): void {
  accepted.clear()
  accepted.add(key)
}

async function begun() {
  const all = world({ pauseFor: '10m' })
  all.accepted.clear()
  all.accepted.add('PLANTED-1')
  await all.credential.adopt('PLANTED-1')
  return { ...all, guided: all.credential.guided() }
}

const lent = (credential: { use<T>(work: (secret: string) => Promise<T>): Promise<T> }) =>
  credential.use(async (secret) => secret)

test('the whole way: what runs ends, what comes waits, the old key is proved dead', async () => {
  const { credential, guided, accepted, types, texts, time } = await begun()
  const long = work()
  const running = credential.use(long.run)
  await long.started
  expect(await guided.stage()).toBe('ready')
  const pausing = guided.pause({ by: 'maria' })
  await until(async () => (await types()).includes('held'))
  const waiting = [lent(credential), lent(credential)]
  await until(() => time.sleeping() === 3)
  expect(await guided.stage()).toBe('make-key')
  long.end()
  expect(await running).toBe('PLANTED-1')
  expect(await pausing).toMatchObject({ ok: true })
  makeKey(accepted, 'PLANTED-2')
  expect(await guided.take('PLANTED-2', { by: 'maria', seenBy: ['maria'] })).toMatchObject({ ok: true })
  expect(await Promise.all(waiting)).toEqual(['PLANTED-2', 'PLANTED-2'])
  expect(await guided.stage()).toBe('prove-old')
  expect(await guided.prove()).toMatchObject({ ok: true, retired: [expect.any(String)] })
  expect(await guided.stage()).toBe('ready')
  expect(await texts()).toBe(1)
  expect((await types()).slice(3)).toEqual([
    ...['paused', 'held', 'released', 'begun', 'tested', 'switched', 'resumed', 'retired', 'destroyed'],
  ])
})

test('the steps in words say what is done and what comes', async () => {
  const { guided, accepted } = await begun()
  const at = async () => (await guided.steps('en')).map(({ status }) => status)
  expect(await at()).toEqual(['now', 'later', 'later', 'later'])
  await guided.pause()
  expect(await at()).toEqual(['done', 'now', 'later', 'later'])
  makeKey(accepted, 'PLANTED-2')
  await guided.take('PLANTED-2')
  expect(await at()).toEqual(['done', 'done', 'done', 'now'])
  const russian = await guided.steps('ru')
  expect(russian.map(({ id }) => id)).toEqual(['pause', 'make', 'paste', 'prove'])
  for (const { text } of russian) expect(text).toMatch(/^[А-ЯЁ].*\.$/)
})

test('the host can bring words of its own', async () => {
  const { credential } = await begun()
  const words = { pause: 'a', make: 'b', paste: 'c', prove: 'd' }
  const steps = await credential.guided({ en: words, ru: words }).steps('en')
  expect(steps.map(({ text }) => text).join('')).toBe('abcd')
})

test('a key that was pasted wrong can be pasted again', async () => {
  const { credential, guided, accepted, texts, provider } = await begun()
  await guided.pause()
  makeKey(accepted, 'PLANTED-2')
  const waiting = lent(credential)
  expect(await guided.take('PLANTED-1')).toEqual({ ok: false, code: 'same-secret' })
  expect(await guided.take('PLANTED-2x')).toEqual({ ok: false, code: 'test-failed' })
  expect(await texts()).toBe(1)
  provider.reachable = false
  expect(await guided.take('PLANTED-3')).toEqual({ ok: false, code: 'test-unavailable' })
  expect(await guided.stage()).toBe('check-key')
  provider.reachable = true
  expect(await guided.take('PLANTED-2')).toMatchObject({ ok: true })
  expect(await waiting).toBe('PLANTED-2')
})

test('a key that could not be tested is gone on with, without entering it again', async () => {
  const { guided, accepted, provider } = await begun()
  expect(await guided.take()).toEqual({ ok: false, code: 'nothing-open' })
  await guided.pause()
  makeKey(accepted, 'PLANTED-2')
  provider.reachable = false
  await guided.take('PLANTED-2')
  provider.reachable = true
  expect(await guided.take()).toMatchObject({ ok: true })
})

test('a provider that still takes the old key: it says so and does not finish', async () => {
  const { guided, accepted } = await begun()
  await guided.pause()
  accepted.add('PLANTED-2')
  await guided.take('PLANTED-2')
  expect(await guided.prove()).toEqual({ ok: false, code: 'old-still-accepted' })
  expect(await guided.stage()).toBe('prove-old')
  accepted.delete('PLANTED-1')
  expect(await guided.prove()).toMatchObject({ ok: true })
})

test('aborted: the old key is lent again, and it tells whether the provider still takes it', async () => {
  const { credential, guided, accepted, provider } = await begun()
  expect(await guided.abort()).toEqual({ ok: false, code: 'nothing-open' })
  await guided.pause()
  const waiting = lent(credential)
  expect(await guided.abort({ reason: 'not today' })).toEqual({ ok: true, current: 'accepted' })
  expect(await waiting).toBe('PLANTED-1')
  await guided.pause()
  makeKey(accepted, 'PLANTED-2')
  provider.reachable = false
  await guided.take('PLANTED-2')
  provider.reachable = true
  expect(await guided.abort()).toEqual({ ok: true, current: 'refused' })
  expect(await guided.stage()).toBe('ready')
})

test('a running lease that does not end leaves the pause and says so', async () => {
  const { credential, guided, time } = await begun()
  const long = work()
  const running = credential.use(long.run)
  await long.started
  const controller = new AbortController()
  const aborted = guided.pause({ signal: controller.signal })
  await until(() => time.sleeping() === 1)
  controller.abort()
  expect(await aborted).toEqual({ ok: false, code: 'still-running' })
  const late = guided.pause()
  await until(() => time.sleeping() === 1)
  time.advance(300_000)
  expect(await late).toEqual({ ok: false, code: 'still-running' })
  const again = guided.pause()
  await until(() => time.sleeping() === 1)
  long.end()
  expect(await again).toMatchObject({ ok: true })
  await running
})

test('waiting for a secret is bounded by time, by the signal, and by the end of the pause', async () => {
  const { credential, guided, time } = await begun()
  await guided.pause()
  const controller = new AbortController()
  const bySignal = credential.use(async (secret) => secret, { signal: controller.signal })
  const byTime = lent(credential)
  const outcomes = [bySignal, byTime].map((use) => use.catch((error: { code: string }) => error.code))
  await until(() => time.sleeping() === 2)
  controller.abort()
  expect(await outcomes[0]).toBe('credential-wait-aborted')
  time.advance(120_000)
  expect(await outcomes[1]).toBe('credential-paused')
  time.advance(479_000)
  const last = lent(credential)
  await until(() => time.sleeping() === 1)
  time.advance(1_000)
  // Nobody came back: after ten minutes the pause is over by itself.
  expect(await last).toBe('PLANTED-1')
  expect(await guided.stage()).toBe('ready')
  expect(time.sleeping()).toBe(0)
  const done = new AbortController()
  done.abort()
  await expect(credential.use(async () => 1, { signal: done.signal })).rejects.toMatchObject({
    code: 'credential-wait-aborted',
  })
})

test('work refused in the middle of the exchange waits for the new key', async () => {
  const { credential, guided, accepted, time } = await begun()
  // A process that has not heard of the pause when the key dies.
  let refuse: () => void = () => {}
  const dead = new Promise<void>((resolve) => {
    refuse = resolve
  })
  const long = work()
  const running = credential.use(async (secret, refused) => {
    void long.run(secret)
    await dead
    return refused()
  })
  await long.started
  const pausing = guided.pause()
  await until(() => time.sleeping() === 1)
  makeKey(accepted, 'PLANTED-2')
  refuse()
  // While it waits in `refused` it is not under way any more: the pause does not wait for it.
  expect(await pausing).toMatchObject({ ok: true })
  expect(await guided.take('PLANTED-2')).toMatchObject({ ok: true })
  expect(await running).toBe(true)
  expect(time.sleeping()).toBe(0)
})

test('after a crash at any moment another process goes on', async () => {
  const { process, accepted, provider, ports } = await begun()
  await process().guided().pause()
  const second = process()
  const waiting = lent(second)
  expect(await second.guided().stage()).toBe('make-key')
  makeKey(accepted, 'PLANTED-2')
  provider.reachable = false
  await process().guided().take('PLANTED-2')
  provider.reachable = true
  expect(await process().guided().stage()).toBe('check-key')
  expect(await process().guided().take()).toMatchObject({ ok: true })
  expect(await waiting).toBe('PLANTED-2')
  // It was exchanged, and the person does not know: entering the key again is no new rotation.
  expect(await process().guided().take('PLANTED-2')).toMatchObject({ ok: true })
  // Crashed between the proof and the destruction.
  const { secrets } = ports
  const torn = { ...secrets, delete: () => Promise.reject(new Error('killed')) }
  await expect(process({ secrets: torn }).guided().prove()).rejects.toThrow('killed')
  expect(await secrets.names('default')).toHaveLength(2)
  expect(await process().prove()).toEqual({ ok: true, retired: [] })
  expect(await secrets.names('default')).toHaveLength(1)
})
