import { decodeBase64url, encodeBase64url } from '@waxseal/core'

/** A token taken apart. */
export interface TokenParts {
  /** Id of the key that it was made with. */
  readonly keyId: string
  /** Synthetic IV and ciphertext. */
  readonly sealed: Uint8Array
}

/** Bytes of the synthetic IV (RFC 5297 section 2.4). */
const IV_LENGTH = 16
/** Plaintexts are padded to a multiple of this many bytes. */
export const PADDING_BLOCK = 32
/** Longest plaintext in bytes, padding included. */
export const MAX_PLAINTEXT = 4096
const MAX_KEY_ID = 128
const MAX_TOKEN = 4 + MAX_KEY_ID + 1 + Math.ceil(((IV_LENGTH + MAX_PLAINTEXT) * 4) / 3)

/**
 * Takes a token apart without resolving it: `tok_<key id>_<base64url>`. Each token has one spelling.
 *
 * @returns the parts, or `undefined` when the text is no token.
 * @example
 * ```ts
 * import { parseToken } from '@waxseal/redact'
 *
 * console.log(parseToken(`tok_k1_${'A'.repeat(64)}`)?.keyId) // k1
 * console.log(parseToken('tok_k1_AA')) // undefined
 * ```
 */
export function parseToken(text: string): TokenParts | undefined {
  if (typeof text !== 'string' || text.length > MAX_TOKEN || !text.startsWith('tok_')) return undefined
  const split = text.indexOf('_', 4)
  const keyId = text.slice(4, Math.max(split, 4))
  if (!isKeyId(keyId)) return undefined
  const sealed = decodeBase64url(text.slice(split + 1))
  if (sealed === undefined || sealed.length <= IV_LENGTH) return undefined
  return (sealed.length - IV_LENGTH) % PADDING_BLOCK === 0 ? { keyId, sealed } : undefined
}

/**
 * Tells whether a text has the form of a token. Whether somebody may resolve it is another question.
 *
 * @example
 * ```ts
 * import { isToken } from '@waxseal/redact'
 *
 * console.log(isToken('maria@romashka.ru')) // false
 * ```
 */
export function isToken(text: string): boolean {
  return parseToken(text) !== undefined
}

/** Writes a token. */
export function formatToken(parts: TokenParts): string {
  return `tok_${parts.keyId}_${encodeBase64url(parts.sealed)}`
}

/** Letters, digits and hyphens: an underscore would make the end of the id ambiguous. */
export function isKeyId(text: string): boolean {
  return text.length <= MAX_KEY_ID && /^[A-Za-z0-9-]+$/.test(text)
}
