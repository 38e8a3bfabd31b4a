import { expect, test } from 'vitest'
import { clientOf } from './support/client.js'
import { serveJob } from './support/files.js'
import { collect, inTurn, serve } from './support/server.js'

const SINCE = Date.parse('2026-01-15T10:00:00Z')
const campaign = (id: number, message: number, start = '2026-01-15 10:00:05') => ({
  id,
  start_time: start,
  status: 'in_progress',
  message_id: String(message),
})

test('an accepted campaign gives its id', async () => {
  const server = await serve(() => ({ result: { campaign_id: 660010, status: 'scheduled', count: 0 } }))
  expect(await clientOf(server.url).campaigns.create({ messageId: '778001' })).toEqual({
    status: 'accepted',
    reference: '660010',
  })
  expect(server.received[0]?.body).toBe('api_key=KEY&message_id=778001')
})

test('a refusal is a value, with a code and without the text of the provider', async () => {
  const server = await serve(() => ({ error: 'SZ151225-04 [anna@example.com]', code: 'not_enough_money' }))
  expect(await clientOf(server.url).campaigns.create({ messageId: '1' })).toEqual({
    status: 'refused',
    fault: {
      code: 'no-money',
      category: 'money',
      retryable: false,
      outcome: 'not-sent',
      providerCode: 'not_enough_money',
      reference: 'SZ151225-04',
    },
    message: '`createCampaign` was refused: the balance is too low',
  })
})

test('a connection cut in the middle of a send is unknown, and it is not sent again', async () => {
  const server = await serve((_, __, request) => void request.socket.destroy())
  expect(await clientOf(server.url).campaigns.create({ messageId: '1' })).toMatchObject({
    status: 'unknown',
    fault: { code: 'network', outcome: 'unknown', retryable: false },
  })
  expect(server.received).toHaveLength(1)
})

test.each([
  ['the key source fails', { apiKey: () => Promise.reject(new Error('vault is sealed for anna@example.com')) }],
  ['nobody listens', { baseUrl: 'http://127.0.0.1:65123' }],
])('%s: refused, because nothing left', async (_, options) => {
  const server = await serve(() => ({ result: {} }))
  expect(await clientOf(server.url, options).campaigns.create({ messageId: '1' })).toMatchObject({
    status: 'refused',
    fault: { outcome: 'not-sent', retryable: true },
  })
  expect(server.received).toHaveLength(0)
})

test('only misuse throws', async () => {
  const work = clientOf('http://127.0.0.1:9').campaigns.create({ messageId: 'one' })
  await expect(work).rejects.toMatchObject({ code: 'bad-argument', details: { path: 'message_id', attempts: 0 } })
})

test('a campaign is found by its message over all pages, from some minutes before the time', async () => {
  const page = Array.from({ length: 100 }, (_, index) => campaign(index + 1, 900 + index))
  const server = await serve(
    inTurn(
      () => ({ result: page }),
      () => ({ result: [campaign(7, 1), campaign(660010, 778001)] }),
    ),
  )
  const found = await clientOf(server.url).campaigns.find({ messageId: '778001', since: SINCE })
  expect(found).toEqual({ id: '660010', status: 'in_progress', messageId: '778001' })
  expect(server.received.map(({ form }) => [form.get('from'), form.get('limit'), form.get('offset')])).toEqual([
    ['2026-01-15 09:50:00', '100', '0'],
    ['2026-01-15 09:50:00', '100', '100'],
  ])
})

test('of several campaigns of one message the first is meant', async () => {
  const result = [campaign(3, 1, '2026-03-01 00:00:00'), campaign(2, 1, '2026-02-01 00:00:00')]
  const server = await serve(() => ({ result }))
  expect((await clientOf(server.url).campaigns.find({ messageId: '1', since: SINCE }))?.id).toBe('2')
})

test('no campaign is undefined; a provider that pages for ever is left, and that is no answer', async () => {
  const none = await serve(() => ({ result: [] }))
  expect(await clientOf(none.url).campaigns.find({ messageId: '1', since: SINCE })).toBeUndefined()
  const page = Array.from({ length: 100 }, (_, index) => campaign(index, 2))
  const endless = await serve(() => ({ result: page }))
  await expect(clientOf(endless.url).campaigns.find({ messageId: '1', since: SINCE })).rejects.toMatchObject({
    code: 'bad-shape',
  })
  expect(endless.received).toHaveLength(100)
})

test('the status is handed on, known or not', async () => {
  const server = await serve(() => ({ result: { status: 'resting', creation_time: '', start_time: '' } }))
  expect(await clientOf(server.url).campaigns.status('660010')).toEqual({ status: 'resting' })
})

test.each([
  ['as the old call named them', 'email,send_result,last_update\na@example.com,ok_delivered,2026-01-15 10:00:00\n'],
  ['in other spellings', 'E-mail;Status\na@example.com;ok_delivered\n'],
  ['with two that could be meant', 'email_status,Email,Send result\nactive,a@example.com,ok_delivered\n'],
])('deliveries are read by the names of the columns, %s', async (_, file) => {
  const server = await serveJob({ file })
  expect(await collect(clientOf(server.url).campaigns.deliveries('660010'))).toEqual([
    { email: 'a@example.com', status: 'ok_delivered' },
  ])
  expect(server.received[0]).toMatchObject({
    name: 'async/getCampaignDeliveryStats',
    body: 'api_key=KEY&campaign_id=660010',
  })
})

test.each(['', 'email,sent\na@example.com,x\n', 'who,status\na@example.com,x\n'])(
  'a file without a needed column is said',
  async (file) => {
    const server = await serveJob({ file })
    const work = collect(clientOf(server.url).campaigns.deliveries('1'))
    await expect(work).rejects.toMatchObject({ code: 'bad-shape', details: { reason: 'missing' } })
  },
)

test('a message is stored as it is, without a text part that nobody wrote', async () => {
  const server = await serve(() => ({ result: { message_id: 778001 } }))
  const message = {
    listId: '501',
    senderName: 'Shop',
    senderEmail: 'n@example.com',
    subject: 'Весна',
    html: '<p>{{Name}}</p>',
  }
  expect(await clientOf(server.url).messages.create(message)).toEqual({ id: '778001' })
  await clientOf(server.url).messages.create({ ...message, text: '' })
  const [first, second] = server.received.map(({ form }) => form)
  expect(Object.fromEntries(first ?? [])).toMatchObject({ subject: 'Весна', body: '<p>{{Name}}</p>', list_id: '501' })
  expect(first?.has('text_body')).toBe(false)
  expect(second?.get('text_body')).toBe('')
})

test('lists are given one by one, and made', async () => {
  const server = await serve(
    inTurn(
      () => ({ result: [{ id: 501, title: 'A' }] }),
      () => ({ result: { id: '502' } }),
    ),
  )
  const client = clientOf(server.url)
  expect(await collect(client.lists.all())).toEqual([{ id: '501', title: 'A' }])
  expect(await client.lists.create({ title: 'B' })).toEqual({ id: '502' })
})
