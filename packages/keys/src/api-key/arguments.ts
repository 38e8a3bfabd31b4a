import { durationMs, parseIpNetwork, WaxsealError } from '@waxseal/core'
import type { KeysErrorCode } from '../keys-error-code.js'

const LONGEST_TEXT = 200
const MOST_TEXTS = 1000
const SCOPE = /^(?:\*|[a-z][a-z0-9_-]*(?:\.[a-z][a-z0-9_-]*)*(?:\.\*)?)$/i
/** Looks like the second half of a key. */
const KEY_INSIDE = /[a-z2-7]{16}_[a-z2-7]{39}/

/**
 * Reads what is handed to a command, each member once. A misspelt member would be a condition that never bites, so none is passed over.
 * Values are not repeated in messages. Throws `key-spec-invalid`, or the code given.
 */
export class Arguments {
  readonly #command: string
  readonly #values: ReadonlyMap<string, unknown>
  readonly #code: KeysErrorCode

  constructor(command: string, value: unknown, known: readonly string[], code: KeysErrorCode = 'key-spec-invalid') {
    this.#command = command
    this.#code = code
    this.#values = new Map(typeof value === 'object' && value !== null ? Object.entries(value) : [])
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw this.invalid('argument', 'is no object')
    for (const name of this.#values.keys()) {
      if (!known.includes(name)) throw this.invalid(name, `is none of \`${known.join('`, `')}\``)
    }
  }

  invalid(name: string, what: string): WaxsealError<KeysErrorCode> {
    const shown = /^\w{1,40}$/.test(name) ? name : 'a member'
    return new WaxsealError(this.#code, `\`${this.#command}\`: \`${shown}\` ${what}`, { details: { argument: shown } })
  }

  get(name: string): unknown {
    return this.#values.get(name)
  }

  /** An id or a few words. It stands in the record for good, so it must be neither an address nor a key. */
  text(name: string): string | undefined {
    const value = this.get(name)
    if (value === undefined) return undefined
    if (typeof value !== 'string' || value === '' || value.length > LONGEST_TEXT || /\p{Cc}/u.test(value)) {
      throw this.invalid(name, `must be a text of 1 to ${LONGEST_TEXT} characters`)
    }
    if (value.includes('@')) throw this.invalid(name, 'stands in the record, so it must not hold an address')
    if (KEY_INSIDE.test(value)) throw this.invalid(name, 'stands in the record, so it must not hold a key')
    return value
  }

  requiredText(name: string): string {
    const value = this.text(name)
    if (value === undefined) throw this.invalid(name, 'is missing')
    return value
  }

  scopes(name: string): readonly string[] {
    const scopes = this.#texts(name)
    if (scopes === undefined) throw this.invalid(name, 'is missing')
    if (!scopes.every((scope) => SCOPE.test(scope))) {
      throw this.invalid(name, 'must be actions, families such as `contacts.*`, or `*`')
    }
    return scopes
  }

  lists(name: string): readonly string[] | undefined {
    return this.#texts(name)
  }

  networks(name: string): readonly string[] | undefined {
    const networks = this.#texts(name)
    if (networks?.every((network) => parseIpNetwork(network) !== undefined) === false) {
      throw this.invalid(name, 'must be networks such as `203.0.113.0/24`')
    }
    return networks
  }

  /** Milliseconds. */
  duration(name: string): number | undefined {
    const value = this.get(name)
    const ms = durationMs(value)
    if (value !== undefined && ms === undefined) {
      throw this.invalid(name, 'must be a whole number from 1 to 999999 with `s`, `m`, `h`, `d` or `w`: `90d`')
    }
    return ms
  }

  /** Epoch milliseconds, after `now`. */
  instantAfter(name: string, now: number): number | undefined {
    const value = this.get(name)
    if (value === undefined) return undefined
    if (typeof value === 'number' && Number.isSafeInteger(value) && value > now) return value
    throw this.invalid(name, 'must be a time to come, in whole epoch milliseconds')
  }

  flag(name: string): boolean {
    const value = this.get(name)
    if (value !== undefined && typeof value !== 'boolean') throw this.invalid(name, 'must be `true` or `false`')
    return value === true
  }

  /** An object with these methods. */
  port(name: string, methods: readonly string[]): unknown {
    const value = this.get(name)
    const members = Object(value) as Readonly<Record<string, unknown>>
    if (methods.every((method) => typeof members[method] === 'function')) return value
    throw this.invalid(name, `must have the methods \`${methods.join('`, `')}\``)
  }

  function(name: string): unknown {
    const value = this.get(name)
    if (value !== undefined && typeof value !== 'function') throw this.invalid(name, 'must be a function')
    return value
  }

  #texts(name: string): readonly string[] | undefined {
    const value = this.get(name)
    if (value === undefined) return undefined
    const texts: unknown[] = Array.isArray(value) ? [...value] : []
    if (texts.length === 0 || texts.length > MOST_TEXTS || !texts.every(isShortText)) {
      throw this.invalid(name, `must be an array of 1 to ${MOST_TEXTS} texts, each of 1 to 100 characters`)
    }
    return [...new Set(texts)]
  }
}

function isShortText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 100 && !/[@\p{Cc}]/u.test(value)
}
