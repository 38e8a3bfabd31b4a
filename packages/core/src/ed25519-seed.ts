/** RFC 8410 section 7: the bytes of a PKCS#8 Ed25519 key before its 32-byte seed. */
const PKCS8_PREFIX = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20)

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
  const pkcs8 = new Uint8Array(48)
  pkcs8.set(PKCS8_PREFIX)
  pkcs8.set(seed, PKCS8_PREFIX.length)
  // Only a key that can be read tells its public half.
  const readable = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', true, ['sign'])
  const { x = '' } = await crypto.subtle.exportKey('jwk', readable)
  const signer = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', false, ['sign'])
  pkcs8.fill(0)
  return { signer, x }
}
