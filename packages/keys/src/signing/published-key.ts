import type { JsonObject } from '@waxseal/core'
import type { Version } from '../rotation/rotation.js'
import type { SigningRecord } from './signing-record.js'

/** Where a published key stood at an instant: whether a signature of then is to be believed. */
export type KeyStanding = 'compromised' | 'early' | 'late' | 'signing'

/**
 * The public keys of a series as a JWKS (RFC 7517): those published beforehand, the current one, and all that ever signed, because
 * letters live long. Marks as in OpenID Federation 1.0 (historical keys), in epoch seconds: `iat` made, `nbf` signs since, `exp`
 * signed until, `revoked` `{ revoked_at, reason }`.
 */
export function publishedKeys({ rotation, compromised }: SigningRecord): JsonObject[] {
  return rotation.versions.flatMap((version) => {
    const jwk = publicJwkOf(version)
    // Whatever was given up before it signed anything is of no use to a verifier.
    if (jwk === undefined || (version.state === 'retired' && version.currentAt === undefined)) return []
    return [{ ...jwk, ...marksOf(version, compromised[version.id]) }]
  })
}

/** The public key in what began a version. */
export function publicJwkOf({ data }: Version): JsonObject | undefined {
  const { jwk } = data
  return typeof jwk === 'object' && jwk !== null && !Array.isArray(jwk) ? (jwk as JsonObject) : undefined
}

/**
 * Tells whether a key of a JWKS signed at an instant (epoch milliseconds), by its marks: `signing`; `early` or `late` when it did not
 * sign yet or any more; `compromised` when somebody else may have had it by then. The instant must be one that the thief could not
 * choose: when the letter arrived or what the record says, not what the signed text says of itself.
 *
 * @param leeway milliseconds by which clocks may differ
 * @example
 * ```ts
 * import { keyStandingAt } from '@waxseal/keys'
 *
 * const jwk = { kid: 'k1', nbf: 1_000, exp: 2_000, revoked: { revoked_at: 1_500, reason: 'compromised' } }
 * console.log(keyStandingAt(jwk, 1_400_000), keyStandingAt(jwk, 1_500_000)) // signing compromised
 * ```
 */
export function keyStandingAt(jwk: JsonObject, at: number, leeway = 0): KeyStanding {
  const { nbf, exp, revoked } = jwk
  const revokedAt = (revoked as { readonly revoked_at?: unknown } | undefined)?.revoked_at
  if (revoked !== undefined && !(typeof revokedAt === 'number' && at < revokedAt * 1000)) return 'compromised'
  if (typeof nbf !== 'number' || at + leeway < nbf * 1000) return 'early'
  return typeof exp === 'number' && at - leeway >= exp * 1000 ? 'late' : 'signing'
}

function marksOf(
  { issuedAt, currentAt, rotatedAt, retiredAt, until }: Version,
  compromised: number | undefined,
): JsonObject {
  const end = Math.min(until ?? Number.POSITIVE_INFINITY, retiredAt ?? Number.POSITIVE_INFINITY)
  return {
    iat: Math.floor(issuedAt / 1000),
    ...(currentAt === undefined ? {} : { nbf: Math.floor(currentAt / 1000) }),
    ...(rotatedAt === undefined || end === Number.POSITIVE_INFINITY ? {} : { exp: Math.ceil(end / 1000) }),
    ...(compromised === undefined
      ? {}
      : { revoked: { revoked_at: Math.floor(compromised / 1000), reason: 'compromised' } }),
  }
}
