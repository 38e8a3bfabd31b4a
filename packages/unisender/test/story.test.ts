import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSandbox } from '@waxseal/sandbox'
import { createUnisender, createUnisenderGo, type GoMessage } from '@waxseal/unisender'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { collect } from './support/server.js'

// The sandbox decodes the wire by itself, from the same facts and without a line of this client.
const directory = await mkdtemp(join(tmpdir(), 'unisender-'))
const lists = [
  { id: '501', title: 'Санкт-Петербург' },
  { id: '502', title: 'Москва' },
]
let sandbox: Awaited<ReturnType<typeof startSandbox>>

beforeAll(async () => {
  sandbox = await startSandbox({ directory, lists })
})

afterAll(async () => {
  await sandbox.stop()
  await rm(directory, { recursive: true, force: true })
})

const wait = () => Promise.resolve()
const client = (options = {}) =>
  createUnisender({ apiKey: sandbox.apiKey, baseUrl: sandbox.url, poll: { first: 20, most: 50 }, ...options })
const callsOf = (method: string) => sandbox.requests.filter((request) => request.method === method).length

test('from a base to delivered letters, and what became of each', async () => {
  const unisender = client()
  expect(await collect(unisender.lists.all())).toEqual(lists)
  const rows = Array.from({ length: 620 }, (_, index) => ({
    email: `person${index}+x@example.com`,
    phone: `+7999${String(index).padStart(7, '0')}`,
    fields: { Name: `Имя & ${index}`, city: index % 2 ? 'СПб' : '' },
  }))
  const report = await unisender.contacts.importAll([...rows, { email: 'info@example.com' }, { email: 'x@' }], {
    listId: '501',
  })
  expect(report).toEqual({ accepted: 620, refused: [{ row: 621, reason: 'invalid-email' }] })
  expect(callsOf('importContacts')).toBe(2)
  await unisender.contacts.importAll([{ email: 'other@example.com' }], { listId: '502' })

  const contacts = await collect(unisender.contacts.exportAll({ listId: '501' }))
  expect(contacts).toHaveLength(620)
  expect(contacts.find(({ email }) => email === 'person1+x@example.com')).toMatchObject({
    phone: expect.stringContaining('79990000001'),
    fields: { Name: 'Имя & 1', city: 'СПб' },
  })
  expect(await unisender.contacts.get('person1+x@example.com')).toMatchObject({
    listIds: ['501'],
    fields: { Name: 'Имя & 1' },
  })
  expect(await unisender.contacts.get('nobody@example.com')).toBeUndefined()

  const since = Date.now()
  const message = {
    listId: '502',
    senderName: 'Shop',
    senderEmail: 'news@romashka.ru',
    subject: 'Весна',
    html: '<p>Привет',
  }
  const { id: messageId } = await unisender.messages.create(message)
  expect(await unisender.campaigns.find({ messageId, since })).toBeUndefined()
  const outcome = await unisender.campaigns.create({ messageId })
  const reference = outcome.status === 'accepted' ? outcome.reference : ''
  expect(reference).toMatch(/^\d+$/)
  await sandbox.whenIdle()
  expect(await unisender.campaigns.find({ messageId, since })).toMatchObject({ id: reference, messageId })
  expect((await unisender.campaigns.status(reference)).status).toMatch(/^[a-z_]+$/)
  const deliveries = await collect(unisender.campaigns.deliveries(reference))
  expect(deliveries).toEqual([{ email: 'other@example.com', status: expect.stringMatching(/^ok_/) }])
  expect(await unisender.call('getCampaignCommonStats', { campaign_id: reference })).toMatchObject({ total: 1 })
})

test('a wrong key is told, and no key is repeated', async () => {
  const work = collect(client({ apiKey: 'planted' }).lists.all())
  await expect(work).rejects.toMatchObject({ code: 'invalid-key', message: '`getLists` was refused: the key is wrong' })
  expect(sandbox.requests.filter(({ outcome }) => outcome === 'invalid_api_key')).toHaveLength(1)
})

test.each(['http-503', 'html', 'broken-json', 'limit', 'retry-later', 'cut-before', 'cut-after'] as const)(
  'a read lives through %s',
  async (kind) => {
    sandbox.fault({ method: 'getLists', kind })
    expect(await collect(client({ wait }).lists.all())).toHaveLength(2)
  },
)

test.each(['cut-before', 'cut-after', 'broken-json', 'html', 'http-503', 'stall'] as const)(
  'a send through %s is unknown, goes out once at most, and is reconciled',
  async (kind) => {
    const unisender = client({ wait, timeout: 1_000 })
    const message = { listId: '502', senderName: 'Shop', senderEmail: 'news@romashka.ru', subject: kind, html: '<p>' }
    const { id: messageId } = await unisender.messages.create(message)
    const before = callsOf('createCampaign')
    sandbox.fault({ method: 'createCampaign', kind })
    expect(await unisender.campaigns.create({ messageId })).toMatchObject({ status: 'unknown' })
    expect(callsOf('createCampaign')).toBe(before + 1)
    const found = await unisender.campaigns.find({ messageId, since: Date.now() })
    expect(found !== undefined).toBe(kind === 'cut-after' || kind === 'broken-json')
    await sandbox.whenIdle()
  },
)

test('Unisender Go: a letter whose answer is lost is accepted once', async () => {
  const go = createUnisenderGo({ apiKey: sandbox.goApiKey, baseUrl: sandbox.goUrl, wait })
  const letter: GoMessage = {
    recipients: [{ email: 'go@example.com' }, { email: 'broken@' }],
    from_email: 'news@romashka.ru',
    subject: 'Spring',
    body: { html: '<p>It is here.' },
  }
  expect(await go.email.send(letter)).toMatchObject({
    status: 'accepted',
    jobId: expect.any(String),
    accepted: 1,
    refused: [{ index: 1, reason: 'invalid' }],
  })
  await sandbox.whenIdle()
  const whole = { ...letter, recipients: [{ email: 'once@example.com' }] }
  sandbox.fault({ method: 'email/send', kind: 'cut-after' })
  const delivered = sandbox.delivered()
  expect(await go.email.send(whole)).toEqual({ status: 'accepted', accepted: 1, refused: [] })
  await sandbox.whenIdle()
  expect(sandbox.delivered() - delivered).toBe(1)
})
