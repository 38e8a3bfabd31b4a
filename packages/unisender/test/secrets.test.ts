import { inspect } from 'node:util'
import { createUnisender, createUnisenderGo } from '@waxseal/unisender'
import { expect, test } from 'vitest'
import { clientOf, goClientOf } from './support/client.js'
import { serveJob } from './support/files.js'
import { type Answer, collect, serve } from './support/server.js'

const KEY = 'PLANTED-KEY-1'
const PERSON = 'planted.person@example.com'

/** Every way in which a value reaches a log. */
function shown(value: unknown): string {
  const parts = [
    inspect(value, { depth: 10, showHidden: true, getters: true }),
    String(value),
    JSON.stringify(value) ?? '',
  ]
  if (value instanceof Error) parts.push(value.message, value.stack ?? '', inspect(value.cause, { showHidden: true }))
  return parts.join('\n')
}

function expectClean(value: unknown): void {
  const text = shown(value)
  expect(text).not.toContain('PLANTED')
  expect(text).not.toContain('planted')
  expect(text).not.toContain('secret-path')
}

test('the clients show nothing of their key', () => {
  for (const apiKey of [KEY, () => KEY]) {
    const unisender = createUnisender({ apiKey })
    expectClean(unisender)
    expectClean(unisender.contacts.exportAll({ listId: '1' }))
    expectClean(createUnisenderGo({ apiKey }))
  }
})

const quoting = { error: `SZ151225-04 [${PERSON} ${KEY}]`, message: `${PERSON} ${KEY}` }
const faults: [string, Answer][] = [
  ['an API error', () => ({ ...quoting, code: 'unspecified' })],
  ['a code that is an address', () => ({ ...quoting, code: PERSON })],
  ['an error page', (_, response) => void response.writeHead(500).end(`${PERSON} ${KEY}`)],
  ['a page with 200', (_, response) => void response.end(`${PERSON} ${KEY}`)],
  ['a shape with addresses as keys', () => ({ result: [{ id: PERSON, title: { [PERSON]: KEY } }] })],
  ['a redirect', (_, response) => void response.writeHead(302, { location: `https://${PERSON}/${KEY}` }).end()],
  ['a cut connection', (_, __, request) => void request.socket.destroy()],
  ['no answer', () => undefined],
]

test.each(faults)('%s: the error shows neither key nor address', async (_, answer) => {
  const server = await serve(answer)
  const options = { apiKey: KEY, timeout: 40, tries: 1 }
  const client = clientOf(server.url, options)
  const calls: (() => Promise<unknown>)[] = [
    () => collect(client.lists.all()),
    () => client.contacts.get(PERSON),
    () => client.contacts.importAll([{ email: PERSON, fields: { [PERSON]: PERSON } }], { listId: '1' }),
    () => collect(client.contacts.exportAll({ listId: '1' })),
    () => client.campaigns.create({ messageId: '1' }),
    () => client.call('createCampaign', { message_id: 1, contacts: [PERSON] }),
    () =>
      goClientOf(server.url, options).email.send({
        recipients: [{ email: PERSON, substitutions: { name: PERSON } }],
        from_email: PERSON,
        subject: PERSON,
        body: { html: PERSON },
      }),
  ]
  for (const call of calls) {
    const result: unknown = await call().catch((caught: unknown) => caught)
    expect(result).toBeDefined()
    expectClean(result)
  }
  for (const { url } of server.received) expect(url).not.toContain('PLANTED')
})

test('a failing source of keys is not quoted', async () => {
  const apiKey = () => {
    throw Object.assign(new Error(`vault refused ${KEY} for ${PERSON}`), { config: { KEY } })
  }
  const error: unknown = await clientOf('http://127.0.0.1:9', { apiKey })
    .call('getLists', {})
    .catch((caught: unknown) => caught)
  expect(error).toMatchObject({ code: 'credential-unavailable' })
  expectClean(error)
})

test('a source that gives no key, or never answers, is a fault and no hang', async () => {
  const wrong = [() => '', () => undefined as never, () => `${KEY}\n`, () => new Promise<string>(() => {})]
  for (const apiKey of wrong) {
    const error: unknown = await clientOf('http://127.0.0.1:9', { apiKey, timeout: 20 })
      .call('getLists', {})
      .catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'credential-unavailable', fault: { outcome: 'not-sent' } })
    expectClean(error)
  }
})

test('the address of an exported file is a secret too', async () => {
  const address = `https://127.0.0.1:9/secret-path/${KEY}`
  const server = await serveJob({ address })
  const client = clientOf(server.url, { timeout: 500 })
  const error: unknown = await collect(client.contacts.exportAll({ listId: '1' })).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(Error)
  expectClean(error)
})

test('two clients with two keys stay apart, and a source is asked anew for each call', async () => {
  const server = await serve(() => ({ result: [] }))
  let turn = 0
  const one = clientOf(server.url, { apiKey: 'ONE' })
  const two = clientOf(server.url, { apiKey: async () => `TWO-${turn++}` })
  await one.call('getLists', {})
  await two.call('getLists', {})
  await one.call('getLists', {})
  await two.call('getLists', {})
  expect(server.received.map(({ form }) => form.get('api_key'))).toEqual(['ONE', 'TWO-0', 'ONE', 'TWO-1'])
})
