import { WaxsealError } from '@waxseal/core'
import { failed, type Result } from './fault.js'
import type { ApiKeySource } from './options.js'
import { limited } from './wait.js'

/** Visible ASCII: anything else would break the header line of Unisender Go, and the runtime's error would quote it. */
const KEY = /^[\x21-\x7e]{1,512}$/

/** Asks the source for the key of one call. */
export type KeyReader = (timeout: number, signal: AbortSignal | undefined) => Promise<Result<string>>

/** Makes a reader of the key that holds it in a closure, out of reach of `inspect` and `JSON.stringify`. Throws `bad-option`. */
export function keyReader(source: ApiKeySource): KeyReader {
  if (typeof source !== 'function' && !isKey(source)) {
    throw new WaxsealError('bad-option', 'option `apiKey` must be a key or a function that gives one', {
      details: { option: 'apiKey' },
    })
  }
  return async (timeout, signal) => {
    if (typeof source === 'string') return { ok: true, value: source }
    const given = await limited(timeout, signal, async () => source())
    if (given.end === 'done' && isKey(given.value)) return { ok: true, value: given.value }
    if (given.end === 'aborted') return failed('aborted', { outcome: 'not-sent' })
    return failed('credential-unavailable', given.end === 'failed' ? { cause: given.error } : {})
  }
}

function isKey(value: unknown): value is string {
  return typeof value === 'string' && KEY.test(value)
}
