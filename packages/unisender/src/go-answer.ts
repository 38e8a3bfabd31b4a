import { type HttpAnswer, statusFault } from './exchange.js'
import { failed, type Result } from './fault.js'
import { goFault } from './go-codes.js'
import { parseJsonObject } from './json-object.js'

/** Reads the envelope of Unisender Go: `status` is `success`, or there is a numbered error with an HTTP status of 400 and above. */
export function readGoAnswer(answer: HttpAnswer): Result<unknown> {
  const body = parseJsonObject(answer.text)
  const code = Number(body?.code)
  if (body?.status === 'error' && Number.isSafeInteger(code)) {
    return failed(goFault(answer.status, code).code, {
      ...goFault(answer.status, code),
      ...(answer.retryAfter === undefined ? {} : { retryAfter: answer.retryAfter }),
    })
  }
  if (answer.status !== 200) return statusFault(answer)
  if (body === undefined) return failed('not-json')
  return { ok: true, value: body }
}
