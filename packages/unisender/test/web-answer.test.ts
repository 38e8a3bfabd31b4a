import { expect, test } from 'vitest'
import { readWebAnswer } from '../src/web-answer.js'

const read = (text: string, status = 200) => readWebAnswer({ status, text })
const fault = (text: string, status = 200) => {
  const result = read(text, status)
  return result.ok ? undefined : result.fault
}

test('the status comes first: a page of a proxy is not parsed', () => {
  expect(fault('{"result":{}}', 502)).toMatchObject({
    code: 'http-status',
    providerCode: '502',
    retryable: true,
    outcome: 'unknown',
  })
  expect(fault('', 403)).toMatchObject({ code: 'http-status', retryable: false, outcome: 'not-sent' })
  expect(fault('', 429)).toMatchObject({ code: 'limit', providerCode: '429' })
  expect(fault('', 204)).toMatchObject({ code: 'http-status', outcome: 'unknown' })
})

test.each(['', '<html>', '{"result":', '"text"', '[]', 'null', '1', '['.repeat(200_000)])('not json: %#', (text) => {
  expect(fault(text)?.code).toBe('not-json')
})

test('a falsy result without an error is a success', () => {
  for (const value of [false, 0, '', null, []]) {
    expect(read(JSON.stringify({ result: value }))).toEqual({ ok: true, value })
  }
})

test('id or message at the top stand for the result', () => {
  expect(read('{"id":7}')).toEqual({ ok: true, value: { id: 7 } })
  expect(read('{"message":"sent"}')).toEqual({ ok: true, value: { message: 'sent' } })
  expect(fault('{}')).toMatchObject({ code: 'bad-shape', details: { path: 'result', reason: 'missing' } })
})

test.each([
  ['invalid_api_key', 'invalid-key'],
  ['access_denied', 'access-denied'],
  ['unknown_method', 'unknown-method'],
  ['invalid_arg', 'bad-argument'],
  ['not_enough_money', 'no-money'],
  ['retry_later', 'retry-later'],
  ['api_call_limit_exceeded_for_api_key', 'limit'],
  ['api_call_limit_exceeded_for_ip', 'limit'],
  ['unspecified', 'unspecified'],
  ['too_many_double_optins', 'unspecified'],
])('code %s is %s', (code, ours) => {
  expect(fault(JSON.stringify({ error: 'text', code, result: '' }))).toMatchObject({ code: ours, providerCode: code })
})

test('an error without a code is unspecified', () => {
  expect(fault('{"error":"text"}')).toEqual({ code: 'unspecified', providerCode: 'unspecified' })
  expect(fault('{"error":true,"result":false}')?.code).toBe('unspecified')
  expect(fault('{"code":"access_denied"}')?.code).toBe('access-denied')
})

test('the reference for the support desk is kept, the text is not', () => {
  for (const reference of ['SZ151225-04', 'OB13012016']) {
    const found = fault(
      JSON.stringify({ error: `${reference} [Contact anna@example.com not found]`, code: 'unspecified' }),
    )
    expect(found).toEqual({ code: 'unspecified', providerCode: 'unspecified', reference })
  }
  expect(fault('{"error":"anna@example.com","code":"ivan@example.com"}')).toEqual({ code: 'unspecified' })
})
