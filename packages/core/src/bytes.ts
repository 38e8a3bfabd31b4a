const encoder = new TextEncoder()

/**
 * The UTF-8 bytes of a text.
 *
 * @example
 * ```ts
 * import { utf8 } from '@waxseal/core'
 *
 * console.log(utf8('я')) // Uint8Array(2) [ 209, 143 ]
 * ```
 */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text)
}

/**
 * Joins byte arrays.
 *
 * @example
 * ```ts
 * import { concatBytes } from '@waxseal/core'
 *
 * console.log(concatBytes(Uint8Array.of(1), Uint8Array.of(2, 3))) // Uint8Array(3) [ 1, 2, 3 ]
 * ```
 */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/**
 * Compares two byte arrays in a time that depends on their length only, so that a wrong secret tells nothing of the right one.
 *
 * @example
 * ```ts
 * import { equalBytes } from '@waxseal/core'
 *
 * console.log(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))) // true
 * ```
 */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false
  let difference = 0
  for (let index = 0; index < left.length; index++) difference |= (left[index] ?? 0) ^ (right[index] ?? 0)
  return difference === 0
}
