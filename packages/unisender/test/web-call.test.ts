import { isUnisenderError, type UnisenderFaultCode } from '@waxseal/unisender'
import { describe, expect, test } from 'vitest'
import { clientOf, patience } from './support/client.js'
import { inTurn, json, serve } from './support/server.js'

const status = (code: number, headers: Record<string, string> = {}) => {
  return (_: unknown, response: import('node:http').ServerResponse) => {
    response.writeHead(code, { 'content-type': 'text/html', ...headers }).end('<html>')
  }
}
const apiError = (code: string) => () => ({ error: 'SZ151225-04 [anna@example.com]', code, result: '' })
const ok = () => ({ result: { id: 503 } })
const lists = () => ({ result: [] })

async function faultOf(work: Promise<unknown>) {
  const error = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  )
  if (!isUnisenderError(error)) throw new Error(`no fault: ${String(error)}`)
  return error
}

test('one POST with the key in the body and `format=json` alone in the address', async () => {
  const server = await serve(ok)
  await clientOf(server.url).call('createList', { title: 'Tom & Co = 1+1' })
  expect(server.received).toHaveLength(1)
  expect(server.received[0]).toMatchObject({
    method: 'POST',
    url: '/en/api/createList?format=json',
    body: 'api_key=KEY&title=Tom+%26+Co+%3D+1%2B1',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
})

test('a call gives the checked answer', async () => {
  const server = await serve(ok)
  expect(await clientOf(server.url).call('createList', { title: 'Spring' })).toEqual({ id: '503' })
})

test('a method that is not in the table is refused without a call', async () => {
  const server = await serve(ok)
  for (const name of ['exportContacts', '__proto__', 'constructor']) {
    const call: (name: never, args: never) => Promise<unknown> = clientOf(server.url).call
    expect((await faultOf(call(name as never, {} as never))).code).toBe('unknown-method')
  }
  expect(server.received).toHaveLength(0)
})

describe('retries of a read', () => {
  test.each([
    ['503', status(503)],
    ['429', status(429)],
    ['an HTML page', (_: unknown, response: import('node:http').ServerResponse) => void response.end('<html>')],
    ['broken JSON', (_: unknown, response: import('node:http').ServerResponse) => void response.end('{"result":[')],
    ['retry_later', apiError('retry_later')],
    ['a limit of the key', apiError('api_call_limit_exceeded_for_api_key')],
    [
      'a cut connection',
      (_: unknown, __: unknown, request: import('node:http').IncomingMessage) => void request.socket.destroy(),
    ],
  ])('%s passes', async (_, fault) => {
    const server = await serve(inTurn(fault, lists))
    expect(await clientOf(server.url).call('getLists', {})).toEqual([])
    expect(server.received).toHaveLength(2)
  })

  test.each<[string, UnisenderFaultCode]>([
    ['invalid_api_key', 'invalid-key'],
    ['access_denied', 'access-denied'],
    ['unknown_method', 'unknown-method'],
    ['invalid_arg', 'bad-argument'],
    ['not_enough_money', 'no-money'],
    ['unspecified', 'unspecified'],
  ])('%s is final', async (code, ours) => {
    const server = await serve(apiError(code))
    const error = await faultOf(clientOf(server.url).call('getLists', {}))
    expect(error.fault).toMatchObject({ code: ours, providerCode: code, retryable: false, reference: 'SZ151225-04' })
    expect(server.received).toHaveLength(1)
  })

  test('three tries with full jitter, then the last fault', async () => {
    const server = await serve(status(503))
    const { pauses, ...time } = patience()
    const error = await faultOf(clientOf(server.url, time).call('getLists', {}))
    expect(error.fault).toEqual({
      code: 'http-status',
      category: 'provider',
      retryable: true,
      outcome: 'unknown',
      providerCode: '503',
    })
    expect(error.details).toMatchObject({ method: 'getLists', attempts: 3 })
    expect(pauses).toEqual([250, 500])
  })

  test('Retry-After is honoured, as seconds and as a date', async () => {
    const { pauses, ...time } = patience()
    const date = new Date(time.clock() + 7_000).toUTCString()
    const server = await serve(inTurn(status(503, { 'retry-after': '5' }), status(429, { 'retry-after': date }), lists))
    await clientOf(server.url, { ...time, random: () => 0 }).call('getLists', {})
    expect(pauses).toEqual([5_000, 2_000])
  })

  test('a limit code is waited out for its window of 60 s', async () => {
    const { pauses, ...time } = patience()
    const server = await serve(inTurn(apiError('api_call_limit_exceeded_for_ip'), lists))
    await clientOf(server.url, time).call('getLists', {})
    expect(pauses).toEqual([60_250])
  })

  test('a wait beyond the deadline is not begun', async () => {
    const { pauses, ...time } = patience()
    const server = await serve(status(503, { 'retry-after': '3600' }))
    const error = await faultOf(clientOf(server.url, time).call('getLists', {}))
    expect(error.details).toMatchObject({ attempts: 1, retryAfter: 3_600_000 })
    expect(pauses).toEqual([])
  })

  test('a machine that slept through the deadline makes no further attempt', async () => {
    const server = await serve(status(503))
    const time = patience()
    const wait = async () => time.pass(600_000)
    const error = await faultOf(clientOf(server.url, { ...time, wait }).call('getLists', {}))
    expect(error.details.attempts).toBe(1)
  })

  test('the options of a call go before those of the client', async () => {
    const server = await serve(status(503))
    await faultOf(clientOf(server.url).call('getLists', {}, { tries: 1 }))
    expect(server.received).toHaveLength(1)
  })
})

describe('retries of a write and of a send', () => {
  const write = (url: string, options = {}) => clientOf(url, options).call('createList', { title: 'A' })
  const send = (url: string, options = {}) => clientOf(url, options).call('createCampaign', { message_id: 1 })

  test.each([
    ['a limit code', apiError('api_call_limit_exceeded_for_api_key')],
    ['429', status(429)],
  ])('%s is surely nothing done: repeated', async (_, fault) => {
    for (const call of [write, send]) {
      const server = await serve(inTurn(fault, () => ({ result: { id: 1, campaign_id: 1 } })))
      await call(server.url)
      expect(server.received).toHaveLength(2)
    }
  })

  test.each<[string, UnisenderFaultCode, import('./support/server.js').Answer]>([
    ['503', 'http-status', status(503)],
    ['an HTML page with 200', 'not-json', status(200)],
    ['broken JSON', 'not-json', (_, response) => void response.end('{"result":{')],
    ['an answer without its id', 'bad-shape', () => ({ result: {} })],
    ['retry_later', 'retry-later', apiError('retry_later')],
    ['a connection cut before the answer', 'network', (_, __, request) => void request.socket.destroy()],
    [
      'a connection cut inside the answer',
      'network',
      (_, response) => {
        response.writeHead(200, { 'content-length': '1000' }).write('{"result"')
        setTimeout(() => response.destroy(), 10)
      },
    ],
    ['no answer in time', 'timeout', () => undefined],
    ['a redirect', 'redirected', status(302, { location: 'https://example.com/' })],
  ])('%s is unknown, never repeated and never called retryable', async (_, code, answer) => {
    for (const call of [write, send]) {
      const server = await serve(answer)
      const error = await faultOf(call(server.url, { timeout: 60 }))
      expect(error.fault).toMatchObject({ code, outcome: 'unknown', retryable: false })
      expect(server.received).toHaveLength(1)
    }
  })

  test('a refused connection is not sent, and tried again', async () => {
    const server = await serve(ok)
    const { pauses, ...time } = patience()
    const refusing: typeof fetch = async () => {
      throw new TypeError('fetch failed', {
        cause: Object.assign(new Error('connect anna@example.com'), { code: 'ECONNREFUSED' }),
      })
    }
    const error = await faultOf(write(server.url, { ...time, fetch: refusing }))
    expect(error.fault).toMatchObject({ code: 'network', outcome: 'not-sent', retryable: true })
    expect(error.cause).toEqual({ code: 'ECONNREFUSED' })
    expect(pauses).toHaveLength(2)
  })

  test('one unknown attempt among others leaves the outcome of an idempotent write unknown', async () => {
    const server = await serve(inTurn(status(503), apiError('access_denied')))
    const table = { field_names: ['email'], data: [['a@example.com']] }
    const error = await faultOf(clientOf(server.url).call('importContacts', table))
    expect(error.fault).toMatchObject({ code: 'access-denied', outcome: 'unknown' })
  })

  test('an import is repeated at most twice, whatever the client is told', async () => {
    const server = await serve(status(503))
    const table = { field_names: ['email'], data: [['a@example.com']] }
    await faultOf(clientOf(server.url, { tries: 9 }).call('importContacts', table))
    expect(server.received).toHaveLength(3)
  })
})

describe('abort', () => {
  test('before the call nothing is sent', async () => {
    const server = await serve(ok)
    const error = await faultOf(
      clientOf(server.url).call('createList', { title: 'A' }, { signal: AbortSignal.abort() }),
    )
    expect(error.fault).toMatchObject({ code: 'aborted', outcome: 'not-sent' })
    expect(server.received).toHaveLength(0)
  })

  test('during the call nobody can tell', async () => {
    const controller = new AbortController()
    const server = await serve(() => void controller.abort(new Error('anna@example.com')))
    const error = await faultOf(clientOf(server.url).call('createList', { title: 'A' }, { signal: controller.signal }))
    expect(error.fault).toMatchObject({ code: 'aborted', outcome: 'unknown' })
    expect(JSON.stringify(error)).not.toContain('anna')
  })

  test('also ends a wait between attempts, in real time', async () => {
    const server = await serve(status(503, { 'retry-after': '60' }))
    const controller = new AbortController()
    const { waitFor } = await import('../src/wait.js')
    const wait: typeof waitFor = (ms, signal) => {
      queueMicrotask(() => controller.abort())
      return waitFor(ms, signal)
    }
    const call = clientOf(server.url, { wait }).call('getLists', {}, { signal: controller.signal })
    expect((await faultOf(call)).fault).toMatchObject({ code: 'aborted' })
    expect(server.received).toHaveLength(1)
  })
})

test('json() of the test server is what the client reads', async () => {
  const server = await serve((_, response) => json(response, { result: [{ id: '1', title: 'я' }] }))
  expect(await clientOf(server.url).call('getLists', {})).toEqual([{ id: '1', title: 'я' }])
})
