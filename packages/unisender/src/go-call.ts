import { type Random, randomId, utf8 } from '@waxseal/core'
import type * as z from 'zod'
import { keyReader } from './api-key.js'
import type { Caller } from './caller.js'
import { checkAnswer, checkArguments, refusedArguments } from './check.js'
import { exchange } from './exchange.js'
import { type Fault, isPassing, outcomeOf, type Result, toProviderError } from './fault.js'
import { encodeForm } from './form.js'
import { readGoAnswer } from './go-answer.js'
import type { goMethods } from './go-methods.js'
import type { MethodRow } from './method.js'
import type { ApiKeySource, Settings } from './options.js'
import { mayRepeat, planOf, withRetries } from './retry.js'

/** The names on the wire. */
export type GoMethodName = keyof typeof goMethods
/** What a method takes. */
export type GoArguments<Name extends GoMethodName> = z.input<ReturnType<(typeof goMethods)[Name]['arguments']>>
/** What a method gives. */
export type GoAnswer<Name extends GoMethodName> = z.output<ReturnType<(typeof goMethods)[Name]['answer']>>

/**
 * Milliseconds in which a letter may be sent again. The provider knows an idempotence key for one minute only: a repeat after it is a
 * second letter.
 */
const KEYED_WINDOW = 50_000

/** Makes the caller: JSON bodies, the key in a header. A row with an idempotence key is repeated under that key. */
export function goCaller(base: string, source: ApiKeySource, settings: Settings, random: Random): Caller {
  const readKey = keyReader(source, settings)

  const tried: Caller['tried'] = async (row, args, options = {}) => {
    const { query, body } = requestParts(row, Object(checkArguments(row, args)), random)
    const keyed = row.effect === 'send'
    const plan = planOf(settings, options)
    const deadline = keyed ? Math.min(plan.deadline, KEYED_WINDOW) : plan.deadline
    const key = await readKey(plan.timeout, plan.signal)
    if (!key.ok) return { ...key, attempts: 0 }
    const withKey = key.value
    const url = `${base}/${row.name}.json${query}`
    return withRetries(
      (limits, earlier) =>
        withKey(async (apiKey, { timeout, signal }) => {
          const headers = { 'content-type': 'application/json', accept: 'application/json', 'x-api-key': apiKey }
          const answer = await exchange({ url, headers, body }, settings, timeout, signal)
          if (!answer.ok) return answer
          const result = alreadyAccepted(readGoAnswer(answer.value), keyed, earlier)
          return result.ok ? checkAnswer(row, result.value) : result
        }, limits),
      { ...plan, deadline, mayRepeat: (fault) => (keyed ? isPassing(fault) : mayRepeat(row.effect, fault)) },
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

/** "This key was used a moment ago" (1573) is good news when an attempt of ours, whose answer was lost, has used it. */
function alreadyAccepted(result: Result<unknown>, keyed: boolean, earlier: readonly Fault[]): Result<unknown> {
  const ours =
    !result.ok && result.fault.code === 'duplicate' && earlier.some((fault) => outcomeOf(fault) === 'unknown')
  return keyed && ours ? { ok: true, value: { status: 'success' } } : result
}

/** Lays out the arguments. Throws `bad-argument` for a body above the provider's limit. */
function requestParts(
  row: MethodRow,
  values: Record<string, unknown>,
  random: Random,
): { query: string; body: string } {
  const query: [string, string][] = []
  const json: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(values)) {
    if (row.forms[name] === 'query') query.push([name, String(value)])
    else json[name] = row.name === 'email/send' && name === 'message' ? withKey(value, random) : value
  }
  const body = JSON.stringify(json)
  const { bodyBytes = Number.POSITIVE_INFINITY } = row.limits
  // A UTF-16 unit takes at most three bytes: most bodies need no counting.
  if (body.length * 3 > bodyBytes && utf8(body).length > bodyBytes) {
    throw refusedArguments(row, { path: 'message', reason: 'too-much' })
  }
  return { query: query.length === 0 ? '' : `?${encodeForm(query)}`, body }
}

function withKey(message: unknown, random: Random): unknown {
  const given: { readonly idempotence_key?: string } = Object(message)
  return { ...given, idempotence_key: given.idempotence_key ?? randomId('waxseal', random) }
}
