import { inspect } from 'node:util'
import { WaxsealError } from '@waxseal/core'
import { handleLeakAlerts, keyPattern, type LeakOptions } from '@waxseal/keys'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findKeys } from '../../src/api-key/key-pattern.js'
import { eventsOf, madeUp, open, summed } from './support.js'

const refused = (code: string) => ({ ok: false, code })
const spec = { owner: 'crm', scopes: ['*'] }

describe('the pattern', () => {
  test('is what is published', () => {
    expect(keyPattern()).toBe('wxs_[a-z][a-z0-9]{0,15}_[a-z2-7]{16}_[a-z2-7]{39}')
    for (const prefix of ['', 'A', 'a_b', '.*', 'a'.repeat(17)]) {
      expect(() => keyPattern(prefix)).toThrow(expect.objectContaining({ code: 'keys-options-invalid' }))
    }
  })

  test('finds every key, wherever it stands', () => {
    const text = fc.array(
      fc.oneof(fc.string(), fc.constantFrom('wxs_', 'wxs_live_', `wxs_live_${'a'.repeat(16)}_`, 'a'.repeat(37))),
    )
    fc.assert(
      fc.property(text, text, fc.integer({ min: 1, max: 1e6 }), (before, after, seed) => {
        const key = madeUp({ seed })
        expect(findKeys(before.join('') + key + after.join(''), 'wxs')).toContain(key)
      }),
    )
  })

  test.each([
    ['in an environment variable', (key: string) => `API_KEY=${key}`],
    ['behind a letter', (key: string) => `x${key}y`],
    ['escaped for a URL', (key: string) => `https://example.com/?key%3D${key}%26a`],
    ['in JSON with an escaped line break', (key: string) => JSON.stringify({ a: `${key}\nb` })],
    ['behind half a key', (key: string) => `wxs_a_${'b'.repeat(16)}_${'c'.repeat(36)}${key}`],
    ['twice', (key: string) => `${key}${key}`],
  ])('%s', (_, around) => {
    const key = madeUp()
    expect(findKeys(around(key), 'wxs')).toEqual([key])
  })

  test('what only looks like a key is passed over', () => {
    const key = madeUp()
    expect(findKeys(`${key.slice(0, -1)}b ${key.toUpperCase()} ${madeUp({ head: 'acme_live' })}`, 'wxs')).toEqual([])
  })

  test('reads megabytes of what is nearly a key in time that grows with them', () => {
    const time = (length: number) => {
      const text = `wxs_live_${'a'.repeat(16)}_${'a'.repeat(38)}`.repeat(length / 64)
      const before = performance.now()
      expect(findKeys(text, 'wxs')).toEqual([])
      return performance.now() - before
    }
    time(100_000)
    expect(time(4_000_000)).toBeLessThan(2000)
  })
})

describe('a report', () => {
  test('retires exactly the version that leaked and says whom to tell', async () => {
    const { keys, journal } = open()
    const one = await keys.issue(spec)
    const two = await keys.rotate(one.id)
    const size = journal.head().size
    const report = await keys.reportLeaked(`found: ${one.key}, and ${madeUp()}`, { where: 'paste site', by: 'scanner' })
    expect(report).toEqual({
      leaked: [{ id: one.id, series: one.series, owner: 'crm', revoked: true }],
      unknown: 1,
      unverifiable: 0,
    })
    expect(keys.verify(one.key)).toEqual(refused('revoked'))
    expect(keys.verify(two.key).ok).toBe(true)
    expect((await eventsOf(journal)).slice(size).map(({ type, data }) => [type, data])).toEqual([
      ['key.leaked', { version: one.id, where: 'paste site', by: 'scanner' }],
      ['rotation.retired', { version: one.id, reason: 'leaked', by: 'scanner' }],
    ])
    expect(keys.get(one.id)).toMatchObject({ state: 'retired', reason: 'leaked', leaks: ['paste site'] })
  })

  test('none is better than a leaked one; rotation goes on from there', async () => {
    const { keys } = open()
    const one = await keys.issue(spec)
    await keys.reportLeaked(one.key, { where: 'paste site' })
    expect(keys.verify(one.key)).toEqual(refused('revoked'))
    const two = await keys.rotate(one.id)
    expect(two.previous).toBeUndefined()
    expect(keys.verify(two.key).ok).toBe(true)
    expect(keys.verify(one.key)).toEqual(refused('revoked'))
  })

  test('a staged version that leaks never comes into use', async () => {
    const { keys } = open()
    const one = await keys.issue(spec)
    const two = await keys.rotate(one.id, { staged: true })
    keys.verify(two.key)
    await keys.reportLeaked(two.key, { where: 'paste site' })
    await expect(keys.promote(two.id)).rejects.toMatchObject({ code: 'version-retired' })
    expect(keys.verify(one.key).ok).toBe(true)
    expect(keys.verify(two.key)).toEqual(refused('revoked'))
  })

  test('whoever knows an id only cannot end the key', async () => {
    const { keys, journal } = open()
    const { id, key } = await keys.issue(spec)
    const size = journal.head().size
    expect(await keys.reportLeaked(madeUp({ id }), { where: 'paste site' })).toEqual({
      leaked: [],
      unknown: 1,
      unverifiable: 0,
    })
    expect(keys.verify(key).ok).toBe(true)
    expect(journal.head().size).toBe(size)
  })

  test('the same report again adds nothing; another place is noted, up to a limit', async () => {
    const { keys, journal } = open()
    const { key, id } = await keys.issue(spec)
    await keys.reportLeaked(key, { where: 'paste site' })
    const size = journal.head().size
    expect((await keys.reportLeaked(key, { where: 'paste site' })).leaked).toMatchObject([{ id, revoked: false }])
    expect(journal.head().size).toBe(size)
    for (let index = 0; index < 50; index++) await keys.reportLeaked(key, { where: `fork ${index}` })
    expect(keys.get(id)?.leaks).toHaveLength(16)
    expect(journal.head().size).toBe(size + 15)
  })

  test('a key of another environment on the same record is found as well, under its own head only', async () => {
    const world = open({ environment: 'test' })
    const { key, id } = await world.keys.issue(spec)
    const live = open({ journal: world.journal, keyRing: world.keyRing }).keys
    const forged = summed(key.slice(0, -7).replace('test', 'live'))
    expect(await live.reportLeaked(`${forged} ${key}`, { where: 'paste site' })).toMatchObject({
      leaked: [{ id }],
      unknown: 1,
    })
    expect(world.keys.verify(key)).toEqual(refused('revoked'))
  })

  test('neither report nor record nor error holds a key', async () => {
    const { keys, journal } = open()
    const { key } = await keys.issue(spec)
    const report = await keys.reportLeaked(key, { where: 'paste site' })
    const error = await keys.reportLeaked(key, { where: `paste ${key}` }).catch((caught) => caught)
    expect(error).toMatchObject({ code: 'key-spec-invalid' })
    const wrong = await keys.reportLeaked({ key } as unknown as string, { where: 'x' }).catch((caught) => caught)
    expect(wrong).toMatchObject({ code: 'leak-report-invalid' })
    for (const text of [report, error, wrong, await eventsOf(journal)].map((one) =>
      inspect(one, { depth: 9, showHidden: true }),
    )) {
      expect(text).not.toContain(key.slice(-39, -7))
    }
  })

  test.each([undefined, {}, { where: '' }, { where: 'a@example.com' }, { where: 'x', when: 1 }])(
    '%j is no place',
    async (options) => {
      const { keys } = open()
      await expect(keys.reportLeaked('', options as { where: string })).rejects.toMatchObject({
        code: 'key-spec-invalid',
      })
    },
  )
})

describe('alerts of GitHub', () => {
  const url = 'https://github.com/octocat/Hello-World/blob/12345600b9cbe38a219f39a9941c9319b600c002/foo/bar.txt'

  test('the body of the documentation, with keys in it', async () => {
    const { keys } = open()
    const { key, id } = await keys.issue(spec)
    const body = [
      { token: key, type: 'mycompany_api_token', url, source: 'content' },
      { token: 'NMIfyYncKcRALEXAMPLE', type: 'mycompany_api_token', url, source: 'commit' },
    ]
    const feedback = await handleLeakAlerts(keys, body)
    expect(feedback.map(({ token_type, label }) => [token_type, label])).toEqual([
      ['mycompany_api_token', 'true_positive'],
      ['mycompany_api_token', 'false_positive'],
    ])
    // printf NMIfyYncKcRALEXAMPLE | sha256sum
    expect(feedback[1]?.token_hash).toBe('96ff7c92fefc926b4aa322510544a062d154eec069ea35a51e3f60948f2c59fa')
    expect(keys.verify(key)).toEqual(refused('revoked'))
    expect(keys.get(id)?.leaks).toEqual([`content ${url}`])
  })

  test('hundreds of matches, the same key among them many times', async () => {
    const { keys, journal } = open()
    const all = await Promise.all(Array.from({ length: 20 }, () => keys.issue(spec)))
    const body = Array.from({ length: 400 }, (_, index) => ({
      token: all[index % 20]?.key,
      type: 't',
      url: `u${index % 2}`,
      source: 'commit',
    }))
    expect((await handleLeakAlerts(keys, body)).every(({ label }) => label === 'true_positive')).toBe(true)
    for (const { key } of all) expect(keys.verify(key)).toEqual(refused('revoked'))
    expect((await eventsOf(journal)).filter(({ type }) => type === 'rotation.retired')).toHaveLength(20)
  })

  test('what comes from outside stays out of the record: queries, addresses, keys, length', async () => {
    const { keys, journal } = open()
    const { key, id } = await keys.issue(spec)
    const wild = [
      `https://a.example/${key}/x?token=${key}#${key}`,
      'mailto:maria@example.com',
      'x'.repeat(100_000),
      '\u0000\u202e<script>',
    ]
    await handleLeakAlerts(
      keys,
      wild.map((place) => ({ token: key, type: 't', url: place, source: place })),
    )
    const text = JSON.stringify(await eventsOf(journal))
    for (const piece of [key.slice(-39, -7), 'maria@example.com', 'x'.repeat(300), '\\u0000', '\u202e', '<script>']) {
      expect(text).not.toContain(piece)
    }
    expect(keys.get(id)?.leaks).toHaveLength(4)
  })

  test('one that cannot be noted keeps no other from being ended, and is told at the end', async () => {
    const { keys } = open()
    const { key } = await keys.issue({ owner: 'crm', scopes: ['*'] })
    const bad = new WaxsealError('journal-unavailable', 'no disk')
    const reportLeaked = (text: string, options: LeakOptions) =>
      text === 'bad' ? Promise.reject(bad) : keys.reportLeaked(text, options)
    const alert = { type: 't', url: 'https://e/x', source: 'content' }
    const body = ['bad', ...Array.from({ length: 40 }, (_, index) => `nope${index}`), key]
    const all = body.map((token) => ({ ...alert, token }))
    await expect(handleLeakAlerts({ reportLeaked }, all)).rejects.toBe(bad)
    expect(keys.verify(key)).toEqual({ ok: false, code: 'revoked' })
  })

  test.each([
    ['', ''],
    [' ', '?'],
    ['content', `https://github.com/o/r/blob/1/${'a'.repeat(16)}~${'b'.repeat(39)}`],
    ['content', `https://github.com/o/r/${'a'.repeat(16)}_${'b'.repeat(39)}~${'b'.repeat(39)}`],
  ])('a place that nobody would choose: %j %j', async (source, url) => {
    const { keys } = open()
    const { key } = await keys.issue({ owner: 'crm', scopes: ['*'] })
    const [feedback] = await handleLeakAlerts(keys, [{ token: key, type: 't', url, source }])
    expect(feedback?.label).toBe('true_positive')
    expect(keys.verify(key)).toEqual({ ok: false, code: 'revoked' })
  })

  test('what is no alert is passed over', async () => {
    const { keys } = open()
    const body = [null, 7, 'x', [], {}, { token: 7, type: 't' }, { token: 'x' }, { token: 'x', type: 't' }]
    expect(await handleLeakAlerts(keys, body)).toHaveLength(1)
    for (const wrong of [undefined, null, {}, 'x', Array(10_001).fill({})]) {
      await expect(handleLeakAlerts(keys, wrong)).rejects.toMatchObject({ code: 'leak-report-invalid' })
    }
  })
})
