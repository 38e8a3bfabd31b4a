import { type Clock, type CredentialSource, WaxsealError } from '@waxseal/core'
import { failed, type Result } from './fault.js'
import type { ApiKeySource, Settings } from './options.js'
import { limited } from './wait.js'

/** Visible ASCII: anything else would break the header line of Unisender Go, and the runtime's error would quote it. */
const KEY = /^[\x21-\x7e]{1,512}$/

/** What bounds one attempt. */
export interface AttemptLimits {
  /** Milliseconds for the exchange with the provider. */
  readonly timeout: number
  /** Milliseconds that the call has left; waiting for a key may take them all. */
  readonly rest: number
  readonly signal: AbortSignal | undefined
}

/** One exchange with the provider, with a key. */
export type Attempt<T> = (key: string, limits: AttemptLimits) => Promise<Result<T>>

/** Makes attempts with the key of one call. */
export type WithKey = <T>(attempt: Attempt<T>, limits: AttemptLimits) => Promise<Result<T>>

/** Prepares the key of one call. */
export type KeyReader = (timeout: number, signal: AbortSignal | undefined) => Promise<Result<WithKey>>

/**
 * Makes a reader of the key that holds it in a closure, out of reach of `inspect` and `JSON.stringify`. A function is asked once for
 * each call; a credential is borrowed for each attempt. Throws `bad-option`.
 */
export function keyReader(source: ApiKeySource, { clock }: Pick<Settings, 'clock'>): KeyReader {
  if (isCredential(source)) {
    const borrowed: Result<WithKey> = {
      ok: true,
      value: (attempt, limits) => new Loan(source, clock, attempt, limits).result(),
    }
    return async () => borrowed
  }
  if (typeof source !== 'function' && !isKey(source)) {
    throw new WaxsealError('bad-option', 'option `apiKey` must be a key, a function that gives one, or a credential', {
      details: { option: 'apiKey' },
    })
  }
  return async (timeout, signal) => {
    if (typeof source === 'string') return { ok: true, value: always(source) }
    const given = await limited(timeout, signal, async () => source())
    if (given.end === 'done' && isKey(given.value)) return { ok: true, value: always(given.value) }
    if (given.end === 'aborted') return failed('aborted', { outcome: 'not-sent' })
    return failed('credential-unavailable', given.end === 'failed' ? { cause: given.error } : {})
  }
}

/** One attempt with a borrowed key, and one more with another key when the provider refused the first. */
class Loan<T> {
  readonly #source: CredentialSource
  readonly #clock: Clock
  readonly #attempt: Attempt<T>
  readonly #limits: AttemptLimits
  /** How the last exchange ended; what the lender does afterwards changes nothing of it. */
  #last: Result<T> | undefined
  #underWay = false

  constructor(source: CredentialSource, clock: Clock, attempt: Attempt<T>, limits: AttemptLimits) {
    this.#source = source
    this.#clock = clock
    this.#attempt = attempt
    this.#limits = limits
  }

  async result(): Promise<Result<T>> {
    const { rest, signal } = this.#limits
    const end = this.#clock() + rest
    const ended = await limited(rest, signal, async (inner) => {
      // A key that the provider refused has had no effect: with another one the same attempt is made once more.
      if (await this.#borrow(end, inner)) await this.#borrow(end, inner)
    })
    if (this.#underWay) {
      if (ended.end === 'failed') throw ended.error
      return ended.end === 'aborted' ? failed('aborted', { outcome: 'unknown' }) : failed('timeout')
    }
    const last = this.#last
    if (ended.end === 'aborted' && (last === undefined || isKeyRefused(last))) {
      return failed('aborted', { outcome: 'not-sent' })
    }
    if (last !== undefined) return last
    return failed('credential-unavailable', ended.end === 'failed' ? { cause: ended.error } : {})
  }

  /** Makes the exchange; tells whether the provider refused the key and there is another one. */
  async #borrow(end: number, signal: AbortSignal): Promise<boolean> {
    let again = false
    const work = async (key: string, refused: () => Promise<boolean>) => {
      // Whoever waited for the key may have given up meanwhile.
      if (signal.aborted || !isKey(key)) return
      const rest = end - this.#clock()
      this.#underWay = true
      const result = await this.#attempt(key, { timeout: Math.min(this.#limits.timeout, rest), rest, signal })
      this.#underWay = false
      this.#last = result
      if (isKeyRefused(result)) again = await refused()
    }
    await this.#source.use(work, { signal })
    return again
  }
}

function always(key: string): WithKey {
  return (attempt, limits) => attempt(key, limits)
}

/** Unisender Go answers a wrong key and one of another data centre alike. Neither call was carried out. */
function isKeyRefused(result: Result<unknown>): boolean {
  return !result.ok && (result.fault.code === 'invalid-key' || result.fault.code === 'wrong-data-center')
}

function isCredential(source: unknown): source is CredentialSource {
  return typeof source === 'object' && source !== null && 'use' in source && typeof source.use === 'function'
}

function isKey(value: unknown): value is string {
  return typeof value === 'string' && KEY.test(value)
}
