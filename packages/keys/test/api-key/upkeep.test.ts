import { memoryJournal } from '@waxseal/journal'
import { describe, expect, test } from 'vitest'
import { changed, DAY, eventsOf, NOW, open } from './support.js'

const spec = { owner: 'crm', scopes: ['*'] }

describe('flush', () => {
  test('uses are written in one event, with networks as keyed hashes', async () => {
    const { keys, journal, clock } = open()
    const [one, two] = [await keys.issue(spec), await keys.issue(spec)]
    for (const ip of ['203.0.113.7', '203.0.113.9', '198.51.100.1', 'nonsense']) keys.verify(one.key, { ip })
    clock.advance(500)
    keys.verify(one.key)
    keys.verify(two.key, { ip: '2001:db8::1' })
    keys.verify(two.key, { ip: '2001:db8:0:ffff::2' })
    const size = journal.head().size
    await keys.flush()
    const [event, ...more] = (await eventsOf(journal)).slice(size)
    expect(more).toEqual([])
    const network = expect.stringMatching(/^n_[\w-]{12}$/)
    expect(event).toMatchObject({ type: 'key.used', stream: 'key-use' })
    expect(event?.data).toEqual({
      uses: [
        { id: one.id, count: 5, at: NOW + 500, networks: [network, network] },
        { id: two.id, count: 2, at: NOW + 500, networks: [network] },
      ],
    })
    expect(JSON.stringify(event)).not.toMatch(/203\.0|198\.51|2001/)
    expect(keys.get(one.id)).toMatchObject({ uses: 5, lastUsedAt: NOW + 500 })
    await keys.flush()
    expect(journal.head().size).toBe(size + 1)
  })

  test('a network has one hash in every batch and another for each tenant', async () => {
    const hashes: unknown[] = []
    for (const tenant of ['north', 'south']) {
      const { keys, journal } = open({ tenant })
      const { key } = await keys.issue(spec)
      for (const ip of ['203.0.113.7', '203.0.113.200']) {
        keys.verify(key, { ip })
        await keys.flush()
      }
      for (const { data } of (await eventsOf(journal)).slice(4))
        hashes.push((data.uses as { networks: string[] }[])[0]?.networks[0])
    }
    expect(hashes).toHaveLength(4)
    expect(new Set(hashes.slice(0, 2)).size).toBe(1)
    expect(new Set(hashes).size).toBe(2)
  })

  test('verification writes nothing, refused keys are no uses', async () => {
    const { keys, journal } = open()
    const { key } = await keys.issue({ ...spec, scopes: ['contacts.view'] })
    const size = journal.head().size
    keys.verify(key, { scope: 'contacts.export' })
    await keys.flush()
    expect(journal.head().size).toBe(size)
  })

  test('what cannot be written is written the next time, once', async () => {
    let broken = false
    const inner = memoryJournal()
    const journal = changed(inner, {
      append: (target, events) => (broken ? Promise.reject(new Error('disk full')) : inner.append(target, events)),
    })
    const { keys } = open({ journal })
    const { key, id } = await keys.issue(spec)
    keys.verify(key, { ip: '203.0.113.7' })
    broken = true
    const flushing = keys.flush()
    keys.verify(key, { ip: '198.51.100.1' })
    await expect(flushing).rejects.toThrow('disk full')
    broken = false
    keys.verify(key)
    await keys.flush()
    expect(keys.get(id)).toMatchObject({ uses: 3 })
    expect((await eventsOf(inner)).at(-1)?.data).toMatchObject({
      uses: [{ count: 3, networks: [expect.any(String), expect.any(String)] }],
    })
  })

  test('thousands of keys go into events that a journal takes', async () => {
    const { keys, journal } = open()
    for (let index = 0; index < 1000; index++) {
      const { key } = await keys.issue(spec)
      for (let network = 0; network < 20; network++) keys.verify(key, { ip: `10.0.${network}.1` })
    }
    await keys.flush()
    const written = (await eventsOf(journal)).filter(({ type }) => type === 'key.used')
    expect(written.map(({ data }) => (data.uses as unknown[]).length)).toEqual([400, 400, 200])
    for (const { data } of written)
      expect(data.uses).toContainEqual(expect.objectContaining({ networks: expect.any(Array) }))
    expect(Math.max(...written.flatMap(({ data }) => networkCounts(data.uses)))).toBe(16)
  })

  test('`close` writes what is left and leaves the journal open', async () => {
    const { keys, journal } = open()
    const { key } = await keys.issue(spec)
    keys.verify(key)
    await keys.close()
    expect((await eventsOf(journal)).at(-1)?.type).toBe('key.used')
    await keys.close().catch((error) => expect(error.code).toBe('keys-closed'))
  })
})

function networkCounts(uses: unknown): number[] {
  return (uses as { networks: string[] }[]).map(({ networks }) => networks.length)
}

describe('sweep', () => {
  test('retires what is over, once, and nothing else', async () => {
    const { keys, journal, clock } = open()
    const one = await keys.issue(spec)
    const two = await keys.rotate(one.id, { overlap: '1h' })
    const other = await keys.issue(spec)
    expect(await keys.sweep()).toEqual([])
    clock.advance(3_600_000)
    expect(keys.get(one.id)?.state).toBe('previous')
    expect(await keys.sweep()).toEqual([one.id])
    const size = journal.head().size
    expect(await keys.sweep()).toEqual([])
    expect(journal.head().size).toBe(size)
    expect([one, two, other].map(({ id }) => keys.get(id)?.state)).toEqual(['retired', 'current', 'current'])
    clock.advance(400 * DAY)
    expect(await keys.sweep()).toEqual([])
    expect(keys.verify(two.key).ok).toBe(true)
  })
})
