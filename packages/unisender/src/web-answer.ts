import { type HttpAnswer, statusFault } from './exchange.js'
import { failed, type Result } from './fault.js'
import { parseJsonObject } from './json-object.js'
import { webFault } from './web-codes.js'

/**
 * Reads the envelope of the Web API: first the HTTP status, then whether it is JSON, then `error`, then `result`. A falsy result without
 * an error is a success; `updateField` and `sendTestEmail` answer without `result`, with `id` or `message` in its place.
 */
export function readWebAnswer(answer: HttpAnswer): Result<unknown> {
  if (answer.status !== 200) return statusFault(answer)
  const body = parseJsonObject(answer.text)
  if (body === undefined) return failed('not-json')
  const { error, code } = body
  const isError = error !== undefined && error !== null && error !== false && error !== ''
  if (isError || (typeof code === 'string' && !('result' in body))) {
    const fault = webFault(code, error)
    return answer.retryAfter === undefined
      ? fault
      : failed(fault.fault.code, { ...fault.fault, retryAfter: answer.retryAfter })
  }
  if ('result' in body) return { ok: true, value: body.result }
  if ('id' in body || 'message' in body) return { ok: true, value: body }
  return failed('bad-shape', { details: { path: 'result', reason: 'missing' } })
}
