import { type Answer, jsonAnswer } from '../http/answer.js'
import type { ApiRequest, Route } from '../http/http-server.js'
import type { ApiKeys } from '../state/api-keys.js'
import { GoFault } from './go-fault.js'
import type { GoBackend, JsonBody } from './go-method.js'
import { GO_METHODS } from './go-methods.js'

const MAX_BODY = 10 * 1024 * 1024

/** Where the Go API stands on the server. */
export const GO_PATH = '/ru/transactional/api/v1'

/** What the Go API needs. */
export interface GoApiOptions {
  readonly keys: ApiKeys
  readonly backend: GoBackend
}

/** The Go API: gives the call for a path like `/ru/transactional/api/v1/email/send.json`. */
export function createGoApi(options: GoApiOptions): (path: string) => Route | undefined {
  return (path) => {
    if (!path.startsWith(`${GO_PATH}/`) || !path.endsWith('.json')) return undefined
    const method = path.slice(GO_PATH.length + 1, -'.json'.length)
    return {
      method,
      maxBody: MAX_BODY,
      answer: (request) => {
        try {
          return call(method, request, options)
        } catch (error) {
          if (error instanceof GoFault) return faultAnswer(error)
          throw error
        }
      },
      busy: (kind) =>
        faultAnswer(kind === 'limit' ? new GoFault(429, 'Too many requests', 429) : new GoFault(150, 'Try later', 500)),
    }
  }
}

function call(name: string, request: ApiRequest, options: GoApiOptions): Answer {
  if (request.httpMethod !== 'POST') throw new GoFault(111, 'POST is required', 405)
  const body = readJson(request.body)
  const key = request.headers['x-api-key'] ?? body.api_key
  if (key === undefined) throw new GoFault(102, 'API key is missing', 401)
  // A key of another data centre looks just the same.
  if (typeof key !== 'string' || !options.keys.takes(key)) throw new GoFault(114, 'User is not found', 401)
  const method = GO_METHODS.get(name)
  if (method === undefined) throw new GoFault(111, 'Unknown method', 404)
  return jsonAnswer({ status: 'success', ...method({ ...options.backend, body }) }, 'ok')
}

function readJson(body: Buffer): JsonBody {
  if (body.length === 0) return {}
  try {
    const value: unknown = JSON.parse(body.toString())
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonBody
  } catch {
    // Falls through to the same answer as any other JSON that is no object.
  }
  throw new GoFault(111, 'The request is not a JSON object')
}

function faultAnswer(fault: GoFault): Answer {
  return jsonAnswer({ status: 'error', code: fault.code, message: fault.message }, String(fault.code), fault.status)
}
