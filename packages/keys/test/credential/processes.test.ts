import type { Journal, JournalEvent } from '@waxseal/core'
import { expect, test } from 'vitest'
import { until, work, world } from './support.js'

const lent = (credential: { use<T>(work: (secret: string) => Promise<T>): Promise<T> }) =>
  credential.use(async (secret) => secret)

/** A journal whose news of others arrive only when somebody asks. */
function slow(journal: Journal) {
  const held: (() => void)[] = []
  const hear = () => {
    for (const tell of held.splice(0)) tell()
  }
  let age = 0
  const view: Journal = {
    ...journal,
    subscribe: (from, listener) =>
      journal.subscribe(from, (event: JournalEvent) => void held.push(() => listener(event))),
    catchUp: async () => {
      const head = await journal.catchUp()
      hear()
      return head
    },
    age: () => age,
  }
  return {
    view,
    grow: (ms: number) => {
      age = ms
    },
  }
}

test('a switch in one process is followed by the others', async () => {
  const { process } = world()
  const [one, two] = [process(), process()]
  await one.adopt('PLANTED-1')
  expect(await lent(two)).toBe('PLANTED-1')
  await one.begin('PLANTED-2')
  await two.check()
  await one.switch()
  expect([await lent(one), await lent(two)]).toEqual(['PLANTED-2', 'PLANTED-2'])
})

test('what another process still has under way keeps the old secret from dying', async () => {
  const { process, time, types } = world()
  const [one, two] = [process(), process()]
  await one.adopt('PLANTED-1')
  const long = work()
  const running = two.use(long.run)
  await long.started
  await one.begin('PLANTED-2')
  await one.check()
  await one.switch()
  await until(async () => (await types()).includes('held'))
  time.advance(240_000)
  expect(await one.idle()).toMatchObject([{ idle: false, running: 0, holders: 1 }])
  long.end()
  expect(await running).toBe('PLANTED-1')
  await until(async () => (await types()).includes('released'))
  time.advance(59_999)
  expect(await one.retire()).toEqual({ ok: false, code: 'not-idle' })
  time.advance(1)
  expect(await one.retire()).toMatchObject({ ok: true, retired: [expect.any(String)] })
})

test('a process that crashed with a lease holds on for as long as a lease can last, and no longer', async () => {
  const { process, time, types } = world({ longestLease: '5m' })
  const [one, two] = [process(), process()]
  await one.adopt('PLANTED-1')
  const long = work()
  void two.use(long.run)
  await long.started
  await one.begin('PLANTED-2')
  await one.check()
  await one.switch()
  await until(async () => (await types()).includes('held'))
  const retiring = one.rotate('PLANTED-2')
  await until(() => time.sleeping() > 0)
  time.advance(299_999)
  expect(await one.retire()).toEqual({ ok: false, code: 'not-idle' })
  await until(() => time.sleeping() > 0)
  time.advance(1)
  expect(await retiring).toMatchObject({ ok: true, retired: [expect.any(String)] })
})

test('a process that hears nothing lends the old secret until it must ask, and then the new one', async () => {
  const { process, ports } = world({ maxAge: '5s' })
  const { view, grow } = slow(ports.journal)
  const [one, deaf] = [process(), process({ journal: view })]
  await one.adopt('PLANTED-1')
  expect(await lent(deaf)).toBe('PLANTED-1')
  await one.begin('PLANTED-2')
  await one.check()
  await one.switch()
  expect(await lent(deaf)).toBe('PLANTED-1')
  grow(5_000)
  expect(await lent(deaf)).toBe('PLANTED-1')
  grow(5_001)
  expect(await lent(deaf)).toBe('PLANTED-2')
})

test('a process that hears nothing learns of the new secret when the provider refuses the old one', async () => {
  const { process, ports, accepted } = world()
  const { view } = slow(ports.journal)
  const [one, deaf] = [process(), process({ journal: view })]
  await one.adopt('PLANTED-1')
  await lent(deaf)
  await one.replace('PLANTED-2', { reason: 'leaked' })
  accepted.delete('PLANTED-1')
  const another = await deaf.use(async (secret, refused) => [secret, await refused()])
  expect(another).toEqual(['PLANTED-1', true])
  expect(await lent(deaf)).toBe('PLANTED-2')
})

test('a text destroyed before a slow process opened it sends it to the record', async () => {
  const { process, ports, accepted } = world()
  const { view } = slow(ports.journal)
  const [one, deaf] = [process(), process({ journal: view })]
  await one.adopt('PLANTED-1')
  await deaf.status()
  await one.replace('PLANTED-2', { reason: 'leaked' })
  accepted.delete('PLANTED-1')
  await one.prove()
  expect(await lent(deaf)).toBe('PLANTED-2')
})

test('a text that is lost, with no other version, is an error and no secret', async () => {
  const { process, ports } = world()
  await process().adopt('PLANTED-1')
  const [name = ''] = await ports.secrets.names('default')
  await ports.secrets.delete({ tenant: 'default', name })
  await expect(lent(process())).rejects.toMatchObject({ code: 'secret-missing' })
})

test('a hold that cannot be written harms nothing', async () => {
  const { process, ports } = world()
  const [one] = [process()]
  await one.adopt('PLANTED-1')
  const torn = process({ journal: { ...ports.journal, append: () => Promise.reject(new Error('disk full')) } })
  const long = work()
  const running = torn.use(long.run)
  await long.started
  await one.replace('PLANTED-2', { reason: 'leaked' })
  long.end()
  expect(await running).toBe('PLANTED-1')
  expect(await lent(torn)).toBe('PLANTED-2')
})
