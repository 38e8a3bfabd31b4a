import { expect, test } from 'vitest'
import { WORLD, withSandbox } from './support/sandbox.js'
import { call, fileOf, importEmails, result } from './support/web-client.js'

const LIST = { title: 'New' }
const titles = async (sandbox: Parameters<typeof result>[0]) =>
  (await result<{ title: string }[]>(sandbox, 'getLists')).map((list) => list.title)

test('cut before: nothing was done; cut after: everything was done', () =>
  withSandbox({ ...WORLD, lists: [] }, async (sandbox) => {
    sandbox.fault({ method: 'createList', kind: 'cut-before' })
    await expect(call(sandbox, 'createList', LIST)).rejects.toThrow()
    expect(await titles(sandbox)).toEqual([])
    sandbox.fault({ method: 'createList', kind: 'cut-after' })
    await expect(call(sandbox, 'createList', LIST)).rejects.toThrow()
    expect(await titles(sandbox)).toEqual(['New'])
    expect(sandbox.requests.map((request) => request.outcome)).toEqual([
      'fault:cut-before',
      'ok',
      'fault:cut-after',
      'ok',
    ])
  }))

test('a campaign that is cut after went out all the same', () =>
  withSandbox(WORLD, async (sandbox) => {
    await importEmails(sandbox, ['anna@example.com'])
    const message = { sender_name: 'R', sender_email: 'news@romashka.ru', subject: 's', body: 'b', list_id: '501' }
    const { message_id } = await result<{ message_id: string | number }>(sandbox, 'createEmailMessage', message)
    sandbox.fault({ method: 'createCampaign', kind: 'cut-after' })
    await expect(call(sandbox, 'createCampaign', { message_id: String(message_id) })).rejects.toThrow()
    await sandbox.whenIdle()
    expect(sandbox.delivered()).toBe(1)
  }))

test('pages in the place of an answer', () =>
  withSandbox({ ...WORLD, lists: [] }, async (sandbox) => {
    const url = `${sandbox.url}/en/api/createList?api_key=${sandbox.apiKey}&title=New`
    sandbox.fault({ method: 'createList', kind: 'http-503' })
    const down = await fetch(url)
    expect([down.status, down.headers.get('content-type')]).toEqual([503, 'text/html; charset=utf-8'])
    sandbox.fault({ method: 'createList', kind: 'html' })
    const page = await fetch(url)
    expect([page.status, (await page.text()).startsWith('<!doctype html>')]).toEqual([200, true])
    expect(await titles(sandbox)).toEqual([])
  }))

test('broken JSON: done, but the answer breaks off', () =>
  withSandbox({ ...WORLD, lists: [] }, async (sandbox) => {
    sandbox.fault({ method: 'createList', kind: 'broken-json' })
    await expect(call(sandbox, 'createList', LIST)).rejects.toThrow(SyntaxError)
    expect(await titles(sandbox)).toEqual(['New'])
  }))

test('stall: never an answer', () =>
  withSandbox({ ...WORLD, lists: [] }, async (sandbox) => {
    sandbox.fault({ method: 'createList', kind: 'stall' })
    const url = `${sandbox.url}/en/api/createList?api_key=${sandbox.apiKey}&title=New`
    await expect(fetch(url, { signal: AbortSignal.timeout(100) })).rejects.toMatchObject({ name: 'TimeoutError' })
    expect(await titles(sandbox)).toEqual([])
  }))

test('limit and retry-later, for as many calls as asked, in order', () =>
  withSandbox({ ...WORLD, lists: [] }, async (sandbox) => {
    sandbox.fault({ method: 'createList', kind: 'limit', times: 2 })
    sandbox.fault({ method: 'createList', kind: 'retry-later' })
    sandbox.fault({ method: 'createList', kind: 'stall', times: 0 })
    const codes: unknown[] = []
    for (let count = 0; count < 4; count++) codes.push((await call(sandbox, 'createList', LIST)).code)
    const limit = 'api_call_limit_exceeded_for_api_key'
    expect(codes).toEqual([limit, limit, 'retry_later', undefined])
    expect(await titles(sandbox)).toEqual(['New'])
  }))

test('Go has its own words', () =>
  withSandbox(WORLD, async (sandbox) => {
    const ping = () =>
      fetch(`${sandbox.goUrl}/system/ping.json`, { method: 'POST', headers: { 'x-api-key': sandbox.goApiKey } })
    sandbox.fault({ method: 'system/ping', kind: 'limit' })
    expect((await ping()).status).toBe(429)
    sandbox.fault({ method: 'system/ping.json', kind: 'retry-later' })
    const later = await ping()
    expect([later.status, await later.json()]).toMatchObject([500, { status: 'error', code: 150 }])
    sandbox.fault({ method: 'system/ping', kind: 'cut-after' })
    await expect(ping()).rejects.toThrow()
    expect((await ping()).status).toBe(200)
  }))

test('the download of a file can fail too', () =>
  withSandbox(WORLD, async (sandbox) => {
    sandbox.fault({ method: 'file', kind: 'http-503' })
    expect(await fileOf(sandbox, 'async/exportContacts', {})).toContain('Service Unavailable')
  }))
