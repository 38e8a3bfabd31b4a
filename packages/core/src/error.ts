/**
 * What every error thrown by a Waxseal package carries: a literal `code` that is compared instead of a class (two copies
 * of a package may be loaded), and plain `details` that never hold a personal datum or a secret.
 */
export interface WaxsealErrorOptions {
  /** Facts that help to mend the matter: row numbers, field names, limits. Never a value that a person typed. */
  readonly details?: Readonly<Record<string, string | number | boolean | readonly (string | number)[]>>
  /** The error underneath, kept only when it is one of ours: foreign errors quote addresses, keys and URLs. */
  readonly cause?: unknown
}

/**
 * The base of all thrown errors. Message: lower case, no final period, values in backticks.
 *
 * @example
 * ```ts
 * import { isWaxsealError, WaxsealError } from '@waxseal/core'
 *
 * const error = new WaxsealError('list-unknown', 'no list is named `spb`', { details: { list: 'spb' } })
 * console.log(isWaxsealError(error, 'list-unknown')) // true
 * ```
 */
export class WaxsealError<Code extends string = string> extends Error {
  readonly code: Code
  readonly details: Readonly<Record<string, string | number | boolean | readonly (string | number)[]>>

  constructor(code: Code, message: string, options: WaxsealErrorOptions = {}) {
    super(message)
    this.code = code
    this.details = options.details ?? {}
    const cause = safeCause(options.cause)
    if (cause !== undefined) this.cause = cause
    Object.defineProperty(this, 'name', { value: 'WaxsealError', configurable: true })
  }

  /** The form for logs and answers: code, message and details, nothing else. */
  toJSON(): { name: string; code: Code; message: string; details: WaxsealError['details'] } {
    return { name: this.name, code: this.code, message: this.message, details: this.details }
  }
}

/**
 * Tells whether a caught value is one of ours, by its code and not by its class.
 *
 * @example
 * ```ts
 * import { isWaxsealError, WaxsealError } from '@waxseal/core'
 *
 * console.log(isWaxsealError(new Error('other'))) // false
 * console.log(isWaxsealError(new WaxsealError('a', 'b'), 'a')) // true
 * ```
 */
export function isWaxsealError<Code extends string = string>(value: unknown, code?: Code): value is WaxsealError<Code> {
  if (!(value instanceof Error) || value.name !== 'WaxsealError' || !('code' in value)) return false
  return typeof value.code === 'string' && (code === undefined || value.code === code)
}

/**
 * What may be kept of a foreign error: its system code (`ECONNRESET`) and class name. Its message, its stack and the objects hung
 * on it (request, response, options) quote addresses, keys and URLs.
 */
function safeCause(cause: unknown): unknown {
  if (cause === undefined || cause === null) return undefined
  if (isWaxsealError(cause)) return cause
  return systemCode(cause) === undefined ? undefined : { code: systemCode(cause) }
}

/**
 * The system code of a foreign error (`ECONNREFUSED`), looked for along its chain of causes.
 *
 * @example
 * ```ts
 * import { systemCode } from '@waxseal/core'
 *
 * console.log(systemCode(new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }))) // ECONNREFUSED
 * ```
 */
export function systemCode(error: unknown): string | undefined {
  let current = error
  for (let depth = 0; depth < 5 && typeof current === 'object' && current !== null; depth++) {
    const code = (current as { code?: unknown }).code
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,40}$/.test(code)) return code
    current = (current as { cause?: unknown }).cause
  }
  return undefined
}
