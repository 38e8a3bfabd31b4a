import { type Clock, type CredentialSource, systemClock, WaxsealError } from '@waxseal/core'
import { waitFor } from './wait.js'

/**
 * Where the key comes from: the key itself, a function that is asked once for each call, or a credential (`createCredential` of
 * `@waxseal/keys`) that is borrowed for each attempt, so that the key can be exchanged under running calls. When the provider refuses a
 * borrowed key and there is another one by then, the attempt is made once more with that.
 */
export type ApiKeySource = string | (() => string | Promise<string>) | CredentialSource

/** How long and how often a job is asked after, in milliseconds. */
export interface PollOptions {
  /** Before the first look. @default 2_000 */
  readonly first?: number
  /** Longest pause between two looks. @default 30_000 */
  readonly most?: number
  /** All looks together, and all waiting for the bytes of the file. @default 1_800_000 */
  readonly total?: number
}

/** Options that both clients share. */
export interface ClientOptions {
  readonly apiKey: ApiKeySource
  /** @default the runtime's own `fetch` */
  readonly fetch?: typeof fetch
  /** @default systemClock */
  readonly clock?: Clock
  /** A number from 0 up to 1, for the jitter of retries. @default Math.random */
  readonly random?: () => number
  /** Waits between attempts; rejects when the signal aborts. @default a timer */
  readonly wait?: (ms: number, signal?: AbortSignal) => Promise<void>
  /** Milliseconds for one attempt, answer included. @default 30_000 */
  readonly timeout?: number
  /** Milliseconds for a call with all its attempts. @default 120_000 */
  readonly deadline?: number
  /** Attempts in all, where the effect of the call allows a second one. @default 3 */
  readonly tries?: number
  /** Most bytes of one answer, unpacked. @default 16_777_216 */
  readonly maxAnswerBytes?: number
}

/** Options of one call. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined
  readonly timeout?: number
  readonly deadline?: number
  readonly tries?: number
}

/** The options with their defaults, checked. */
export interface Settings {
  readonly fetch: typeof fetch
  readonly clock: Clock
  readonly random: () => number
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>
  readonly timeout: number
  readonly deadline: number
  readonly tries: number
  readonly maxAnswerBytes: number
}

/** Fills in the defaults. Throws `bad-option`. */
export function toSettings(options: ClientOptions): Settings {
  return {
    // Called as a plain function: some runtimes refuse a `fetch` that is called as a method.
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    wait: options.wait ?? waitFor,
    timeout: positive('timeout', options.timeout, 30_000),
    deadline: positive('deadline', options.deadline, 120_000),
    tries: positive('tries', options.tries, 3),
    maxAnswerBytes: positive('maxAnswerBytes', options.maxAnswerBytes, 16 * 1024 * 1024),
  }
}

/** A number above zero, or the default. Throws `bad-option`. */
export function positive(option: string, value: number | undefined, otherwise: number): number {
  if (value === undefined) return otherwise
  if (typeof value === 'number' && value > 0 && !Number.isNaN(value)) return value
  throw new WaxsealError('bad-option', `option \`${option}\` must be a number above 0`, { details: { option } })
}
