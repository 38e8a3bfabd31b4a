import type * as z from 'zod'

/** What a call does, which decides when it may be repeated. */
export type Effect = 'read' | 'write-idempotent' | 'write' | 'send' | 'money'

/** How an argument goes over the wire; `json` and `query` are those of Unisender Go. */
export type ArgumentForm = 'scalar' | 'csv' | 'php-map' | 'php-indexed' | 'php-list' | 'php-matrix' | 'json' | 'query'

/** What the provider allows. */
export interface MethodLimits {
  /** Calls in a window, by key or by IP. */
  readonly calls?: number
  /** Length of that window in seconds. */
  readonly perSeconds?: number
  /** Most attempts in all, where the provider advises fewer than the client would make. */
  readonly tries?: number
  /** Rows or recipients in one call. */
  readonly rows?: number
  /** Bytes of one request body. */
  readonly bodyBytes?: number
}

/** One method of the provider, as data. */
export interface MethodRow<
  Name extends string = string,
  Arguments extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  /** The name on the wire, with the provider's own misspellings. */
  readonly name: Name
  readonly effect: Effect
  /** Strict schema of the arguments; built at the first call. */
  readonly arguments: () => Arguments
  /** Tolerant schema of the answer: ids come out as text, unknown words are kept, fields that are not listed are left out. */
  readonly answer: () => Answer
  /** How each argument is encoded. */
  readonly forms: Readonly<Record<string, ArgumentForm>>
  /**
   * Where personal data stand: paths from `arguments` or `result`, `[]` for each item. A path covers everything below it.
   */
  readonly personal: readonly string[]
  readonly limits: MethodLimits
}

/** Makes a row, so that its forms name exactly the arguments of its schema. */
export function row<Name extends string, Arguments extends z.ZodType, Answer extends z.ZodType>(
  method: MethodRow<Name, Arguments, Answer> & {
    readonly forms: { readonly [Key in keyof z.input<Arguments>]-?: ArgumentForm }
  },
): MethodRow<Name, Arguments, Answer> {
  return Object.freeze(method)
}

/** Whether a call may be made again when nobody knows what became of it. */
export function isRepeatable(effect: Effect): boolean {
  return effect === 'read' || effect === 'write-idempotent'
}
