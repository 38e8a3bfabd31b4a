import { createUnisender, createUnisenderGo } from '@waxseal/unisender'
import { expect, test } from 'vitest'

const addressOf = async (options: object): Promise<string | undefined> => {
  let asked: string | undefined
  const fetch = async (input: string | URL | Request) => {
    asked = String(input)
    return Response.json({ result: [] })
  }
  await createUnisender({ apiKey: 'KEY', fetch, ...options }).call('getLists', {})
  return asked
}
const goAddressOf = async (options: object): Promise<string | undefined> => {
  let asked: string | undefined
  const fetch = async (input: string | URL | Request) => {
    asked = String(input)
    return Response.json({ status: 'success', user_id: 1, email: '' })
  }
  await createUnisenderGo({ apiKey: 'KEY', fetch, ...options }).call('system/info', {})
  return asked
}

test.each([
  [{}, 'https://api.unisender.com/ru/api/getLists?format=json'],
  [{ language: 'ua' }, 'https://api.unisender.com/ua/api/getLists?format=json'],
  [{ brand: 'selzy' }, 'https://api.selzy.com/en/api/getLists?format=json'],
  [{ baseUrl: 'http://localhost:1234/' }, 'http://localhost:1234/ru/api/getLists?format=json'],
  [{ baseUrl: 'http://[::1]:1234' }, 'http://[::1]:1234/ru/api/getLists?format=json'],
  [{ baseUrl: 'http://127.9.9.9' }, 'http://127.9.9.9/ru/api/getLists?format=json'],
  [
    { baseUrl: 'https://proxy.example.com/unisender/' },
    'https://proxy.example.com/unisender/ru/api/getLists?format=json',
  ],
])('the Web API with %j is at %s', async (options, address) => {
  expect(await addressOf(options)).toBe(address)
})

test.each([
  [{}, 'https://goapi.unisender.ru/ru/transactional/api/v1/system/info.json'],
  [{ dataCenter: 'unione' }, 'https://api.unione.io/en/transactional/api/v1/system/info.json'],
  [{ dataCenter: 'unione-eu' }, 'https://eu1.unione.io/en/transactional/api/v1/system/info.json'],
  [{ dataCenter: 'unione-us' }, 'https://us1.unione.io/en/transactional/api/v1/system/info.json'],
  [{ baseUrl: 'http://127.0.0.1:1' }, 'http://127.0.0.1:1/ru/transactional/api/v1/system/info.json'],
  [{ baseUrl: 'http://127.0.0.1:1/v1' }, 'http://127.0.0.1:1/v1/system/info.json'],
])('Unisender Go with %j is at %s', async (options, address) => {
  expect(await goAddressOf(options)).toBe(address)
})

test.each([
  'http://api.unisender.com',
  'http://127.0.0.1.example.com',
  'http://localhost.example.com',
  'http://127.0.0.1@example.com',
  'http://0.0.0.0',
  'http://[::2]',
  'http://2130706434.example',
  'ftp://127.0.0.1',
  'file:///tmp',
  'javascript:1',
])('the key does not go to %s', (baseUrl) => {
  for (const create of [createUnisender, createUnisenderGo]) {
    expect(() => create({ apiKey: 'KEY', baseUrl })).toThrow(/insecure|https only|no plain http address/)
  }
})

test.each([
  { baseUrl: 'https://user:SECRET@example.com' },
  { baseUrl: 'https://example.com/?key=SECRET' },
  { baseUrl: 'https://example.com/#SECRET' },
  { baseUrl: 'SECRET' },
  { brand: 'constructor' },
  { brand: 'mailer' },
  { language: 'xx' },
  { timeout: 0 },
  { timeout: Number.NaN },
  { deadline: -1 },
  { tries: '3' },
  { maxAnswerBytes: 0 },
  { maxFileBytes: 0 },
  { poll: { first: 0 } },
  { apiKey: '' },
  { apiKey: undefined },
  { apiKey: { key: 'SECRET' } },
])('bad option %j', (options) => {
  try {
    createUnisender({ apiKey: 'KEY', ...(options as object) })
    expect.unreachable()
  } catch (error) {
    expect(error).toMatchObject({ code: 'bad-option' })
    expect(String(error)).not.toContain('SECRET')
  }
})

test('a data centre that does not exist is a bad option', () => {
  const dataCenter = '__proto__' as 'ru'
  expect(() => createUnisenderGo({ apiKey: 'KEY', dataCenter })).toThrow(/dataCenter/)
})

test('the runtime has a fetch that is looked up at the call, so that it can be replaced', async () => {
  const original = globalThis.fetch
  globalThis.fetch = async () => Response.json({ result: [{ id: 1, title: 'A' }] })
  try {
    const client = createUnisender({ apiKey: 'KEY' })
    expect(await client.call('getLists', {})).toEqual([{ id: '1', title: 'A' }])
  } finally {
    globalThis.fetch = original
  }
})
