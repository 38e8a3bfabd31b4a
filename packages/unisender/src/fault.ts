import {
  type CallOutcome,
  isWaxsealError,
  ProviderError,
  type ProviderErrorCategory,
  type ProviderFault,
} from '@waxseal/core'
import { type Effect, isRepeatable } from './method.js'

/**
 * Our words for what can go wrong with a call; `fault.code` of every `ProviderError` that this package throws. The provider's
 * own word or number stands in `fault.providerCode`.
 */
export type UnisenderFaultCode =
  | 'aborted'
  | 'access-denied'
  | 'answer-too-large'
  | 'bad-argument'
  | 'bad-shape'
  | 'credential-unavailable'
  | 'duplicate'
  | 'http-status'
  | 'insecure-url'
  | 'invalid-key'
  | 'job-timeout'
  | 'limit'
  | 'network'
  | 'no-money'
  | 'not-json'
  | 'redirected'
  | 'retry-later'
  | 'timeout'
  | 'unknown-method'
  | 'unspecified'
  | 'wrong-data-center'

interface Nature {
  readonly category: ProviderErrorCategory
  /** Whether the same call may succeed later. */
  readonly retryable: boolean
  readonly outcome: CallOutcome
  readonly text: string
}

function nature(category: ProviderErrorCategory, retryable: boolean, outcome: CallOutcome, text: string): Nature {
  return { category, retryable, outcome, text }
}

const NATURES: Readonly<Record<UnisenderFaultCode, Nature>> = {
  aborted: nature('network', false, 'unknown', 'was aborted by the caller'),
  'access-denied': nature('permission', false, 'not-sent', 'is not allowed to this key'),
  'answer-too-large': nature('protocol', false, 'unknown', 'was answered with more than the limit'),
  'bad-argument': nature('arguments', false, 'not-sent', 'was refused for its arguments'),
  'bad-shape': nature('protocol', false, 'unknown', 'was answered in an unknown shape'),
  'credential-unavailable': nature('credential', true, 'not-sent', 'was not made: the source of the key gave none'),
  duplicate: nature('arguments', false, 'not-sent', 'was already made with this idempotence key'),
  'http-status': nature('provider', false, 'unknown', 'was answered with an http error'),
  'insecure-url': nature('protocol', false, 'not-sent', 'named a file at an insecure address'),
  'invalid-key': nature('credential', false, 'not-sent', 'was refused: the key is wrong'),
  'job-timeout': nature('provider', true, 'unknown', 'did not finish its job in time'),
  limit: nature('limit', true, 'not-sent', 'was refused: a limit is reached'),
  network: nature('network', true, 'unknown', 'failed on the network'),
  'no-money': nature('money', false, 'not-sent', 'was refused: the balance is too low'),
  'not-json': nature('protocol', true, 'unknown', 'was answered with something that is not json'),
  redirected: nature('protocol', false, 'unknown', 'was answered with a redirect, which is never followed'),
  'retry-later': nature('provider', true, 'unknown', 'failed for a while on the side of the provider'),
  timeout: nature('network', true, 'unknown', 'was not answered in time'),
  'unknown-method': nature('arguments', false, 'not-sent', 'is unknown to the provider'),
  unspecified: nature('provider', false, 'not-sent', 'was refused without a known reason'),
  'wrong-data-center': nature(
    'credential',
    false,
    'not-sent',
    'was refused: the account is not in this data centre, see option `dataCenter`',
  ),
}

/** A fault as it is seen inside the client, before it is known whether the call is tried again. */
export interface Fault {
  readonly code: UnisenderFaultCode
  readonly retryable?: boolean
  readonly outcome?: CallOutcome
  readonly providerCode?: string
  readonly reference?: string
  /** Milliseconds to wait before the next try, when the provider said so. */
  readonly retryAfter?: number
  readonly details?: Readonly<Record<string, string | number>>
  readonly cause?: unknown
}

/** The end of one attempt. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault }

/** Makes the failed end of an attempt. */
export function failed(code: UnisenderFaultCode, more: Omit<Fault, 'code'> = {}): { ok: false; fault: Fault } {
  return { ok: false, fault: { ...more, code } }
}

/** Whether the provider may have acted. */
export function outcomeOf(fault: Fault): CallOutcome {
  return fault.outcome ?? NATURES[fault.code].outcome
}

/** Whether another try may help, whatever the effect of the call. */
export function isPassing(fault: Fault): boolean {
  return fault.retryable ?? NATURES[fault.code].retryable
}

/**
 * The error for a fault that is final. Built from our own words only: the texts of the provider, of the runtime and the arguments of
 * the call may hold addresses and keys.
 */
export function toProviderError(
  fault: Fault,
  call: { readonly method: string; readonly effect: Effect; readonly attempts: number },
): ProviderError {
  const { category, text } = NATURES[fault.code]
  const outcome = outcomeOf(fault)
  const repeatable = isRepeatable(call.effect) || (outcome === 'not-sent' && call.effect !== 'money')
  const shown: ProviderFault = {
    code: fault.code,
    category,
    retryable: isPassing(fault) && repeatable,
    outcome,
    ...(fault.providerCode === undefined ? {} : { providerCode: fault.providerCode }),
    ...(fault.reference === undefined ? {} : { reference: fault.reference }),
  }
  const where = fault.details?.path === undefined ? '' : `: \`${fault.details.path}\` ${fault.details.reason}`
  return new ProviderError(`\`${call.method}\` ${text}${where}`, shown, {
    details: {
      method: call.method,
      attempts: call.attempts,
      ...(fault.retryAfter === undefined ? {} : { retryAfter: fault.retryAfter }),
      ...fault.details,
    },
    cause: fault.cause,
  })
}

/**
 * Tells whether a caught value is a failed call, by its code and not by its class.
 *
 * @example
 * ```ts
 * import { createUnisender, isUnisenderError } from '@waxseal/unisender'
 *
 * const answer = { error: 'no such key', code: 'invalid_api_key' }
 * const unisender = createUnisender({ apiKey: 'key', fetch: async () => Response.json(answer) })
 * const error = await unisender.lists.create({ title: 'Spring' }).catch((caught) => caught)
 * console.log(isUnisenderError(error, 'invalid-key')) // true
 * ```
 */
export function isUnisenderError(value: unknown, code?: UnisenderFaultCode): value is ProviderError {
  return isWaxsealError(value, code) && 'fault' in value && typeof value.fault === 'object' && value.fault !== null
}
