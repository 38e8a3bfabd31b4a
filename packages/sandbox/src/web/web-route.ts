import { type Answer, jsonAnswer } from '../http/answer.js'
import type { ApiRequest, Route } from '../http/http-server.js'
import type { RateLimit } from '../rate-limit.js'
import type { ApiKeys } from '../state/api-keys.js'
import { ApiFault } from './api-fault.js'
import { Arguments } from './arguments.js'
import { type FormTree, parseForm } from './form.js'
import type { WebBackend } from './web-method.js'
import { WEB_METHODS } from './web-methods.js'

const MAX_BODY = 8 * 1024 * 1024
const CALLS_PER_MINUTE = 1200

/** Arguments that may stand in the address of a POST. */
const URL_ARGUMENTS = new Set(['api_key', 'format', 'platform', 'request_compression', 'response_compression'])

/** What the classic API needs. */
export interface WebApiOptions {
  readonly keys: ApiKeys
  readonly backend: WebBackend
  readonly limits: RateLimit
}

/** The classic API: gives the call for a path like `/en/api/async/exportContacts`. */
export function createWebApi(options: WebApiOptions): (path: string) => Route | undefined {
  return (path) => {
    const parts = /^\/(ru|en|ua)\/api\/(.{1,64})$/.exec(path)
    const language = parts?.[1]
    const method = parts?.[2]
    if (language === undefined || method === undefined) return undefined
    return {
      method,
      maxBody: MAX_BODY,
      answer: (request) => {
        try {
          return call(method, language, request, options)
        } catch (error) {
          if (error instanceof ApiFault) return faultAnswer(error)
          throw error
        }
      },
      busy: (kind) => faultAnswer(kind === 'limit' ? overLimit('api_key') : new ApiFault('retry_later', 'Try later')),
    }
  }
}

function call(name: string, language: string, request: ApiRequest, options: WebApiOptions): Answer {
  const { backend, keys, limits } = options
  if (!limits.take('ip', CALLS_PER_MINUTE)) throw overLimit('ip')
  const form = readForm(request)
  const args = new Arguments(form)
  if (!keys.takes(args.text('api_key'))) throw new ApiFault('invalid_api_key', 'Wrong API key')
  if (!limits.take('key', CALLS_PER_MINUTE)) throw overLimit('api_key')
  const method = WEB_METHODS.get(name)
  if (method === undefined) throw new ApiFault('unknown_method', 'Unknown method')
  const own = method.perMinute
  if (own !== undefined && !limits.take(`method ${name}`, own)) throw overLimit('api_key', own)
  if ((args.text('format') ?? 'json') !== 'json') throw new ApiFault('invalid_arg', 'format must be json')
  const warnings: { warning: string }[] = []
  const warn = (warning: string) => {
    warnings.push({ warning })
  }
  const result = method.run({ ...backend, args, language, warn })
  return jsonAnswer(warnings.length === 0 ? { result } : { result, warnings }, 'ok')
}

/** The arguments from the address or from the body. Both at once is what the provider stumbles over. */
function readForm(request: ApiRequest): FormTree {
  const form = parseForm(request.query)
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '')
  if (request.httpMethod !== 'POST' || request.body.length === 0 || !isForm) return form
  for (const name of form.keys()) {
    if (!URL_ARGUMENTS.has(name)) throw new ApiFault('unspecified', 'Call to a member function getMessage() on boolean')
  }
  if (form.has('request_compression')) throw new ApiFault('invalid_arg', 'request_compression is not supported')
  return parseForm(request.body.toString('latin1'), form)
}

function overLimit(scope: 'api_key' | 'ip', limit = CALLS_PER_MINUTE): ApiFault {
  return new ApiFault(`api_call_limit_exceeded_for_${scope}`, `Too many calls, at most ${limit} in 60 seconds`)
}

/** Errors come with HTTP 200, and with an empty `result`, `false` or none. */
function faultAnswer(fault: ApiFault): Answer {
  const result = fault.code === 'invalid_arg' ? { result: '' } : {}
  return jsonAnswer({ error: fault.message, code: fault.code, ...result }, fault.code)
}
