import type { GiveUpOptions, RotateOptions } from '@waxseal/keys'
import { describe, expect, test } from 'vitest'
import { DAY, eventsOf, NOW, open } from './support.js'

const refused = (code: string) => ({ ok: false, code })
const spec = { owner: 'crm', scopes: ['*'] }

describe('at once', () => {
  test('both keys are good until the overlap ends, to the millisecond', async () => {
    const { keys, clock } = open()
    const one = await keys.issue(spec)
    clock.advance(1000)
    const two = await keys.rotate(one.id, { overlap: '2h', by: 'oleg' })
    expect(two).toMatchObject({ series: one.series, previous: { id: one.id, until: NOW + 1000 + 7_200_000 } })
    expect(keys.verify(one.key)).toMatchObject({ state: 'previous', rotatedAt: NOW + 1000 })
    expect(keys.verify(two.key)).toMatchObject({ state: 'current', series: one.series, issuedAt: NOW + 1000 })
    clock.advance(7_199_999)
    expect(keys.verify(one.key).ok).toBe(true)
    clock.advance(1)
    expect(keys.verify(one.key)).toEqual(refused('retired'))
    expect(keys.verify(two.key).ok).toBe(true)
  })

  test('the overlap is a day unless something else is said', async () => {
    const { keys } = open()
    const { id } = await keys.issue(spec)
    expect((await keys.rotate(id)).previous).toEqual({ id, until: NOW + DAY })
  })

  test('by any version’s id; several versions overlap, each to its own end', async () => {
    const { keys, clock } = open()
    const all = [await keys.issue(spec)]
    for (const overlap of ['3h', '2h', '1h'] as const) all.push(await keys.rotate(all[0]?.id ?? '', { overlap }))
    const good = () => all.map(({ key }) => keys.verify(key).ok)
    expect(good()).toEqual([true, true, true, true])
    clock.advance(3_600_000)
    expect(good()).toEqual([true, true, false, true])
    clock.advance(7_200_000)
    expect(good()).toEqual([false, false, false, true])
  })

  test('every version lives as long as the first was to, and none longer than the key', async () => {
    const { keys, clock } = open()
    const end = NOW + 100 * DAY
    const one = await keys.issue({ ...spec, expiresIn: '60d', expiresAt: end })
    expect(one.expiresAt).toBe(NOW + 60 * DAY)
    clock.advance(30 * DAY)
    expect((await keys.rotate(one.id)).expiresAt).toBe(NOW + 90 * DAY)
    clock.advance(30 * DAY)
    const last = await keys.rotate(one.id)
    expect(last.expiresAt).toBe(end)
    clock.advance(40 * DAY)
    expect(keys.verify(last.key)).toEqual(refused('expired'))
    await expect(keys.rotate(one.id)).rejects.toMatchObject({ code: 'key-expired' })
  })

  test('an expired version can have a successor', async () => {
    const { keys, clock } = open()
    const one = await keys.issue({ ...spec, expiresIn: '1d' })
    clock.advance(2 * DAY)
    const two = await keys.rotate(one.id)
    expect(keys.verify(one.key)).toEqual(refused('expired'))
    expect(keys.verify(two.key).ok).toBe(true)
  })

  test('one append, in which whoever saw the secret is named', async () => {
    const { keys, journal } = open()
    const { id } = await keys.issue(spec)
    const size = journal.head().size
    const two = await keys.rotate(id, { by: 'oleg' })
    const events = (await eventsOf(journal)).slice(size)
    expect(events.map(({ type }) => type)).toEqual(['rotation.begun', 'rotation.tested', 'rotation.switched'])
    expect(events[0]?.data).toMatchObject({ version: two.id, seenBy: ['oleg'] })
    expect(events[2]?.data).toEqual({ version: two.id, until: NOW + DAY, by: 'oleg' })
  })
})

describe('staged', () => {
  test('the new one is tried before it takes over', async () => {
    const { keys, clock } = open()
    const one = await keys.issue(spec)
    const two = await keys.rotate(one.id, { staged: true, by: 'oleg' })
    expect(two.previous).toBeUndefined()
    await expect(keys.promote(two.id)).rejects.toMatchObject({ code: 'version-pending' })
    expect(keys.verify(two.key)).toMatchObject({ ok: true, state: 'pending' })
    await keys.flush()
    expect(keys.get(two.id)?.state).toBe('tested')
    expect(keys.verify(one.key)).toMatchObject({ state: 'current' })
    await keys.promote(two.id, { overlap: '1h' })
    expect(keys.verify(two.key)).toMatchObject({ state: 'current' })
    expect(keys.verify(one.key)).toMatchObject({ state: 'previous' })
    clock.advance(3_600_000)
    expect(keys.verify(one.key)).toEqual(refused('retired'))
  })

  test('a use in this process is enough for `promote`', async () => {
    const { keys } = open()
    const one = await keys.issue(spec)
    const two = await keys.rotate(one.id, { staged: true })
    keys.verify(two.key)
    await keys.promote(two.id)
    expect(keys.get(two.id)?.state).toBe('current')
    await keys.promote(two.id)
    expect(keys.get(two.id)?.state).toBe('current')
  })

  test('given up, it is accepted no more and the old one goes on', async () => {
    const { keys } = open()
    const one = await keys.issue(spec)
    const two = await keys.rotate(one.id, { staged: true })
    await keys.abort(two.id, { reason: 'the client cannot take it' })
    expect(keys.verify(two.key)).toEqual(refused('retired'))
    expect(keys.verify(one.key).ok).toBe(true)
    await expect(keys.promote(two.id)).rejects.toMatchObject({ code: 'version-retired' })
    await expect(keys.abort(one.id, { reason: 'x' })).rejects.toMatchObject({ code: 'version-current' })
    expect(keys.get(two.id)).toMatchObject({ state: 'retired', reason: 'the client cannot take it' })
  })

  test('one at a time', async () => {
    const { keys } = open()
    const { id } = await keys.issue(spec)
    await keys.rotate(id, { staged: true })
    await expect(keys.rotate(id)).rejects.toMatchObject({ code: 'rotation-open' })
    await expect(keys.rotate(id, { staged: true })).rejects.toMatchObject({ code: 'rotation-open' })
  })
})

describe('in an emergency', () => {
  test('everything else is retired in the same append, also what was staged', async () => {
    const { keys, journal } = open()
    const one = await keys.issue(spec)
    const two = await keys.rotate(one.id)
    const staged = await keys.rotate(one.id, { staged: true })
    const size = journal.head().size
    const last = await keys.replace(one.id, { reason: 'the laptop is gone', by: 'oleg' })
    expect((await eventsOf(journal)).slice(size).map(({ type }) => type)).toEqual([
      'rotation.begun',
      'rotation.tested',
      'rotation.replaced',
    ])
    for (const { key } of [one, two, staged]) expect(keys.verify(key)).toEqual(refused('retired'))
    expect(keys.verify(last.key)).toMatchObject({ ok: true, state: 'current' })
    expect(keys.get(two.id)).toMatchObject({ reason: 'the laptop is gone' })
  })

  test('the end of a key is the end', async () => {
    const { keys } = open()
    const one = await keys.issue(spec)
    const two = await keys.rotate(one.id)
    await keys.revoke(two.id, { reason: 'the service is gone', by: 'oleg' })
    for (const { key } of [one, two]) expect(keys.verify(key)).toEqual(refused('revoked'))
    await keys.revoke(one.id, { reason: 'again' })
    expect(keys.get(two.id)).toMatchObject({ state: 'retired', reason: 'the service is gone', retiredAt: NOW })
    for (const again of [
      keys.rotate(one.id),
      keys.replace(one.id, { reason: 'x' }),
      keys.rotate(one.id, { staged: true }),
    ]) {
      await expect(again).rejects.toMatchObject({ code: 'rotation-ended' })
    }
  })
})

test('the fact that the policy’s rule reads', async () => {
  const { keys, clock } = open()
  const one = await keys.issue(spec)
  clock.advance(5)
  const two = await keys.rotate(one.id)
  expect(keys.credential(one.id)).toEqual({ state: 'previous', issuedAt: NOW, rotatedAt: NOW + 5 })
  expect(keys.credential(two.id)).toEqual({ state: 'current', issuedAt: NOW + 5 })
  const answer = keys.verify(one.key)
  expect(answer).toMatchObject(keys.credential(one.id) ?? {})
})

describe('arguments that make no sense', () => {
  test.each<[string, RotateOptions]>([
    ['a number of hours', { overlap: 24 } as unknown as RotateOptions],
    ['no overlap at all', { overlap: '0s' }],
    ['an overlap of a staged version', { staged: true, overlap: '1h' }],
    ['staged in a word', { staged: 'yes' } as unknown as RotateOptions],
    ['an address', { by: 'oleg@example.com' }],
    ['a misspelt member', { overlaps: '1h' } as RotateOptions],
  ])('%s', async (_, options) => {
    const { keys, journal } = open()
    const { id } = await keys.issue(spec)
    await expect(keys.rotate(id, options)).rejects.toMatchObject({ code: 'key-spec-invalid' })
    expect(journal.head().size).toBe(4)
  })

  test.each([undefined, {}, { reason: '' }, { reason: 7 }, { reason: 'x', why: 'y' }])('reason %j', async (options) => {
    const { keys } = open()
    const { id, key } = await keys.issue(spec)
    for (const deed of [keys.replace, keys.revoke, keys.abort]) {
      await expect(deed(id, options as GiveUpOptions)).rejects.toMatchObject({ code: 'key-spec-invalid' })
    }
    expect(keys.verify(key).ok).toBe(true)
  })

  test.each(['', 'nobody', 'a'.repeat(16), '__proto__', undefined, null, {}, 7])('id %j', async (id) => {
    const { keys } = open()
    await keys.issue(spec)
    for (const deed of [() => keys.rotate(id as string), () => keys.revoke(id as string, { reason: 'x' })]) {
      await expect(deed()).rejects.toMatchObject({ code: 'key-unknown' })
    }
  })
})
