import { beforeEach, expect, test } from 'vitest'
import { unsettled } from '../../src/offboard/look.js'
import { offboard } from '../../src/offboard/offboard.js'
import { rotateCredential, rotateSigningKeys } from '../../src/offboard/rotators.js'
import { createWorld, startProcess, type World } from './world.js'

let world: World
let process: ReturnType<typeof startProcess>

beforeEach(async () => {
  world = createWorld()
  process = startProcess(world)
  world.provider.add('first')
  await process.credential.adopt('first')
})

const taskFor = (...versions: string[]) => ({ secret: 'credential/unisender', versions, by: 'boss', reason: 'left' })
const versions = async () => (await process.credential.status()).versions
const lent = () => process.credential.use(async (secret) => secret)
const idOf = async (state: string) => (await versions()).find((version) => version.state === state)?.id ?? ''

test('a credential is dead only when the provider refuses it', async () => {
  const old = await idOf('current')
  let made = 0
  const make = async () => {
    made++
    world.provider.add('second')
    return 'second'
  }
  const rotate = rotateCredential(process.credential, { make })
  await expect(rotate(taskFor(old))).rejects.toMatchObject({ code: 'old-still-accepted' })
  expect(await lent()).toBe('second')
  await expect(rotate(taskFor(old))).rejects.toMatchObject({ code: 'old-still-accepted' })
  world.provider.delete('first')
  await rotate(taskFor(old))
  expect((await versions()).find(({ id }) => id === old)?.state).toBe('retired')
  expect(made).toBe(1)
})

test('a new secret that the leaver has begun is given up, one that somebody else has begun is gone on with', async () => {
  world.provider.add('his').add('ours').add('theirs')
  const old = await idOf('current')
  await process.credential.begin('his', { seenBy: ['maria'] })
  const his = await idOf('pending')
  const drop = () => void ['first', 'his'].map((secret) => world.provider.delete(secret))
  await rotateCredential(process.credential, { make: async () => 'ours', drop })(taskFor(old, his))
  expect([await lent(), (await versions()).find(({ id }) => id === his)?.state]).toEqual(['ours', 'retired'])

  const current = await idOf('current')
  await process.credential.begin('theirs')
  const make = () => Promise.reject(new Error('nothing is to be made'))
  await rotateCredential(process.credential, { make, drop: () => void world.provider.delete('ours') })(taskFor(current))
  expect(await lent()).toBe('theirs')
})

test('a new secret that the provider refuses is given up, and the next one is tried', async () => {
  const old = await idOf('current')
  const texts = ['bad', 'good']
  world.provider.add('good')
  const rotate = rotateCredential(process.credential, {
    make: async () => texts.shift() ?? '',
    drop: () => void world.provider.delete('first'),
  })
  await expect(rotate(taskFor(old))).rejects.toMatchObject({ code: 'test-failed' })
  expect(await lent()).toBe('first')
  await rotate(taskFor(old))
  expect(await lent()).toBe('good')
})

test('what nobody began may be the one in use', async () => {
  world.provider.add('second')
  const drop = () => void world.provider.delete('first')
  await rotateCredential(process.credential, { make: async () => 'second', drop })(taskFor(''))
  expect(await lent()).toBe('second')
})

test('signing keys are replaced; a series that is over says so', async () => {
  await process.signing.ready()
  const { kid } = await process.signing.current()
  const task = { ...taskFor(kid), secret: 'signing/seal' }
  await rotateSigningKeys(process.signing)(task)
  expect((await process.signing.current()).kid).not.toBe(kid)
  expect((await process.signing.jwks()).keys.find((jwk) => jwk.kid === kid)?.revoked).toBeDefined()
  const over = { replace: async () => ({ ok: false, code: 'rotation-ended' }) as const }
  await expect(rotateSigningKeys(over)(task)).rejects.toMatchObject({ code: 'rotation-ended' })
})

test('signing keys that he knows are marked, also those that have retired meanwhile', async () => {
  const { signing, knowledge, ports } = process
  const { kid } = await signing.current()
  await knowledge.note({ type: 'secret.revealed', what: 'signing/seal', principal: 'maria' })
  await signing.rotate({ overlap: '1m' })
  // The overlap of the order says nothing about signatures: the first key is seen to although its own is shorter.
  const plan = await offboard(ports, 'maria', { by: 'boss', overlap: '1h' })
  expect(plan.deeds).toContainEqual({ do: 'rotate-secret', target: 'signing/seal', versions: [kid] })
  world.clock.advance(86_400_000)
  await signing.sweep()
  expect((await plan.run()).complete).toBe(true)
  const jwk = (await signing.jwks()).keys.find((one) => one.kid === kid)
  expect(jwk?.revoked).toBeDefined()
})

test('a credential in its overlap is seen to, whatever the overlap of the order', () => {
  const order = { by: 'boss', reason: 'left', overlap: 3_600_000 }
  const version = { version: 'v1', live: true, until: 1_000 }
  const left = (secret: string) => unsettled(secret, [version], order, 0).length
  expect([left('key/a'), left('credential/a'), left('signing/a')]).toEqual([0, 1, 1])
})
