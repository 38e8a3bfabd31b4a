import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { isWaxsealError, systemCode, WaxsealError } from '../src/error.js'

const SECRET = 'anna@example.com'

/** Everything a log could print of an error. */
function printed(error: unknown): string {
  const parts = [
    String(error),
    JSON.stringify(error),
    JSON.stringify({ error }),
    inspect(error, { depth: 20, showHidden: true }),
  ]
  if (error instanceof Error)
    parts.push(error.stack ?? '', error.message, ...Object.values(error).map((value) => inspect(value)))
  return parts.join('\n')
}

test('carries code, message and details, and nothing else in JSON', () => {
  const error = new WaxsealError('csv-bad', 'row 3 is bad', { details: { row: 3 } })
  expect(error).toBeInstanceOf(Error)
  expect(error.code).toBe('csv-bad')
  expect(JSON.parse(JSON.stringify(error))).toEqual({
    name: 'WaxsealError',
    code: 'csv-bad',
    message: 'row 3 is bad',
    details: { row: 3 },
  })
  expect(String(error)).toBe('WaxsealError: row 3 is bad')
})

test('a cause of ours is kept whole', () => {
  const cause = new WaxsealError('inner', 'inside')
  expect(new WaxsealError('outer', 'outside', { cause }).cause).toBe(cause)
})

test.each<[string, unknown]>([
  ['an error with the secret in its message', new Error(SECRET)],
  ['its own cause', new Error('a', { cause: new Error(SECRET) })],
  ['a request hung on it', Object.assign(new Error('a'), { request: { body: SECRET }, config: { url: SECRET } })],
  ['a code that is a value', Object.assign(new Error('a'), { code: SECRET })],
  ['a system error', Object.assign(new Error(`connect ${SECRET}`), { code: 'ECONNREFUSED', address: SECRET })],
  ['an aggregate', new AggregateError([new Error(SECRET)], SECRET)],
  ['a text', SECRET],
  ['an object', { message: SECRET, code: 'ENOENT' }],
  ['an array', [SECRET]],
])('a foreign cause is not printed in any form: %s', (_, cause) => {
  const error = new WaxsealError('failed', 'it failed', { cause })
  expect(printed(cause)).toContain(SECRET)
  expect(printed(error)).not.toContain(SECRET)
  expect(printed(new WaxsealError('outer', 'outside', { cause: error }))).not.toContain(SECRET)
})

test('of a foreign cause only the system code stays', () => {
  const cause = new TypeError('fetch failed', { cause: Object.assign(new Error(SECRET), { code: 'ECONNRESET' }) })
  expect(new WaxsealError('failed', 'it failed', { cause }).cause).toEqual({ code: 'ECONNRESET' })
  expect('cause' in new WaxsealError('failed', 'it failed', { cause: new Error('plain') })).toBe(false)
})

test('an error of another copy of the package is known by its code', () => {
  const foreign = Object.assign(new Error('a'), { code: 'x', details: {} })
  Object.defineProperty(foreign, 'name', { value: 'WaxsealError' })
  expect(isWaxsealError(foreign, 'x')).toBe(true)
  expect(isWaxsealError(foreign, 'y')).toBe(false)
})

test.each([
  undefined,
  null,
  'WaxsealError',
  new Error('a'),
  Object.assign(new Error('a'), { code: 'x' }),
  { name: 'WaxsealError', code: 'x' },
])('%s is none of ours', (value) => {
  expect(isWaxsealError(value)).toBe(false)
})

test('a system code is looked for along the causes, not for ever', () => {
  const loop: { cause?: unknown } = {}
  loop.cause = loop
  expect(systemCode(loop)).toBeUndefined()
  expect(systemCode({ cause: { cause: { code: 'EPIPE' } } })).toBe('EPIPE')
  expect(systemCode({ code: 42 })).toBeUndefined()
  expect(systemCode('EPIPE')).toBeUndefined()
})
