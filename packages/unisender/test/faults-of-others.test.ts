import { isUnisenderError, webMethods } from '@waxseal/unisender'
import { expect, test } from 'vitest'
import { clientOf, goClientOf, patience } from './support/client.js'
import { serveJob } from './support/files.js'
import { collect, inTurn, json, serve } from './support/server.js'

// One test for each fault that was seen in other clients of this provider and that the methods known here can have.

test('fault: values go out unencoded, so that plus and ampersand are lost', async () => {
  const server = await serve(() => ({ error: '', code: 'invalid_arg' }))
  await clientOf(server.url).contacts.get('anna+x@example.com')
  await clientOf(server.url)
    .call('createList', { title: 'Tom & Co' })
    .catch(() => {})
  expect(server.received[0]?.form.get('email')).toBe('anna+x@example.com')
  expect(server.received[1]?.form.get('title')).toBe('Tom & Co')
})

test('fault: an API error comes back as a normal value', async () => {
  const server = await serve(() => ({ error: 'wrong key', code: 'invalid_api_key' }))
  await expect(clientOf(server.url).call('getLists', {})).rejects.toMatchObject({ code: 'invalid-key' })
})

test('fault: HTTP 503 resolves to an Error, an HTML page to a string', async () => {
  for (const status of [503, 200]) {
    const server = await serve((_, response) => void response.writeHead(status).end('<html>'))
    await expect(clientOf(server.url).call('getLists', {})).rejects.toMatchObject({
      code: status === 200 ? 'not-json' : 'http-status',
    })
  }
})

test('fault: a falsy result without an error is rejected, and with a plain object', async () => {
  for (const result of [false, '', []]) {
    const server = await serve(() => ({ result }))
    expect(await clientOf(server.url).call('getLists', {})).toEqual([])
  }
  const server = await serve(() => ({ error: 'x', code: 'access_denied' }))
  const error: unknown = await clientOf(server.url)
    .call('getLists', {})
    .catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(Error)
})

test('fault: of two clients in one process the first sends with the key of the second', async () => {
  const server = await serve(() => ({ result: [] }))
  const first = clientOf(server.url, { apiKey: 'FIRST' })
  clientOf(server.url, { apiKey: 'SECOND' })
  await first.call('getLists', {})
  expect(server.received[0]?.form.get('api_key')).toBe('FIRST')
})

test('fault: rows with keys in another order put the name into the e-mail column', async () => {
  const server = await serve(() => ({ result: { total: 2, inserted: 2 } }))
  const rows = [
    { email: 'a@example.com', fields: { name: 'A' } },
    { fields: { name: 'B' }, email: 'b@example.com' },
  ]
  await clientOf(server.url).contacts.importAll(rows, { listId: '1' })
  const form = server.received[0]?.form
  expect([form?.get('data[0][0]'), form?.get('data[1][0]')]).toEqual(['a@example.com', 'b@example.com'])
  expect([form?.get('data[0][2]'), form?.get('data[1][2]')]).toEqual(['A', 'B'])
})

test("fault: the caller's arguments are changed", async () => {
  const server = await serve(() => ({ result: { campaign_id: 1 } }))
  const args = Object.freeze({
    message_id: 1,
    start_time: '2026-01-15T10:00Z',
    contacts: Object.freeze(['a@example.com']),
  })
  const before = structuredClone(args)
  await clientOf(server.url).call('createCampaign', { ...args, contacts: [...args.contacts] })
  const row = Object.freeze({ email: 'a@example.com', fields: Object.freeze({ name: 'A' }) })
  await clientOf(server.url)
    .contacts.importAll(Object.freeze([row]), { listId: '1' })
    .catch(() => {})
  expect(args).toEqual(before)
})

test('fault: a job that is still `new` is treated as failed, and looked after without a limit', async () => {
  const server = await serveJob({ statuses: ['new', 'completed'], file: 'email,email_list_ids\na@example.com,1\n' })
  expect(await collect(clientOf(server.url).contacts.exportAll({ listId: '1' }))).toHaveLength(1)
  const never = await serveJob({ statuses: ['new'] })
  const work = collect(clientOf(never.url).contacts.exportAll({ listId: '1' }))
  await expect(work).rejects.toMatchObject({ code: 'job-timeout' })
})

test('fault: the key stands in the URL of each call', async () => {
  const server = await serve((received, response) => {
    return received.url.includes('/v1/') ? { status: 'success', user_id: 1, email: '' } : json(response, { result: [] })
  })
  await clientOf(server.url, { apiKey: 'SECRET' }).call('getLists', {})
  await goClientOf(server.url, { apiKey: 'SECRET' }).call('system/info', {})
  expect(server.received.map(({ url }) => url).join(' ')).not.toContain('SECRET')
})

test('fault: `createCampaign` is sent three times on HTTP 503, and the key is printed', async () => {
  const server = await serve((_, response) => void response.writeHead(503).end())
  const printed: unknown[] = []
  const { error, log, warn } = console
  const print = (...values: unknown[]) => printed.push(...values)
  Object.assign(console, { error: print, log: print, warn: print })
  try {
    const outcome = await clientOf(server.url).campaigns.create({ messageId: '1' })
    expect(outcome.status).toBe('unknown')
  } finally {
    Object.assign(console, { error, log, warn })
  }
  expect(server.received).toHaveLength(1)
  expect(server.received[0]?.method).toBe('POST')
  expect(printed).toEqual([])
})

test('fault: falsy arguments are dropped', async () => {
  const server = await serve(() => ({ result: [] }))
  await clientOf(server.url).call('getCampaigns', { offset: 0 })
  expect(server.received[0]?.body).toBe('api_key=KEY&offset=0')
})

test('fault: no `format=json` in the URL', async () => {
  const server = await serve(() => ({ result: [] }))
  await clientOf(server.url).call('getLists', {})
  expect(server.received[0]?.url).toMatch(/\?format=json$/)
})

test('fault: obsolete sync methods are called', () => {
  const names = Object.keys(webMethods)
  for (const name of ['exportContacts', 'getCampaignDeliveryStats', 'getTaskResult']) {
    expect(names).not.toContain(name)
    expect(names).toContain(`async/${name}`)
  }
})

test('fault: wrong names of arguments', () => {
  expect(webMethods.createCampaign.forms).toHaveProperty('timezone')
  expect(webMethods.createCampaign.forms).not.toHaveProperty('time_zone')
})

test('fault: dates of the provider are parsed as RFC 3339 and fail', async () => {
  const result = [{ id: 1, start_time: '2025-06-01 08:00:00', status: 'completed', message_id: 2 }]
  const server = await serve(() => ({ result }))
  const [campaign] = await clientOf(server.url).call('getCampaigns', {})
  expect(campaign?.start_time).toBe('2025-06-01 08:00:00')
})

test('fault: a call goes to the path of another method, or to none', async () => {
  const server = await serve(() => ({ result: { message_id: 1 } }))
  await clientOf(server.url).messages.create({
    listId: '1',
    senderName: 'A',
    senderEmail: 'a@example.com',
    subject: 'A',
    html: 'A',
  })
  expect(server.received[0]?.name).toBe('createEmailMessage')
  for (const [name, row] of Object.entries(webMethods)) expect(row.name).toBe(name)
})

test('fault: retries only when the socket fails, up to four times, also for sends', async () => {
  const server = await serve(
    inTurn(
      (_, response) => void response.writeHead(502).end(),
      () => ({ result: [] }),
    ),
  )
  expect(await clientOf(server.url).call('getLists', {})).toEqual([])
  const cut = await serve((_, __, request) => void request.socket.destroy())
  const { pauses, ...time } = patience()
  const error: unknown = await clientOf(cut.url, time)
    .call('createCampaign', { message_id: 1 })
    .catch((caught: unknown) => caught)
  expect(isUnisenderError(error, 'network') && error.fault.outcome).toBe('unknown')
  expect(cut.received).toHaveLength(1)
  expect(pauses).toEqual([])
})
