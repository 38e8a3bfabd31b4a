import { encodeBase64url } from './base64url.js'

/** Gives `length` random bytes. Always a parameter, so that tests can be repeated. */
export type Random = (length: number) => Uint8Array

/**
 * The cryptographic randomness of the runtime.
 *
 * @example
 * ```ts
 * import { systemRandom } from '@waxseal/core'
 *
 * console.log(systemRandom(16).length) // 16
 * ```
 */
export const systemRandom: Random = (length) => crypto.getRandomValues(new Uint8Array(length))

/**
 * A fresh identifier: a readable prefix and 128 random bits, so that it can be neither counted nor guessed.
 *
 * @example
 * ```ts
 * import { randomId } from '@waxseal/core'
 *
 * console.log(/^cmp_[\w-]{22}$/.test(randomId('cmp'))) // true
 * ```
 */
export function randomId(prefix: string, random: Random = systemRandom): string {
  return `${prefix}_${encodeBase64url(random(16))}`
}
