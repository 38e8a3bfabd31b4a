import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { isWaxsealError } from '../src/error.js'
import { ProviderError, type ProviderFault } from '../src/provider.js'

const FAULT: ProviderFault = {
  code: 'timeout',
  category: 'network',
  retryable: true,
  outcome: 'unknown',
  providerCode: 'retry_later',
}

test('is one of ours, by the code of its fault', () => {
  const error = new ProviderError('no answer in time', FAULT)
  expect(isWaxsealError(error, 'timeout')).toBe(true)
  expect(JSON.parse(JSON.stringify(error))).toEqual({
    name: 'WaxsealError',
    code: 'timeout',
    message: 'no answer in time',
    details: {},
    fault: FAULT,
  })
})

test('keeps nothing of the request that failed', () => {
  const cause = Object.assign(new Error('api_key=s3cret'), { code: 'ECONNRESET', options: { body: 's3cret' } })
  const error = new ProviderError('the connection was cut', FAULT, { cause })
  expect(inspect(error, { depth: 20, showHidden: true })).not.toContain('s3cret')
  expect(error.cause).toEqual({ code: 'ECONNRESET' })
})
