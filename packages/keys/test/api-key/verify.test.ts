import type { KeyRing } from '@waxseal/core'
import { memoryJournal, memoryKeyRing } from '@waxseal/journal'
import { createKeys, type KeyQuestion } from '@waxseal/keys'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changed, DAY, eventsOf, madeUp, NOW, open, ringKey, summed } from './support.js'

const refused = (code: string) => ({ ok: false, code })
const spec = { owner: 'crm', scopes: ['campaigns.*', 'contacts.view'], lists: ['501'], ips: ['203.0.113.0/24'] }
const good = { ip: '203.0.113.7', scope: 'campaigns.send.email', list: '501' }

test('what a key is good for', async () => {
  const { keys } = open()
  const { key } = await keys.issue(spec)
  expect(keys.verify(key, good)).toMatchObject({ ok: true, owner: 'crm' })
  expect(keys.verify(key, { ip: good.ip })).toMatchObject({ ok: true })
  expect(keys.verify(key, { ...good, scope: 'contacts.export' })).toEqual(refused('scope'))
  expect(keys.verify(key, { ...good, list: '502' })).toEqual(refused('list'))
  expect(keys.verify(key, { ...good, ip: '203.0.114.7' })).toEqual(refused('address'))
  expect(keys.verify(key)).toEqual(refused('address'))
  expect(keys.verify(key, { ...good, ip: undefined })).toEqual(refused('address'))
})

test('a wrong secret, an unknown id, another’s id', async () => {
  const { keys } = open()
  const [one, other] = [
    await keys.issue({ owner: 'a', scopes: ['*'] }),
    await keys.issue({ owner: 'b', scopes: ['*'] }),
  ]
  expect(keys.verify(madeUp({ id: one.id }))).toEqual(refused('unknown'))
  expect(keys.verify(madeUp())).toEqual(refused('unknown'))
  expect(keys.verify(summed(one.key.slice(0, -7).replace(one.id, other.id)))).toEqual(refused('unknown'))
  expect(keys.verify(one.key)).toMatchObject({ ok: true, id: one.id })
})

test('without a single key every well-formed one is unknown', async () => {
  const { keys } = open()
  await keys.ready()
  expect(keys.verify(madeUp())).toEqual(refused('unknown'))
  expect(keys.verify(summed(`wxs_live_${'a'.repeat(16)}_${'a'.repeat(32)}`))).toEqual(refused('unknown'))
})

test('only who has the secret is told that a key has expired or was revoked', async () => {
  const { keys, clock } = open()
  const expiring = await keys.issue({ owner: 'a', scopes: ['*'], expiresIn: '1d' })
  const revoked = await keys.issue({ owner: 'a', scopes: ['*'] })
  await keys.revoke(revoked.id, { reason: 'gone' })
  clock.advance(DAY - 1)
  expect(keys.verify(expiring.key).ok).toBe(true)
  clock.advance(1)
  expect(keys.verify(expiring.key)).toEqual(refused('expired'))
  expect(keys.verify(revoked.key)).toEqual(refused('revoked'))
  for (const { id } of [expiring, revoked]) expect(keys.verify(madeUp({ id }))).toEqual(refused('unknown'))
})

test('a clock that gives no number lets nobody in', async () => {
  let now = NOW
  const { keys } = open({ clock: () => now })
  const { key } = await keys.issue({ owner: 'a', scopes: ['*'] })
  now = Number.NaN
  expect(keys.verify(key).ok).toBe(false)
})

test.each([
  [
    'throws',
    () => {
      throw new TypeError('no clock')
    },
  ],
  ['is at its end', () => Number.NEGATIVE_INFINITY],
  ['gives a text', () => '5' as never],
])('a clock that %s lets nobody in and throws nothing', async (_, bad) => {
  const { keys, journal, keyRing } = open()
  const { key } = await keys.issue({ owner: 'crm', scopes: ['*'] })
  let broken = false
  const clock = () => (broken ? bad() : 0)
  const other = createKeys({ journal, keyRing, clock })
  await other.ready()
  expect(other.verify(key).ok).toBe(true)
  broken = true
  expect(other.verify(key)).toEqual({ ok: false, code: 'not-ready' })
})

test('a clock that is set back accepts nothing again', async () => {
  const { keys, clock } = open()
  const { key, id } = await keys.issue({ owner: 'crm', scopes: ['*'] })
  await keys.rotate(id, { overlap: '1h' })
  clock.advance(3_600_000)
  expect(keys.verify(key)).toEqual({ ok: false, code: 'retired' })
  clock.advance(-10_000)
  expect(keys.verify(key)).toEqual({ ok: false, code: 'retired' })
})

describe('environments', () => {
  test('a key for tests is told from one with a slip, and no checksum makes it a live one', async () => {
    const journal = memoryJournal()
    const keyRing = memoryKeyRing()
    const live = open({ journal, keyRing }).keys
    const tests = open({ journal, keyRing, environment: 'test' }).keys
    const { key, id } = await tests.issue({ owner: 'a', scopes: ['*'] })
    await live.ready()
    expect(tests.verify(key).ok).toBe(true)
    expect(live.verify(key)).toEqual(refused('environment'))
    expect(live.verify(summed(key.slice(0, -7).replace('test', 'live')))).toEqual(refused('unknown'))
    expect([live.get(id), live.list()]).toEqual([undefined, []])
    await expect(live.rotate(id)).rejects.toMatchObject({ code: 'key-unknown' })
    await expect(live.revoke(id, { reason: 'x' })).rejects.toMatchObject({ code: 'key-unknown' })
  })

  test('tenants do not see each other’s keys', async () => {
    const journal = memoryJournal()
    const keyRing = memoryKeyRing()
    const north = open({ journal, keyRing, tenant: 'north' }).keys
    const south = open({ journal, keyRing, tenant: 'south' }).keys
    const { key, id } = await north.issue({ owner: 'a', scopes: ['*'] })
    await south.ready()
    expect(south.verify(key)).toEqual(refused('unknown'))
    expect(south.get(id)).toBeUndefined()
  })
})

describe('a question that cannot be understood', () => {
  const hostile: [string, unknown][] = [
    ['a misspelt member', { ...good, lists: '502' }],
    ['a scope that is not there', { ...good, scope: undefined }],
    ['a list that is not there', { ...good, list: undefined }],
    ['a number as list', { ...good, list: 501 }],
    ['an array of scopes', { ...good, scope: ['campaigns.send.email'] }],
    ['null', null],
    ['a text', 'campaigns.send.email'],
    ['a function', () => good],
    [
      'a getter that throws',
      {
        ...good,
        get scope(): string {
          throw new Error('no')
        },
      },
    ],
    [
      'a proxy that throws',
      new Proxy(
        {},
        {
          get: () => {
            throw new Error('no')
          },
          ownKeys: () => {
            throw new Error('no')
          },
        },
      ),
    ],
    ['an inherited member of another name', Object.create({ sudo: true })],
  ]
  test.each(hostile)('%s', async (_, question) => {
    const { keys } = open()
    const { key } = await keys.issue({ ...spec, ips: undefined })
    expect(keys.verify(key, question as KeyQuestion)).toEqual(refused('question'))
  })

  test('a member with two faces is read once', async () => {
    const { keys } = open()
    const { key } = await keys.issue(spec)
    let reads = 0
    const question = {
      ...good,
      get list() {
        return ++reads === 1 ? '502' : '501'
      },
    }
    expect(keys.verify(key, question)).toEqual(refused('list'))
    expect(reads).toBe(1)
  })

  test('a class with getters is asked like an object', async () => {
    class Asked {
      get ip() {
        return good.ip
      }
      get scope() {
        return 'contacts.export'
      }
    }
    const { keys } = open()
    const { key } = await keys.issue(spec)
    expect(keys.verify(key, new Asked())).toEqual(refused('scope'))
  })
})

describe('never throws', () => {
  test('whatever is handed in', async () => {
    const { keys } = open()
    const { key } = await keys.issue(spec)
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withObjectString: true,
    })
    fc.assert(
      fc.property(fc.oneof(anything, fc.constant(key)), anything, (one, question) => {
        const answer = keys.verify(one as string, question as KeyQuestion)
        expect(answer.ok ? 'ok' : answer.code).toMatch(/^[a-z-]+$/)
        if (one !== key) expect(answer.ok).toBe(false)
      }),
      { numRuns: 500 },
    )
  })

  test('an object that pretends to be a key', async () => {
    const { keys } = open()
    const { key } = await keys.issue({ owner: 'a', scopes: ['*'] })
    const pretender = { toString: () => key, [Symbol.toPrimitive]: () => key, length: key.length }
    for (const one of [pretender, new String(key), [key], Symbol(key)]) {
      expect(keys.verify(one as unknown as string)).toEqual(refused('malformed'))
    }
  })

  test('what it answers is one object for each code', async () => {
    const { keys } = open()
    expect(keys.verify('a')).toBe(keys.verify('b'))
    expect(Object.isFrozen(keys.verify('a'))).toBe(true)
  })
})

describe('peppers', () => {
  test('after the ring has turned, old keys and new keys are good', async () => {
    const journal = memoryJournal()
    const old = open({ journal, keyRing: memoryKeyRing({ keys: [ringKey('k1', 1)] }) }).keys
    const before = await old.issue({ owner: 'a', scopes: ['*'] })
    const turned = open({ journal, keyRing: memoryKeyRing({ keys: [ringKey('k1', 1), ringKey('k2', 2)] }) }).keys
    const after = await turned.issue({ owner: 'a', scopes: ['*'] })
    expect((await eventsOf(journal)).flatMap(({ data }) => data.pepper ?? [])).toEqual(['k1', 'k2'])
    for (const { key } of [before, after]) expect(turned.verify(key)).toMatchObject({ ok: true })
  })

  test('a process that runs on learns of a pepper that was made after it began', async () => {
    const journal = memoryJournal()
    const keys = [ringKey('k1', 1)]
    const ring = {
      current: (purpose: Parameters<typeof one.current>[0]) => memoryKeyRing({ keys }).current(purpose),
      find: (purpose: Parameters<typeof one.find>[0], id: string) => memoryKeyRing({ keys }).find(purpose, id),
      ids: () => memoryKeyRing({ keys }).ids(),
    }
    const one = memoryKeyRing()
    const [issuing, running] = [open({ journal, keyRing: ring }).keys, open({ journal, keyRing: ring }).keys]
    await running.ready()
    keys.push(ringKey('k2', 2))
    const { key } = await issuing.issue({ owner: 'a', scopes: ['*'] })
    expect(running.verify(key)).toMatchObject({ ok: true })
  })

  test('a pepper that is lost takes its keys with it, and says so', async () => {
    const journal = memoryJournal()
    const old = open({ journal, keyRing: memoryKeyRing({ keys: [ringKey('k1', 1)] }) }).keys
    const { key, id } = await old.issue({ owner: 'a', scopes: ['*'] })
    const lost = open({ journal, keyRing: memoryKeyRing({ keys: [ringKey('k2', 2)] }) }).keys
    await lost.ready()
    expect(lost.verify(key)).toEqual(refused('pepper-lost'))
    expect(lost.verify(madeUp())).toEqual(refused('unknown'))
    expect(await lost.reportLeaked(key, { where: 'paste' })).toEqual({ leaked: [], unknown: 0, unverifiable: 1 })
    const next = await lost.replace(id, { reason: 'pepper lost' })
    expect(lost.verify(next.key).ok).toBe(true)
  })

  test.each(['a question', 'ready', 'flush'])(
    'a pepper that the ring did not give in time is found by %s',
    async (by) => {
      const both = memoryKeyRing({ keys: [ringKey('k1', 1), ringKey('k2', 2)] })
      let fails = true
      let asked = 0
      const shaky: KeyRing = {
        current: (place) => both.current(place),
        ids: () => both.ids(),
        find: async (place, id) => {
          asked++
          return fails && id === 'k2' ? undefined : both.find(place, id)
        },
      }
      const { keys, journal, clock } = open({ keyRing: both })
      const { key } = await keys.issue({ owner: 'crm', scopes: ['*'] })
      const web = createKeys({ journal, keyRing: shaky, clock })
      await web.ready()
      const lost = { ok: false, code: 'pepper-lost' }
      expect(web.verify(key)).toEqual(lost)
      const settle = () => new Promise((resolve) => setImmediate(resolve))
      await settle()
      fails = false
      const before = asked
      for (let count = 0; count < 50; count++) expect(web.verify(key)).toEqual(lost)
      await settle()
      expect(asked).toBe(before)
      if (by === 'ready') await web.ready()
      else if (by === 'flush') await web.flush()
      else {
        clock.advance(1_000)
        expect(web.verify(key)).toEqual(lost)
        await settle()
      }
      expect(web.verify(key).ok).toBe(true)
    },
  )

  test('another secret under the same id of the ring opens nothing', async () => {
    const journal = memoryJournal()
    const { key } = await open({ journal, keyRing: memoryKeyRing({ keys: [ringKey('k1', 1)] }) }).keys.issue({
      owner: 'a',
      scopes: ['*'],
    })
    const other = open({ journal, keyRing: memoryKeyRing({ keys: [ringKey('k1', 9)] }) }).keys
    await other.ready()
    expect(other.verify(key)).toEqual(refused('unknown'))
  })

  test('a ring that gives short peppers is not used', async () => {
    const keyRing = { ...memoryKeyRing(), current: async () => ({ id: 'k1', bytes: new Uint8Array(16) }) }
    await expect(open({ keyRing }).keys.issue({ owner: 'a', scopes: ['*'] })).rejects.toMatchObject({
      code: 'pepper-invalid',
    })
  })
})

describe('when not to answer', () => {
  test('before it is loaded and after it is closed', async () => {
    const { keys } = open()
    const key = madeUp()
    expect(keys.verify(key)).toEqual(refused('not-ready'))
    expect(keys.verify('nonsense')).toEqual(refused('malformed'))
    await keys.ready()
    expect(keys.verify(key)).toEqual(refused('unknown'))
    await keys.close()
    expect(keys.verify(key)).toEqual(refused('not-ready'))
    await expect(keys.ready()).rejects.toMatchObject({ code: 'keys-closed' })
    await expect(keys.issue(spec)).rejects.toMatchObject({ code: 'keys-closed' })
    expect(() => keys.list()).toThrow(expect.objectContaining({ code: 'keys-closed' }))
  })

  test('what reads the state says so instead of finding nothing', () => {
    const { keys } = open()
    for (const read of [() => keys.list(), () => keys.get('x'), () => keys.credential('x')]) {
      expect(read).toThrow(expect.objectContaining({ code: 'keys-not-ready' }))
    }
  })

  test('while news of other processes may be missing', async () => {
    let age = 0
    const { keys } = open({ journal: changed(memoryJournal(), { age: () => age }), maxAge: '3s' })
    const { key } = await keys.issue({ owner: 'a', scopes: ['*'] })
    age = 3000
    expect(keys.verify(key).ok).toBe(true)
    age = 3001
    expect(keys.verify(key)).toEqual(refused('stale'))
    expect(keys.verify('nonsense')).toEqual(refused('malformed'))
  })

  test('when an event cannot be taken in', async () => {
    const { keys, journal } = open()
    const { key } = await keys.issue({ owner: 'a', scopes: ['*'] })
    await journal.append({ tenant: 'default', stream: 'key/nonsense' }, [{ type: 'key.issued', at: NOW, data: {} }])
    expect(keys.verify(key)).toEqual(refused('not-ready'))
    await expect(keys.rotate('x')).rejects.toMatchObject({ code: 'fold-broken' })
  })

  test('loading that failed can be tried again', async () => {
    let broken = true
    const inner = memoryKeyRing()
    const keyRing = {
      ...inner,
      find: (...given: Parameters<typeof inner.find>) =>
        broken ? Promise.reject(new Error('unplugged')) : inner.find(...given),
    }
    const journal = memoryJournal()
    const { key } = await open({ journal, keyRing: inner }).keys.issue({ owner: 'a', scopes: ['*'] })
    const { keys } = open({ journal, keyRing })
    await expect(keys.ready()).rejects.toThrow('unplugged')
    expect(keys.verify(key)).toEqual(refused('not-ready'))
    broken = false
    await keys.ready()
    expect(keys.verify(key).ok).toBe(true)
  })
})
