import { inspect } from 'node:util'
import { isWaxsealError, type JournalEvent, stateAt } from '@waxseal/core'
import { memoryJournal, memoryKeyRing, memorySecretStore } from '@waxseal/journal'
import { fixedClock } from '@waxseal/testing'
import { expect, test } from 'vitest'
import { createKeys } from '../../src/create-keys.js'
import { createKnowledge } from '../../src/knowledge/create-knowledge.js'
import type { KnowledgeFact } from '../../src/knowledge/knowledge-fact.js'
import { knowledgeFold } from '../../src/knowledge/knowledge-fold.js'
import { knownBy } from '../../src/knowledge/known-by.js'
import { createSigningKeys } from '../../src/signing/create-signing-keys.js'

function company() {
  const clock = fixedClock(1_000)
  const journal = memoryJournal()
  const knowledge = createKnowledge({ journal, clock })
  const note = async (...facts: KnowledgeFact[]) => {
    for (const fact of facts) {
      clock.advance(1)
      await knowledge.note(fact)
    }
  }
  return { clock, journal, knowledge, note }
}

async function eventsOf(journal: ReturnType<typeof memoryJournal>) {
  const events: JournalEvent[] = []
  for await (const event of journal.read()) events.push(event)
  return events
}

test('what stands in a shared vault is learned after a rotation too, and until access ends', async () => {
  const { knowledge, note } = company()
  await note(
    { type: 'container.filled', container: 'vault/office', what: 'secret/smtp' },
    { type: 'container.shared', container: 'vault/office', principal: 'maria' },
    { type: 'secret.changed', what: 'secret/smtp', version: '2' },
    { type: 'container.unshared', container: 'vault/office', principal: 'maria' },
    { type: 'secret.changed', what: 'secret/smtp', version: '3' },
  )
  const through = ['vault/office']
  expect(await knowledge.knownBy('maria')).toEqual([
    {
      secret: 'secret/smtp',
      versions: [
        { version: '', live: false, since: 1_002, evidence: [0, 1], through },
        { version: '2', live: false, issuedAt: 1_003, since: 1_003, evidence: [0, 1, 2], through },
      ],
    },
  ])
})

test('an export keeps what was inside when it was made, for whoever gets it later', async () => {
  const { knowledge, note } = company()
  await note(
    { type: 'container.filled', container: 'template/welcome', what: 'secret/maps' },
    { type: 'container.filled', container: 'vault/shop', what: 'template/welcome' },
    { type: 'secret.exported', what: 'vault/shop', principal: 'boris', into: 'export/7' },
    { type: 'container.emptied', container: 'template/welcome' },
    { type: 'secret.changed', what: 'secret/maps', version: '2' },
    { type: 'secret.imported', what: 'export/7', principal: 'vera', into: 'document/notes' },
    { type: 'secret.revealed', what: 'document/notes', principal: 'maria' },
  )
  expect(await knowledge.knownBy('maria')).toEqual([
    {
      secret: 'secret/maps',
      versions: [
        {
          version: '',
          live: false,
          since: 1_007,
          evidence: [0, 1, 2, 5, 6],
          through: ['template/welcome', 'vault/shop', 'export/7', 'document/notes'],
        },
      ],
    },
  ])
  expect((await knowledge.knowersOf('secret/maps')).map(({ principal }) => principal)).toEqual([
    'boris',
    'maria',
    'vera',
  ])
})

test('containers inside each other come to an end', async () => {
  const { knowledge, note } = company()
  await note(
    { type: 'container.filled', container: 'vault/a', what: 'vault/b' },
    { type: 'container.filled', container: 'vault/b', what: 'vault/a' },
    { type: 'container.filled', container: 'vault/a', what: 'vault/a' },
    { type: 'container.filled', container: 'vault/b', what: 'secret/x' },
    { type: 'group.joined', group: 'one', subgroup: 'two' },
    { type: 'group.joined', group: 'two', subgroup: 'one' },
    { type: 'group.joined', group: 'two', principal: 'maria' },
    { type: 'container.shared', container: 'vault/a', group: 'one' },
  )
  const [known] = await knowledge.knownBy('maria')
  expect(known?.versions[0]?.through).toEqual(['vault/b', 'vault/a', 'group/one', 'group/two'])
})

test('API keys are taken in from their own events, and an expired one is of no use', async () => {
  const { clock, journal, knowledge } = company()
  const keys = createKeys({ journal, keyRing: memoryKeyRing(), clock })
  const spec = { owner: 'crm', scopes: ['*'], by: 'maria' }
  const { id } = await keys.issue({ ...spec, expiresIn: '1h' })
  const next = await keys.rotate(id, { overlap: '10m', by: 'boris' })
  const secret = `key/${id}` as const
  const states = async () => {
    const known = [...(await knowledge.knownBy('maria')), ...(await knowledge.knownBy('boris'))]
    return known.flatMap((one) => one.versions.map(({ version, live }) => [one.secret, version, live]))
  }
  expect(await states()).toEqual([
    [secret, id, true],
    [secret, next.id, true],
  ])
  clock.advance(600_000)
  expect(await states()).toEqual([
    [secret, id, false],
    [secret, next.id, true],
  ])
  clock.advance(3_600_000)
  expect((await states()).map(([, , live]) => live)).toEqual([false, false])
  expect((await knowledge.rotationOf(secret)).length).toBe((await eventsOf(journal)).length)
  expect(
    JSON.stringify(knowledgeFold.save?.(await stateAt(journal, knowledgeFold, { tenant: 'default', at: 9e12 }))),
  ).not.toContain('hash')
})

test('a credential that was known before the record knew it is of use until the provider refuses it', async () => {
  const { journal, knowledge, note } = company()
  await note({ type: 'secret.used', what: 'credential/unisender', principal: 'maria' })
  const step = (version: string) =>
    journal.append({ tenant: 'default', stream: 'credential/unisender' }, [
      { type: 'rotation.begun', at: 2_000, data: { version } },
      { type: 'rotation.tested', at: 2_000, data: { version } },
      { type: 'rotation.replaced', at: 2_000, data: { version, reason: 'adopted' } },
    ])
  const live = async () => (await knowledge.knownBy('maria'))[0]?.versions[0]?.live
  await step('v1')
  expect(await live()).toBe(true)
  await step('v2')
  expect(await live()).toBe(true)
  const say = (type: string, data: { version: string; reason: string }) =>
    journal.append({ tenant: 'default', stream: 'credential/unisender' }, [{ type, at: 2_000, data }])
  await say('rotation.retired', { version: 'v1', reason: 'idle' })
  // A host's own words prove nothing.
  await say('rotation.aborted', { version: 'v1', reason: 'refused-by-provider' })
  expect(await live()).toBe(true)
  await say('rotation.retired', { version: 'v1', reason: 'refused-by-provider' })
  expect(await live()).toBe(false)
})

test('who read of a credential after its end knows the last one', async () => {
  const { journal, knowledge, note } = company()
  await journal.append({ tenant: 'default', stream: 'credential/unisender' }, [
    { type: 'rotation.begun', at: 900, data: { version: 'v1' } },
    { type: 'rotation.tested', at: 900, data: { version: 'v1' } },
    { type: 'rotation.switched', at: 900, data: { version: 'v1' } },
    { type: 'rotation.ended', at: 900, data: { reason: 'contract over' } },
  ])
  await note({ type: 'secret.revealed', what: 'credential/unisender', principal: 'maria' })
  expect((await knowledge.knownBy('maria'))[0]?.versions).toMatchObject([{ version: 'v1', live: true, unproved: true }])
})

test('a signing key is of use to whoever knows it until it is marked, retired or not', async () => {
  const { clock, journal, knowledge, note } = company()
  const ports = { journal, keyRing: memoryKeyRing(), secrets: memorySecretStore(), clock }
  const keys = createSigningKeys(ports)
  const { kid } = await keys.current()
  await note({ type: 'secret.revealed', what: 'signing/seal', principal: 'maria' })
  const known = async () => (await knowledge.knownBy('maria')).flatMap(({ versions }) => versions)
  await keys.rotate({ overlap: '1s' })
  expect(await known()).toMatchObject([{ version: kid, live: true }])
  expect((await known())[0]).not.toHaveProperty('until')
  clock.advance(5_000)
  await keys.sweep()
  expect(await known()).toMatchObject([{ version: kid, live: true, unproved: true }])
  await keys.replace({ reason: 'left', kids: [kid] })
  expect(await known()).toMatchObject([{ version: kid, live: false }])
})

test("one of the host's own secrets is of use again after its end, and under a name from before", async () => {
  const { knowledge, note } = company()
  const live = async () => (await knowledge.knownBy('maria')).map(({ versions }) => versions.map((one) => one.live))
  await note(
    { type: 'secret.changed', what: 'secret/a', version: '1', seenBy: ['maria'] },
    { type: 'secret.changed', what: 'secret/a', version: '2' },
  )
  expect(await live()).toEqual([[false]])
  await note({ type: 'secret.changed', what: 'secret/a', version: '1' })
  expect(await live()).toEqual([[true]])
  await note({ type: 'secret.ended', what: 'secret/a' })
  expect(await live()).toEqual([[false]])
  await note(
    { type: 'secret.changed', what: 'secret/a', version: '3' },
    { type: 'secret.revealed', what: 'secret/a', principal: 'maria' },
  )
  expect(await live()).toEqual([[false, true]])
})

test('what was known at an instant can be asked for', async () => {
  const { journal, note } = company()
  await note(
    { type: 'secret.revealed', what: 'secret/a', principal: 'maria' },
    { type: 'secret.revealed', what: 'secret/b', principal: 'maria' },
  )
  const then = await stateAt(journal, knowledgeFold, { tenant: 'default', at: 1_001 })
  expect(knownBy(then, 'maria', 1_001).map(({ secret }) => secret)).toEqual(['secret/a'])
})

test('lasting access is what has not ended', async () => {
  const { knowledge, note } = company()
  await note(
    { type: 'container.shared', container: 'vault/b', principal: 'maria' },
    { type: 'container.shared', container: 'vault/a', principal: 'maria' },
    { type: 'container.shared', container: 'vault/c', group: 'office' },
    { type: 'group.joined', group: 'office', principal: 'maria' },
    { type: 'group.joined', group: 'shop', principal: 'maria' },
    { type: 'container.unshared', container: 'vault/b', principal: 'maria' },
    { type: 'group.left', group: 'shop', principal: 'maria' },
    { type: 'secret.revealed', what: 'vault/d', principal: 'maria' },
  )
  expect(await knowledge.accessOf('maria')).toEqual({ containers: ['vault/a'], groups: ['office'] })
})

test('tenants do not mix', async () => {
  const { journal, note } = company()
  await note({ type: 'secret.revealed', what: 'secret/a', principal: 'maria' })
  expect(await createKnowledge({ journal, tenant: 'other' }).knownBy('maria')).toEqual([])
})

test('a secret that is used every minute makes the graph no larger', async () => {
  const { knowledge, note, journal } = company()
  for (let count = 0; count < 50; count++) await note({ type: 'secret.used', what: 'secret/a', principal: 'maria' })
  const saved = knowledgeFold.save?.(await stateAt(journal, knowledgeFold, { tenant: 'default', at: 9e12 }))
  expect((saved as { edges: unknown[] }).edges).toHaveLength(2)
  expect((await knowledge.knownBy('maria'))[0]?.versions[0]?.since).toBe(1_001)
})

const MALFORMED: readonly unknown[] = [
  null,
  undefined,
  'secret.revealed',
  {},
  { type: 'secret.shown', what: 'secret/a', principal: 'maria' },
  { type: 'constructor', what: 'secret/a', principal: 'maria' },
  { type: '__proto__' },
  { type: 'secret.revealed', what: 'secret/a' },
  { type: 'secret.revealed', what: 'secret/a', principal: 'maria', group: 'office' },
  { type: 'secret.revealed', what: 'smtp', principal: 'maria' },
  { type: 'secret.revealed', what: 'secret/', principal: 'maria' },
  { type: 'secret.revealed', what: 'secret/a#1', principal: 'maria' },
  { type: 'secret.revealed', what: 'secret/a', principal: 'maria@example.com' },
  { type: 'secret.revealed', what: 'secret/a', principal: 'maria\u0000' },
  { type: 'secret.revealed', what: 'secret/a', principal: 'm'.repeat(201) },
  { type: 'secret.revealed', what: 'secret/a', principal: ['maria'] },
  { type: 'secret.revealed', what: 'secret/a', principal: 'maria', text: 'hunter2' },
  { type: 'secret.revealed', what: 'vault/a', version: '1', principal: 'maria' },
  { type: 'secret.used', what: 'secret/a', group: 'office' },
  { type: 'secret.copied', what: 'secret/a', principal: 'maria', into: 'secret/b' },
  { type: 'secret.changed', what: 'credential/unisender', version: '2' },
  { type: 'secret.changed', what: 'secret/a' },
  { type: 'secret.changed', what: 'secret/a', version: '2', seenBy: ['maria@example.com'] },
  { type: 'secret.ended', what: 'key/a' },
  { type: 'container.filled', container: 'group/a', what: 'secret/a' },
  { type: 'container.emptied', container: 'vault/a', version: '1' },
  { type: 'container.shared', container: 'vault/a' },
  { type: 'group.joined', group: 'office', principal: 'maria', subgroup: 'night' },
]

test('a fact that is not understood is refused, and nothing of it is repeated', async () => {
  const { journal, knowledge } = company()
  for (const fact of MALFORMED) {
    const error: unknown = await knowledge.note(fact as KnowledgeFact).catch((thrown: unknown) => thrown)
    expect(isWaxsealError(error, 'knowledge-invalid'), inspect(fact)).toBe(true)
    expect(`${inspect(error)}${JSON.stringify(error)}`).not.toMatch(/example\.com|hunter2/)
  }
  expect(journal.head().size).toBe(0)
})

test('events of other hands are passed over when they say nothing', async () => {
  const { journal, knowledge } = company()
  const drafts = MALFORMED.flatMap((fact) => {
    const { type, ...data } = Object(fact)
    return typeof type === 'string' ? [{ type, at: 0, data: JSON.parse(JSON.stringify(data)) }] : []
  })
  await journal.append({ tenant: 'default', stream: 'knowledge/x' }, drafts)
  await journal.append({ tenant: 'default', stream: 'key/x' }, [
    { type: 'rotation.begun', at: 0, data: { version: 3, seenBy: 'maria' } },
  ])
  await journal.append({ tenant: 'default', stream: 'key/x' }, [
    { type: 'rotation.begun', at: 0, data: { version: 'a', seenBy: [3, 'boris'] } },
  ])
  expect((await knowledge.knownBy('boris')).map(({ secret }) => secret)).toEqual(['key/x'])
})

test('principals, groups and versions may be called anything that JavaScript has names for', async () => {
  const { knowledge, note } = company()
  for (const name of ['__proto__', 'constructor', 'toString', 'group/office', 'principal/maria', 'copy/1', 'key/a#b']) {
    await note(
      { type: 'container.filled', container: `vault/${name}`, what: 'secret/constructor' },
      { type: 'container.shared', container: `vault/${name}`, group: name },
      { type: 'group.joined', group: name, principal: name },
    )
    expect((await knowledge.knownBy(name))[0]?.versions[0]?.through).toEqual([`vault/${name}`, `group/${name}`])
  }
})

test('a start after a failure is possible, and a snapshot is taken up', async () => {
  const { journal, note, clock } = company()
  await note({ type: 'secret.revealed', what: 'secret/a', principal: 'maria' })
  let fails = true
  const shaky = {
    ...journal,
    read: (options?: Parameters<typeof journal.read>[0]) => {
      if (fails) throw new TypeError('no disk')
      return journal.read(options)
    },
  }
  const kept = new Map<string, { size: number; state: never }>()
  const snapshots = {
    load: async (tenant: string, name: string) => kept.get(`${tenant} ${name}`),
    save: async (tenant: string, name: string, snapshot: { size: number; state: unknown }) => {
      kept.set(`${tenant} ${name}`, snapshot as { size: number; state: never })
    },
    clear: async () => kept.clear(),
  }
  const knowledge = createKnowledge({ journal: shaky, clock, snapshots })
  await expect(knowledge.ready()).rejects.toThrow('no disk')
  fails = false
  await knowledge.snapshot()
  expect(kept.size).toBe(1)
  await knowledge.close()
  const again = createKnowledge({ journal, clock, snapshots })
  expect((await again.knownBy('maria')).map(({ secret }) => secret)).toEqual(['secret/a'])
})
