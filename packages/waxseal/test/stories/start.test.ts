import type { AppendTarget, EventDraft, Journal } from '@waxseal/core'
import { memoryJournal, memoryKeyRing } from '@waxseal/journal'
import { definePolicy } from '@waxseal/policy'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWaxseal } from '../../src/index.js'
import { FILE, type Host, letter, OFFICE, policy, startHost, value } from './host.js'

let host: Host
beforeAll(async () => {
  host = await startHost()
  value(await (await (await host.start()).as('crm')).contacts.import('spb', FILE))
})
afterAll(() => host.stop())

test('no keys, no journal, no policy, no principals: no start', async () => {
  for (const [missing, code] of [
    ['keyRing', 'key-ring-missing'],
    ['journal', 'journal-missing'],
    ['policy', 'policy-missing'],
    ['principals', 'principals-missing'],
  ] as const) {
    await expect(host.start({ [missing]: undefined } as never)).rejects.toMatchObject({ code })
  }
  await expect(createWaxseal(undefined as never)).rejects.toMatchObject({ code: 'key-ring-missing' })
})

test('a list needs a place, and a tenant a name', async () => {
  await expect(host.start({ provider: undefined } as never)).rejects.toMatchObject({ code: 'list-misplaced' })
  await expect(host.start({ lists: { spb: {} as never } })).rejects.toMatchObject({ code: 'list-misplaced' })
  await expect(host.start({ lists: { 'a/b': '1' } })).rejects.toMatchObject({ code: 'list-misplaced' })
  await expect(host.start({ lists: undefined } as never)).rejects.toMatchObject({ code: 'list-misplaced' })
  await expect(host.start({ lists: { spb: null } } as never)).rejects.toMatchObject({ code: 'list-misplaced' })
  await expect(host.start({ identity: { name: '', domains: [] } })).rejects.toMatchObject({ code: 'identity-invalid' })
  await expect(host.start({ tenant: '../other' })).rejects.toMatchObject({ code: 'tenant-invalid' })
})

test('a ring that lost a key which the record knows is refused: seals and tokens could not be read any more', async () => {
  await expect(
    host.start({ keyRing: memoryKeyRing({ keys: [{ id: 'k9', secret: new Uint8Array(32).fill(9) }] }) }),
  ).rejects.toMatchObject({
    code: 'key-ring-lost',
  })
})

test('a policy is adopted by an event once, and a refused one is on the record too', async () => {
  const adoptions = async (): Promise<number> =>
    (await host.events()).filter(({ type }) => type === 'policy.adopted').length
  const before = await adoptions()
  await host.start()
  expect(await adoptions()).toBe(before)
  const other = definePolicy({ roles: { sender: {} }, grants: [] })
  await host.start({ policy: other })
  expect(await adoptions()).toBe(before + 1)
  const wrong = definePolicy({
    roles: { sender: {} },
    grants: [{ id: 'x', allow: ['contacts.view'], to: { role: 'sender' }, on: { lists: ['nowhere'] } }],
  })
  await expect(host.start({ policy: wrong })).rejects.toMatchObject({ code: 'policy-invalid' })
  expect((await host.events()).at(-1)).toMatchObject({ type: 'policy.refused', data: { code: 'policy-invalid' } })
})

/** A journal that cannot be written from the n-th append on. */
function failingFrom(journal: Journal, allowed: number): Journal {
  let count = 0
  return {
    read: (options) => journal.read(options),
    subscribe: (from, listener) => journal.subscribe(from, listener),
    catchUp: () => journal.catchUp(),
    age: () => journal.age(),
    head: () => journal.head(),
    close: () => journal.close(),
    append: async (target: AppendTarget, events: readonly EventDraft[]) => {
      if (++count > allowed) throw new Error('disk of maria@romashka.example is full')
      return await journal.append(target, events)
    },
  }
}

test('a record that cannot be written stops a send before it leaves', async () => {
  // Two appends to start (keys, policy); the third, the intent, fails.
  const started = await host.start({ journal: failingFrom(memoryJournal(), 2) })
  const before = host.sandbox.requests.length
  const answer = await (await started.as('maria', OFFICE)).campaigns.send(letter)
  expect(answer).toMatchObject({ ok: false, stage: 'record', code: 'journal-unavailable', outcome: 'not-sent' })
  expect(JSON.stringify(answer)).not.toContain('maria@')
  expect(host.sandbox.requests.length).toBe(before)
})

test('a record that cannot be written after the send says so: it may have been sent', async () => {
  // Keys, policy, intent and dispatch are written; the outcome is not.
  const started = await host.start({ journal: failingFrom(memoryJournal(), 4) })
  const answer = await (await started.as('maria', OFFICE)).campaigns.send(letter)
  expect(answer).toMatchObject({ ok: false, stage: 'record', code: 'journal-unavailable', outcome: 'unknown' })
})

test('reads are not given when they cannot be recorded', async () => {
  const started = await host.start({ journal: failingFrom(memoryJournal(), 2) })
  const answer = await (await started.as('maria', OFFICE)).contacts.list('spb')
  expect(answer).toMatchObject({ ok: false, code: 'journal-unavailable' })
})

test('a crash between dispatch and outcome is found on the next start', async () => {
  const journal = memoryJournal()
  const crashed = await host.start({ journal: failingFrom(journal, 4) })
  await (await crashed.as('maria', OFFICE)).campaigns.send(letter)
  await host.sandbox.whenIdle()
  const delivered = host.sandbox.delivered()
  const again = await host.start({ journal })
  expect(again.reconciled).toEqual({ open: 1, accepted: 1, notSent: 0, unknown: 0 })
  expect(host.sandbox.delivered()).toBe(delivered)
})

test('a crash before dispatch: it was not sent, and the record says so', async () => {
  const journal = memoryJournal()
  const crashed = await host.start({ journal: failingFrom(journal, 3) })
  await (await crashed.as('maria', OFFICE)).campaigns.send(letter)
  const again = await host.start({ journal })
  expect(again.reconciled).toEqual({ open: 1, accepted: 0, notSent: 1, unknown: 0 })
})

test('tenants do not see each other’s campaigns', async () => {
  const journal = memoryJournal()
  const one = await host.start({ journal, tenant: 'one' })
  const sent = value(await (await one.as('maria', OFFICE)).campaigns.send(letter))
  const two = await host.start({ journal, tenant: 'two' })
  expect(await (await two.as('maria', OFFICE)).campaigns.status(sent.campaign)).toMatchObject({
    ok: false,
    code: 'campaign-unknown',
  })
  await host.sandbox.whenIdle()
})

test('the policy of the tests is the one that is meant', () => {
  expect(policy.grants.map(({ id }) => id)).toEqual(['send-own', 'see-masked', 'keep'])
})
