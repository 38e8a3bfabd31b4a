import type * as z from 'zod'
import { keyReader } from './api-key.js'
import type { Caller } from './caller.js'
import { checkAnswer, checkArguments } from './check.js'
import { exchange } from './exchange.js'
import { failed, toProviderError } from './fault.js'
import { encodeForm, toFields } from './form.js'
import type { ApiKeySource, Settings } from './options.js'
import { mayRepeat, planOf, withRetries } from './retry.js'
import { readWebAnswer } from './web-answer.js'
import type { webMethods } from './web-methods.js'

/** The names on the wire. */
export type WebMethodName = keyof typeof webMethods
/** What a method takes: ids as text or number, times as `Date` or ISO text with a zone. */
export type WebArguments<Name extends WebMethodName> = z.input<ReturnType<(typeof webMethods)[Name]['arguments']>>
/** What a method gives: ids as text, times as the provider's own UTC text. */
export type WebAnswer<Name extends WebMethodName> = z.output<ReturnType<(typeof webMethods)[Name]['answer']>>

const HEADERS = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }

/** Makes the caller: the key goes into the body of a POST, only `format=json` stands in the address. */
export function webCaller(base: string, source: ApiKeySource, settings: Settings): Caller {
  const readKey = keyReader(source, settings)

  const tried: Caller['tried'] = async (row, args, options = {}) => {
    const values = checkArguments(row, args)
    const plan = planOf(settings, options, row.limits.tries)
    const key = await readKey(plan.timeout, plan.signal)
    if (!key.ok) return { ...key, attempts: 0 }
    const withKey = key.value
    const url = `${base}/api/${row.name}?format=json`
    const fields = encodeForm(toFields(Object(values), row.forms))
    return withRetries(
      (limits) =>
        withKey(async (apiKey, { timeout, signal }) => {
          const keyField = encodeForm([['api_key', apiKey]])
          const body = fields === '' ? keyField : `${keyField}&${fields}`
          const answer = await exchange({ url, headers: HEADERS, body }, settings, timeout, signal)
          if (!answer.ok) return answer
          const result = readWebAnswer(answer.value)
          return result.ok ? checkAnswer(row, result.value) : result
        }, limits),
      { ...plan, mayRepeat: (fault) => mayRepeat(row.effect, fault) },
      settings,
    )
  }

  return {
    tried,
    async call(row, args, options) {
      const result = await tried(row, args, options)
      if (result.ok) return result.value
      throw toProviderError(result.fault, { method: row.name, effect: row.effect, attempts: result.attempts })
    },
  }
}

/** The error for the name of a method that is not in the table, which only untyped code can ask for. */
export function unknownMethod(): Error {
  return toProviderError(failed('unknown-method').fault, { method: 'call', effect: 'read', attempts: 0 })
}
