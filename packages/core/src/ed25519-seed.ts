import { decodeBase64url } from './base64url.js'
import { concatBytes } from './bytes.js'

/** RFC 8410 section 7: what stands before the seed in a PKCS#8 Ed25519 key, in base64url. */
const PKCS8_PREFIX = 'MC4CAQAwBQYDK2VwBCIEIA'

/**
 * The Ed25519 key (RFC 8032) of a seed of 32 bytes, by the Web Crypto of the runtime: what signs, whose private half cannot be read, and
 * the public key in base64url, as it stands in a JWK.
 *
 * @example
 * ```ts
 * import { importEd25519Seed } from '@waxseal/core'
 *
 * const { signer, x } = await importEd25519Seed(new Uint8Array(32).fill(7))
 * console.log(signer.extractable, x.length) // false 43
 * ```
 */
export async function importEd25519Seed(seed: Uint8Array): Promise<{ readonly signer: CryptoKey; readonly x: string }> {
  const pkcs8 = new Uint8Array(concatBytes(decodeBase64url(PKCS8_PREFIX) ?? seed, seed))
  // Only a key that can be read tells its public half.
  const readable = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', true, ['sign'])
  const { x = '' } = await crypto.subtle.exportKey('jwk', readable)
  const signer = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', false, ['sign'])
  pkcs8.fill(0)
  return { signer, x }
}
