import { WaxsealError } from './error.js'

/** Whatever JSON can say. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/** An object that JSON can say. */
export interface JsonObject {
  readonly [key: string]: JsonValue
}

/**
 * One text for one value: keys sorted by UTF-16 code unit, no blanks (the order and form of RFC 8785; numbers as JavaScript prints
 * them). For hashing and signing. Members that are `undefined` are left out.
 *
 * Throws `json-invalid` for what JSON cannot say, first of all `NaN` and the infinities: they would share the text of `null`.
 *
 * @example
 * ```ts
 * import { canonicalJson } from '@waxseal/core'
 *
 * console.log(canonicalJson({ b: 1, a: [true, null] })) // {"a":[true,null],"b":1}
 * ```
 */
export function canonicalJson(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) return scalar(value)
  if (Array.isArray(value)) return `[${Array.from(value, (item: JsonValue) => canonicalJson(item)).join(',')}]`
  const record = value as JsonObject
  const members = Object.keys(record)
    .sort()
    .filter((key) => record[key] !== undefined)
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(record[key] as JsonValue)}`)
  return `{${members.join(',')}}`
}

function scalar(value: string | number | boolean | null): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) {
    return JSON.stringify(value)
  }
  throw new WaxsealError('json-invalid', `a value of type \`${typeof value}\` that JSON cannot say`)
}
