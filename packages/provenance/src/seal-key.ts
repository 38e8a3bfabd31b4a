import { importEd25519Seed, type JsonObject, type Key, utf8, WaxsealError } from '@waxseal/core'
import { CompactSign, calculateJwkThumbprint } from 'jose'
import type { SealStatement } from './seal-statement.js'

/** A key that signs seals. The secret stands behind the closure: neither inspection nor JSON shows it. */
export interface SealKey {
  /** RFC 7638 thumbprint of the public key. */
  readonly kid: string
  /** What a verifier needs: put it into a JWKS, and leave it there when the key is retired. */
  readonly publicJwk: JsonObject
  /** Signs a statement; use `makeSeal`, which checks it first. */
  sign(statement: SealStatement): Promise<string>
}

/**
 * Makes the Ed25519 key that signs seals out of the key ring's key of use `seal`: its 32 bytes are the seed. The same ring key
 * gives the same seal key. Throws `seal-key-invalid`.
 *
 * @example
 * ```ts
 * import { sealKey } from '@waxseal/provenance'
 *
 * const key = await sealKey({ id: 'k1', bytes: new Uint8Array(32).fill(7) })
 * console.log(key.publicJwk.crv, key.kid === key.publicJwk.kid) // Ed25519 true
 * ```
 */
export async function sealKey(key: Key): Promise<SealKey> {
  if (key.bytes.length !== 32) throw new WaxsealError('seal-key-invalid', 'a seal key is made of 32 bytes')
  const { signer, x } = await importEd25519Seed(key.bytes)
  const kid = await calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x })
  return {
    kid,
    publicJwk: { kty: 'OKP', crv: 'Ed25519', x, kid, alg: 'EdDSA', use: 'sig' },
    sign: (statement) =>
      new CompactSign(utf8(JSON.stringify(statement)))
        .setProtectedHeader({ alg: 'EdDSA', kid, typ: SEAL_TYPE })
        .sign(signer),
  }
}

/**
 * The `typ` of a seal's header: a token made for something else is no seal.
 *
 * @example
 * ```ts
 * import { SEAL_TYPE } from '@waxseal/provenance'
 *
 * console.log(SEAL_TYPE) // waxseal+jwt
 * ```
 */
export const SEAL_TYPE = 'waxseal+jwt'
