import type { JournalEvent } from '@waxseal/core'
import { isWaxsealError } from '@waxseal/core'
import type { Keys } from '@waxseal/keys'
import { describe, expect, test } from 'vitest'
import { Crash, everyInterleaving, type Gate } from '../rotation/interleave.js'
import { changed, eventsOf, NOW, open, type World } from './support.js'

/** What the operators know: keys by their ids, and which version is staged. */
interface Scene {
  readonly world: World
  readonly first: string
  readonly staged: string
  readonly known: Map<string, string>
}

type Deed = (keys: Keys, scene: Scene) => Promise<{ readonly id: string; readonly key: string } | undefined>

const DEEDS = {
  rotate: (keys, { first }) => keys.rotate(first, { overlap: '1h' }),
  stage: (keys, { first }) => keys.rotate(first, { staged: true }),
  async tryAndPromote(keys, { staged, known }) {
    await keys.ready()
    keys.verify(known.get(staged) ?? '')
    await keys.promote(staged, { overlap: '1h' })
    return undefined
  },
  async abort(keys, { staged }) {
    await keys.abort(staged, { reason: 'given up' })
    return undefined
  },
  replace: (keys, { first }) => keys.replace(first, { reason: 'emergency' }),
  async revoke(keys, { first }) {
    await keys.revoke(first, { reason: 'gone' })
    return undefined
  },
  async leak(keys, { first, known }) {
    await keys.reportLeaked(known.get(first) ?? '', { where: 'paste site' })
    return undefined
  },
  async sweep(keys) {
    await keys.sweep()
    return undefined
  },
} satisfies Record<string, Deed>

type Name = keyof typeof DEEDS

/** Deeds that may leave a key without a version that works. */
const ENDING: readonly Name[] = ['revoke', 'leak', 'replace']

async function openScene(start: 'plain' | 'staged' | 'over'): Promise<Scene> {
  const world = open()
  const known = new Map<string, string>()
  const one = await world.keys.issue({ owner: 'crm', scopes: ['*'] })
  known.set(one.id, one.key)
  let staged = one.id
  if (start === 'over') {
    const two = await world.keys.rotate(one.id, { overlap: '1s' })
    known.set(two.id, two.key)
    world.clock.advance(1000)
  }
  if (start === 'staged') {
    const two = await world.keys.rotate(one.id, { staged: true })
    known.set(two.id, two.key)
    staged = two.id
  }
  return { world, first: one.id, staged, known }
}

/** Which versions are accepted, told from the events in the plainest way. */
function acceptedBy(events: readonly JournalEvent[], now: number): Set<string> {
  const until = new Map<string, number>()
  let current = ''
  for (const { type, data } of events) {
    const version = String(data.version)
    if (type === 'rotation.begun') until.set(version, Number.POSITIVE_INFINITY)
    if (type === 'rotation.ended') until.clear()
    if (type === 'rotation.retired' || type === 'rotation.aborted') until.delete(version)
    if (type === 'rotation.replaced') for (const id of until.keys()) if (id !== version) until.delete(id)
    if (type === 'rotation.switched') {
      if (until.has(current)) until.set(current, Number(data.until))
      until.set(version, Number.POSITIVE_INFINITY)
    }
    if (type === 'rotation.switched' || type === 'rotation.replaced') current = version
  }
  return new Set([...until].filter(([, end]) => now < end).map(([id]) => id))
}

async function assertSound({ world, known }: Scene, mayEnd: boolean): Promise<void> {
  const accepted = acceptedBy(await eventsOf(world.journal), world.clock())
  for (const [id, key] of known) expect(world.keys.verify(key).ok).toBe(accepted.has(id))
  if (!mayEnd) expect([...known.keys()].filter((id) => accepted.has(id))).not.toEqual([])
  const current = world.keys.list().filter(({ state }) => state === 'current')
  expect(current.length).toBeLessThanOrEqual(1)
}

/** Whoever comes later can go on, whatever stands in the way. */
async function assertResumable({ world, first }: Scene): Promise<void> {
  const later = open({ journal: world.journal, keyRing: world.keyRing, clock: world.clock }).keys
  await later.ready()
  const ended = (await eventsOf(world.journal)).some(({ type }) => type === 'rotation.ended')
  for (const { id, state } of later.list()) {
    if (state === 'pending' || state === 'tested') await later.abort(id, { reason: 'left behind' })
  }
  const next = await later.rotate(first, { overlap: '1h' }).catch((error: unknown) => error)
  if (ended) expect(next).toMatchObject({ code: 'rotation-ended' })
  else expect(later.verify((next as { key: string }).key).ok).toBe(true)
  await later.close()
}

/** `lost`: the first operator crashes between the last append and the return, so that nobody has his key. */
async function tryAll(
  start: 'plain' | 'staged' | 'over',
  names: readonly [Name, Name],
  lost: boolean,
): Promise<number> {
  const mayEnd = names.some((name) => ENDING.includes(name))
  return everyInterleaving(async (begin) => {
    const scene = await openScene(start)
    const { world, known } = scene
    const operate = (name: Name, forgets: boolean) =>
      begin(async (gate: Gate) => {
        let dead = false
        const journal = changed(world.journal, {
          async append(target, events) {
            if (dead) throw new Crash()
            await assertSound(scene, mayEnd)
            await gate().catch((crash: unknown) => {
              dead = true
              throw crash
            })
            return world.journal.append(target, events)
          },
        })
        const { keys } = open({ journal, keyRing: world.keyRing, clock: world.clock })
        const deed: Deed = DEEDS[name]
        const made = await deed(keys, scene).catch((error: unknown) => {
          // The other one was faster, and what is left makes no sense any more.
          if (!isWaxsealError(error)) throw error
          expect(error.code).toMatch(/^(?:rotation|version)-/)
          return undefined
        })
        if (made && !forgets) known.set(made.id, made.key)
      })
    await Promise.all([operate(names[0], lost), operate(names[1], false)])
    await assertSound(scene, mayEnd)
    await assertResumable(scene)
  })
}

const PLAIN: Name[] = ['rotate', 'stage', 'replace', 'revoke', 'leak']
const MAKING: Name[] = ['rotate', 'stage', 'replace']
const STAGED: Name[] = ['rotate', 'tryAndPromote', 'abort', 'replace', 'revoke', 'leak']

function pairs(names: readonly Name[]): [Name, Name][] {
  return names.flatMap((one, index) => names.slice(index).map((other): [Name, Name] => [one, other]))
}

describe('two operators in every order, one of them may crash before any append', () => {
  test.each(pairs(PLAIN))('%s and %s', async (...names) => {
    expect(await tryAll('plain', names, false)).toBeGreaterThan(4)
  })

  test.each(pairs(STAGED))('while another version is staged: %s and %s', async (...names) => {
    expect(await tryAll('staged', names, false)).toBeGreaterThan(4)
  })

  test.each(PLAIN.map((name): [Name] => [name]))('while an overlap has ended: sweep and %s', async (name) => {
    expect(await tryAll('over', [name, 'sweep'], false)).toBeGreaterThan(4)
  })
})

describe('the first one crashes between append and return, so that nobody has his key', () => {
  test.each(PLAIN.flatMap((name) => MAKING.map((first): [Name, Name] => [first, name])))(
    '%s and %s',
    async (...names) => {
      expect(await tryAll('plain', names, true)).toBeGreaterThan(4)
    },
  )
})

test('the plain reading of events tells apart what it must', () => {
  const event = (type: string, data: Record<string, string | number>, seq: number) =>
    ({ type: `rotation.${type}`, data, seq, at: NOW, tenant: 'default', stream: 'key/a', version: seq }) as JournalEvent
  const events = [
    event('begun', { version: 'a' }, 0),
    event('switched', { version: 'a' }, 1),
    event('begun', { version: 'b' }, 2),
    event('switched', { version: 'b', until: NOW + 10 }, 3),
  ]
  expect([...acceptedBy(events, NOW + 9)]).toEqual(['a', 'b'])
  expect([...acceptedBy(events, NOW + 10)]).toEqual(['b'])
  expect([...acceptedBy([...events, event('replaced', { version: 'b' }, 4)], NOW)]).toEqual(['b'])
})
