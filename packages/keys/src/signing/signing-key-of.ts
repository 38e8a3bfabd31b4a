import type { Key } from '@waxseal/core'
import { loadSigningKey, makeSigningKey, type SigningKey } from './signing-key.js'

/**
 * The Ed25519 key whose seed is a key of the ring: the same ring key gives the same signing key. For hosts that keep no signing keys of
 * their own; it rotates with the ring only.
 *
 * @param typ the `typ` of what it signs
 * @example
 * ```ts
 * import { signingKeyOf } from '@waxseal/keys'
 *
 * const key = await signingKeyOf({ id: 'k1', bytes: new Uint8Array(32).fill(7) }, 'report+jwt')
 * console.log(key.publicJwk.crv, key.kid === key.publicJwk.kid) // Ed25519 true
 * ```
 */
export async function signingKeyOf(key: Key, typ: string): Promise<SigningKey> {
  const { publicJwk, secret } = await makeSigningKey(() => key.bytes)
  return await loadSigningKey(publicJwk, secret, typ)
}
