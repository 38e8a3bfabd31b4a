import { encodeBase64url, importEd25519Seed, type JsonObject, type Random, utf8 } from '@waxseal/core'
import { CompactSign, calculateJwkThumbprint } from 'jose'
import { sealedError } from '../sealed/seal-secret.js'

/** A key that signs. The secret stands behind the closure: neither inspection nor JSON shows it. */
export interface SigningKey {
  /** RFC 7638 thumbprint of the public key. */
  readonly kid: string
  readonly publicJwk: JsonObject
  /** Signs an object as JSON: a compact JWS (RFC 7515) with EdDSA (RFC 8037). */
  sign(payload: object): Promise<string>
}

/** A key as it is made: what the record gets, and what only the secret store gets. */
export interface MadeKey {
  readonly kid: string
  readonly publicJwk: JsonObject
  /** The private JWK as JSON. */
  readonly secret: string
}

/** Makes an Ed25519 key out of 32 random bytes. */
export async function makeSigningKey(random: Random): Promise<MadeKey> {
  const seed = random(32)
  const { x } = await importEd25519Seed(seed)
  const kid = await calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x })
  const publicJwk = { kty: 'OKP', crv: 'Ed25519', x, kid, alg: 'EdDSA', use: 'sig' }
  return { kid, publicJwk, secret: JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x, d: encodeBase64url(seed) }) }
}

/**
 * Makes the signer of a key. Throws `secret-corrupt` when the private JWK is not that of the public one.
 *
 * @param typ the `typ` of what it signs, so that a token made for one purpose does not serve another
 */
export async function loadSigningKey(publicJwk: JsonObject, secret: string, typ: string): Promise<SigningKey> {
  const kid = String(publicJwk.kid)
  const signer = await importPrivate(secret, publicJwk.x)
  if (signer === undefined) throw sealedError('secret-corrupt', kid)
  return {
    kid,
    publicJwk,
    sign: (payload) =>
      new CompactSign(utf8(JSON.stringify(payload))).setProtectedHeader({ alg: 'EdDSA', kid, typ }).sign(signer),
  }
}

async function importPrivate(secret: string, x: unknown): Promise<CryptoKey | undefined> {
  try {
    const jwk = JSON.parse(secret) as JsonWebKey
    return jwk.x === x ? await crypto.subtle.importKey('jwk', jwk, 'Ed25519', false, ['sign']) : undefined
  } catch {
    // The runtime's own words may quote the key.
    return undefined
  }
}
