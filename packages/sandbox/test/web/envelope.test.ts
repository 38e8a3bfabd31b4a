import { fixedClock } from '@waxseal/testing'
import { expect, test } from 'vitest'
import { WORLD, withSandbox } from '../support/sandbox.js'
import { call, form, result } from '../support/web-client.js'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

test('ids are numbers and texts in turns', () =>
  withSandbox(WORLD, async (sandbox) => {
    expect(await result(sandbox, 'getLists')).toEqual([
      { id: 501, title: 'Customers' },
      { id: '502', title: 'Partners' },
    ])
    expect(await result(sandbox, 'createList', { title: 'New' })).toEqual({ id: 503 })
    expect(await result(sandbox, 'createList', { title: 'Newer' })).toEqual({ id: '504' })
    expect((await call(sandbox, 'createList', { title: 'New' })).code).toBe('unspecified')
    expect((await call(sandbox, 'createList')).code).toBe('invalid_arg')
  }))

test('errors come with HTTP 200 and a code', () =>
  withSandbox(WORLD, async (sandbox) => {
    const url = `${sandbox.url}/en/api/getLists?format=json`
    const wrong = await fetch(url, { method: 'POST', headers: FORM, body: 'api_key=wrong' })
    expect([wrong.status, await wrong.json()]).toEqual([200, { error: 'Wrong API key', code: 'invalid_api_key' }])
    expect((await call(sandbox, 'getNothing')).code).toBe('unknown_method')
    expect((await call(sandbox, 'constructor')).code).toBe('unknown_method')
    expect((await call(sandbox, 'getLists', { api_key: '' })).code).toBe('invalid_api_key')
  }))

test('GET is taken, POST is taken, both at once are what the provider stumbles over', () =>
  withSandbox(WORLD, async (sandbox) => {
    const key = `api_key=${sandbox.apiKey}`
    const get = await fetch(`${sandbox.url}/ru/api/createList?format=json&${key}&title=One`)
    expect(await get.json()).toEqual({ result: { id: expect.anything() } })
    const keyInUrl = await fetch(`${sandbox.url}/ru/api/createList?${key}&platform=Test`, {
      method: 'POST',
      headers: FORM,
      body: 'title=Two',
    })
    expect(await keyInUrl.json()).toEqual({ result: { id: expect.anything() } })
    const emptyPost = await fetch(`${sandbox.url}/ru/api/createList?${key}&title=Three`, { method: 'POST' })
    expect(await emptyPost.json()).toEqual({ result: { id: expect.anything() } })
    const mixed = await fetch(`${sandbox.url}/ru/api/createList?format=json&title=Four`, {
      method: 'POST',
      headers: FORM,
      body: form({ api_key: sandbox.apiKey }),
    })
    expect(await mixed.json()).toEqual({
      error: 'Call to a member function getMessage() on boolean',
      code: 'unspecified',
    })
    const json = await fetch(`${sandbox.url}/en/api/getLists?format=json`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ api_key: sandbox.apiKey }),
    })
    expect(await json.json()).toMatchObject({ code: 'invalid_api_key' })
  }))

test('1200 calls in a minute, then the limit, then again', () => {
  const clock = fixedClock(Date.parse('2025-06-01T08:00:00Z'))
  return withSandbox({ ...WORLD, clock }, async (sandbox) => {
    for (let count = 0; count < 20; count++) await result(sandbox, 'async/exportContacts', { list_id: '501' })
    const export21 = await call(sandbox, 'async/exportContacts', { list_id: '501' })
    expect(export21.code).toBe('api_call_limit_exceeded_for_api_key')
    for (let round = 0; round < 59; round++) {
      await Promise.all(Array.from({ length: 20 }, () => call(sandbox, 'getFields')))
    }
    expect((await call(sandbox, 'getFields')).code).toMatch(/^api_call_limit_exceeded_for_/)
    clock.advance(60_000)
    expect((await call(sandbox, 'getFields')).code).toBeUndefined()
    expect((await call(sandbox, 'async/exportContacts', { list_id: '501' })).code).toBeUndefined()
  })
})

test('a long answer is compressed for who takes it', () =>
  withSandbox(WORLD, async (sandbox) => {
    for (let index = 0; index < 40; index++)
      await result(sandbox, 'createList', { title: `A list with number ${index}` })
    const url = `${sandbox.url}/en/api/getLists?api_key=${sandbox.apiKey}`
    const packed = await fetch(url, { headers: { 'accept-encoding': 'gzip' } })
    expect(packed.headers.get('content-encoding')).toBe('gzip')
    expect(((await packed.json()) as { result: unknown[] }).result).toHaveLength(42)
    const plain = await fetch(url, { headers: { 'accept-encoding': 'identity' } })
    expect(plain.headers.get('content-encoding')).toBeNull()
  }))

test('the log says what was called and never with what', () =>
  withSandbox(WORLD, async (sandbox) => {
    await call(sandbox, 'getContact', { email: 'anna@example.com' })
    await call(sandbox, 'anna@example.com')
    await fetch(`${sandbox.url}/anna@example.com`)
    const entries = sandbox.requests.map(({ method, outcome }) => [method, outcome])
    expect(entries).toEqual([
      ['getContact', 'invalid_arg'],
      ['?', 'unknown_method'],
      ['?', 'http-404'],
    ])
    expect(JSON.stringify(sandbox.requests)).not.toContain('anna')
  }))
