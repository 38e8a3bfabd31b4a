import { failed, type Result } from './fault.js'
import { networkFault } from './network-fault.js'
import type { Settings } from './options.js'
import { readText } from './read-body.js'
import { retryAfter } from './retry-after.js'
import { limited } from './wait.js'

/** One request with its key in the body or in a header, never in the address. */
export interface Exchange {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What came back. */
export interface HttpAnswer {
  readonly status: number
  readonly text: string
  /** Milliseconds that the server asks to wait. */
  readonly retryAfter?: number
}

/** Makes one POST request under a time limit and reads its bounded answer. Redirects are never followed: they would get the key. */
export async function exchange(
  request: Exchange,
  settings: Settings,
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<Result<HttpAnswer>> {
  let sent = false
  const ended = await limited(timeout, signal, async (inner): Promise<Result<HttpAnswer>> => {
    sent = true
    const response = await settings.fetch(request.url, {
      method: 'POST',
      headers: request.headers,
      body: request.body,
      redirect: 'manual',
      signal: inner,
    })
    if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
      response.body?.cancel().catch(() => {})
      return failed('redirected')
    }
    const text = await readText(response, settings.maxAnswerBytes)
    if (text === undefined) return failed('answer-too-large', { details: { limit: settings.maxAnswerBytes } })
    const pause = retryAfter(response.headers.get('retry-after'), settings.clock)
    return { ok: true, value: { status: response.status, text, ...(pause === undefined ? {} : { retryAfter: pause }) } }
  })
  if (ended.end === 'done') return ended.value
  if (ended.end === 'failed') return networkFault(ended.error)
  if (ended.end === 'timeout') return failed('timeout')
  return failed('aborted', { outcome: sent ? 'unknown' : 'not-sent' })
}

/** The fault of an answer that speaks by its HTTP status only. */
export function statusFault(answer: HttpAnswer): ReturnType<typeof failed> {
  const { status } = answer
  const pause = answer.retryAfter === undefined ? {} : { retryAfter: answer.retryAfter }
  if (status === 429) return failed('limit', { providerCode: '429', ...pause })
  const refused = status >= 400 && status < 500 && status !== 408
  return failed('http-status', {
    providerCode: String(status),
    retryable: status >= 500 || status === 408,
    outcome: refused ? 'not-sent' : 'unknown',
    ...pause,
  })
}
