import type { Provider } from '@waxseal/core'
import { goMethods, type MethodRow, providerCalls, webMethods } from '@waxseal/unisender'
import { expect, test } from 'vitest'
import { checkArguments } from '../src/check.js'
import { clientOf } from './support/client.js'
import { serveJob } from './support/files.js'
import { collect, serve } from './support/server.js'

const rows: MethodRow[] = [...Object.values(webMethods), ...Object.values(goMethods)]

test('personal paths begin at the arguments or the result', () => {
  for (const row of rows) {
    for (const path of row.personal) expect(path).toMatch(/^(?:arguments|result)\.\w+(?:\[\])?(?:\.\w+(?:\[\])?)*$/)
  }
})

test('every csv argument refuses a comma inside a value', () => {
  const found = rows.flatMap((row) =>
    Object.entries(row.forms).flatMap(([name, form]) => (form === 'csv' ? [{ row, name }] : [])),
  )
  expect(found.map(({ name }) => name)).toEqual(['categories', 'contacts'])
  for (const { row, name } of found) {
    const args = { message_id: 1, sender_name: 'A', sender_email: 'a', subject: 'A', body: 'A', list_id: 1 }
    const known = Object.fromEntries(Object.entries(args).filter(([key]) => key in row.forms))
    expect(() => checkArguments(row, { ...known, [name]: ['a,b'] })).toThrow(/comma/)
  }
})

test('a row cannot be changed by whoever holds the table', () => {
  for (const row of rows) expect(Object.isFrozen(row)).toBe(true)
})

test('the schemas are built at the first use and then kept', () => {
  for (const row of rows) {
    expect(row.arguments()).toBe(row.arguments())
    expect(row.answer()).toBe(row.answer())
  }
})

test('each method of the port makes exactly the calls that it declares', async () => {
  const file = 'email,email_list_ids,status\na@example.com,1,ok\n'
  const jobs = await serveJob({ file })
  const answers: Record<string, unknown> = {
    getLists: [],
    importContacts: { total: 1, inserted: 1 },
    getContact: { email: { email: 'a@example.com', status: 'new' } },
    createEmailMessage: { message_id: 1 },
    createCampaign: { campaign_id: 1, status: 'scheduled' },
    getCampaigns: [],
    getCampaignStatus: { status: 'completed' },
  }
  const plain = await serve(({ name }) => ({ result: answers[name] }))
  const provider = (name: string): Provider => clientOf(/exportAll|deliveries/.test(name) ? jobs.url : plain.url)
  const message = { listId: '1', senderName: 'A', senderEmail: 'a@example.com', subject: 'A', html: 'A' }
  const calls: Record<keyof typeof providerCalls, (port: Provider) => Promise<unknown>> = {
    'contacts.exportAll': (port) => collect(port.contacts.exportAll({ listId: '1' })),
    'contacts.get': (port) => port.contacts.get('a@example.com'),
    'contacts.importAll': (port) => port.contacts.importAll([{ email: 'a@example.com' }], { listId: '1' }),
    'messages.create': (port) => port.messages.create(message),
    'campaigns.create': (port) => port.campaigns.create({ messageId: '1' }),
    'campaigns.find': (port) => port.campaigns.find({ messageId: '1', since: 0 }),
    'campaigns.status': (port) => port.campaigns.status('1'),
    'campaigns.deliveries': (port) => collect(port.campaigns.deliveries('1')),
  }
  const port = provider('contacts.get')
  const methods = Object.entries(port).flatMap(([group, value]) =>
    typeof value === 'object' ? Object.keys(value).map((method) => `${group}.${method}`) : [],
  )
  expect(methods.filter((name) => !name.startsWith('lists.')).sort()).toEqual(Object.keys(providerCalls).sort())
  for (const [name, call] of Object.entries(calls)) {
    jobs.received.length = 0
    plain.received.length = 0
    await call(provider(name))
    const made = [...jobs.received, ...plain.received].map((received) => received.name).filter((made) => made !== '')
    expect([...new Set(made)], name).toEqual(providerCalls[name as keyof typeof providerCalls])
  }
})
