import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Mailbox, Waxseal } from '../../src/index.js'
import { FILE, type Host, letter, OFFICE, PEOPLE, startHost, value } from './host.js'

let host: Host
let waxseal: Waxseal
let maria: Mailbox
let crm: Mailbox

beforeAll(async () => {
  host = await startHost()
  waxseal = await host.start()
  crm = await waxseal.as('crm')
  maria = await waxseal.as('maria', OFFICE)
  value(await crm.contacts.import('spb', FILE))
})
afterAll(() => host.stop())
beforeEach(() => host.sandbox.whenIdle())

const typesOf = async (): Promise<string[]> => (await host.events()).map(({ type }) => type)

describe('the connection is cut in the middle of a send', () => {
  test.each(['cut-before', 'cut-after', 'stall', 'http-503', 'html', 'broken-json'] as const)(
    '%s: unknown, never failed, never twice',
    async (kind) => {
      const before = host.sandbox.requests.filter(({ method }) => method === 'createCampaign').length
      host.sandbox.fault({ method: 'createCampaign', kind })
      const answer = await maria.campaigns.send(letter)
      expect(answer).toMatchObject({ ok: false, stage: 'dispatch', outcome: 'unknown', decision: { allowed: true } })
      expect((await typesOf()).slice(-2)).toEqual(['campaign.unknown', 'call.failed'])
      expect(host.sandbox.requests.filter(({ method }) => method === 'createCampaign').length).toBe(before + 1)
    },
  )

  test('what was processed is found on the next start, what was not stays unknown', async () => {
    await host.sandbox.whenIdle()
    const delivered = host.sandbox.delivered()
    const again = await host.start()
    expect(again.reconciled).toMatchObject({ open: 6, notSent: 0 })
    // `cut-after` surely was processed; the others depend on where the sandbox broke off.
    expect(again.reconciled.accepted).toBeGreaterThanOrEqual(1)
    expect(again.reconciled.accepted + again.reconciled.unknown).toBe(6)
    expect(host.sandbox.delivered()).toBe(delivered)
    const found = (await host.events()).filter(
      ({ type, data }) => type === 'campaign.accepted' && data.reconciled === true,
    )
    expect(found).toHaveLength(again.reconciled.accepted)
  })

  test('after an hour a campaign that the provider does not know was never sent', async () => {
    const later = await host.start({ clock: () => Date.now() + 2 * 60 * 60_000 })
    expect(later.reconciled.unknown).toBe(0)
  })
})

describe('the message cannot be stored: nothing left, and it is said', () => {
  test.each(['cut-before', 'cut-after', 'stall', 'html', 'broken-json', 'http-503'] as const)('%s', async (kind) => {
    const delivered = host.sandbox.delivered()
    host.sandbox.fault({ method: 'createEmailMessage', kind })
    const answer = await maria.campaigns.send(letter)
    expect(answer).toMatchObject({ ok: false, stage: 'dispatch', outcome: 'not-sent' })
    expect((await typesOf()).at(-2)).toBe('campaign.refused')
    expect(host.sandbox.delivered()).toBe(delivered)
  })

  test('a wrong key', async () => {
    const { createUnisender } = await import('@waxseal/unisender')
    const wrong = await host.start({
      provider: createUnisender({ baseUrl: host.sandbox.url, apiKey: 'wrong-key-12345' }),
    })
    const answer = await (await wrong.as('maria', OFFICE)).campaigns.send(letter)
    expect(answer).toMatchObject({ ok: false, code: 'invalid-key', outcome: 'not-sent' })
    expect(JSON.stringify(answer)).not.toContain('wrong-key-12345')
  })

  test('a sender that the provider has not confirmed is its refusal, not ours', async () => {
    const policy = { ...(await import('./host.js')).policy }
    const { definePolicy } = await import('@waxseal/policy')
    const other = definePolicy({
      ...policy,
      grants: [
        ...policy.grants.filter(({ id }) => id !== 'send-own'),
        {
          id: 'send-own',
          allow: ['messages.create', 'campaigns.send.email'],
          to: { role: 'sender' },
          on: { lists: 'own' },
          content: { from: ['other@romashka.example'], mergeFields: ['to_name'], linkHosts: ['romashka.example'] },
        },
      ],
    })
    const mail = await (await host.start({ policy: other })).as('maria', OFFICE)
    expect(await mail.campaigns.send({ ...letter, from: 'other@romashka.example' })).toMatchObject({
      ok: false,
      stage: 'dispatch',
      outcome: 'not-sent',
    })
  })
})

describe('imports', () => {
  test('a table as people save it: BOM, semicolons, windows-1251, duplicates, malformed addresses; the rest is imported', async () => {
    const text =
      'Почта;Телефон;to_name\r\nolga@mail.example;+70001110000;Ольга\r\nnot an address;;X\r\n\r\nolga@mail.example;;Ольга\r\none;two\r\nyuri@mail.example;;Юрий\r\n'
    const report = value(await crm.contacts.import('msk', new TextEncoder().encode(`\uFEFF${text}`)))
    expect(report.accepted).toBe(2)
    expect(report.refused.map(({ row }) => row)).toEqual([3, 5, 6])
    expect(JSON.stringify(report)).not.toContain('@')
    const cp1251 = Uint8Array.from(
      [...'email;to_name\nolga2@mail.example;'].map((c) => c.charCodeAt(0)).concat([0xce, 0xeb, 0xfc, 0xe3, 0xe0]),
    )
    expect(value(await crm.contacts.import('msk', cp1251)).accepted).toBe(1)
    expect(host.sandbox.contactsOf('502').map(({ fields }) => fields.to_name)).toContain('Ольга')
  })

  test('a file without an address column is refused and the attempt is on the record', async () => {
    expect(await crm.contacts.import('msk', 'name\nAnna\n')).toMatchObject({ ok: false, code: 'input-invalid' })
    expect((await host.events()).at(-1)).toMatchObject({
      type: 'access.refused',
      data: { operation: 'contacts.import' },
    })
  })

  test('a provider that breaks off in the middle loses nothing silently', async () => {
    host.sandbox.fault({ method: 'importContacts', kind: 'cut-before', times: 3 })
    const answer = await crm.contacts.import('msk', 'email\nnew@mail.example\n')
    const told = answer.ok ? answer.value.refused.length : 1
    expect(told).toBe(1)
    expect((await typesOf()).some((type) => type === 'contacts.import-intended')).toBe(true)
  })
})

test('a call that was interrupted before it began does nothing', async () => {
  const signal = AbortSignal.abort()
  const before = host.sandbox.requests.length
  expect(await maria.campaigns.send(letter, { signal })).toMatchObject({
    ok: false,
    code: 'interrupted',
    outcome: 'not-sent',
  })
  expect(host.sandbox.requests.length).toBe(before)
})

test('all the while every letter that left was sent to each person at most once a campaign', () => {
  expect(host.sandbox.delivered() % PEOPLE.length).toBe(0)
})
