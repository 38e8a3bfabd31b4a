import { decodeBase64url, type JsonObject, WaxsealError } from '@waxseal/core'
import { compactVerify, importJWK } from 'jose'
import { SEAL_TYPE, type SealKey } from './seal-key.js'
import { readSealStatement, type SealStatement } from './seal-statement.js'

/** The outcome of checking a seal: what it says, or why it says nothing. */
export type SealCheck =
  | { readonly ok: true; readonly statement: SealStatement }
  | { readonly ok: false; readonly code: 'bad-signature' | 'malformed' | 'unknown-key' }

const MAX_SEAL = 8192

/**
 * Signs a statement: a compact JWS (RFC 7515) with EdDSA (RFC 8037). Throws `seal-statement-invalid` when a member is missing, of
 * the wrong kind, longer than 256 characters, or holds a control character.
 *
 * @example
 * ```ts
 * import { checkSeal, makeSeal, sealKey, templateHash } from '@waxseal/provenance'
 *
 * const key = await sealKey({ id: 'k1', bytes: new Uint8Array(32).fill(7) })
 * const template = templateHash({ from: 'news@romashka.ru', subject: 'Spring', text: 'Hello' })
 * const jws = await makeSeal({ v: 1, iss: 'romashka.ru', tenant: 'default', id: 'wx_1', provider: 'unisender',
 *   account: '501', campaign: 'cmp_1', principal: 'psn_1', iat: 1767225600, template }, key)
 * const check = await checkSeal(jws, { keys: [key.publicJwk] })
 * console.log(check.ok && check.statement.campaign) // cmp_1
 * ```
 */
export async function makeSeal(statement: SealStatement, key: SealKey): Promise<string> {
  const read = readSealStatement(statement)
  if (!read) throw new WaxsealError('seal-statement-invalid', 'the statement of a seal is incomplete or malformed')
  return key.sign(read)
}

/**
 * Checks a seal against the public keys of its maker, retired ones included. Blanks in it are ignored: mail servers fold long
 * header fields.
 *
 * @example
 * ```ts
 * import { checkSeal } from '@waxseal/provenance'
 *
 * console.log(await checkSeal('no.seal', { keys: [] })) // { ok: false, code: 'malformed' }
 * ```
 */
export async function checkSeal(jws: string, jwks: { readonly keys: readonly JsonObject[] }): Promise<SealCheck> {
  const compact = jws.length > MAX_SEAL ? '' : jws.replace(/\s/g, '')
  const header = readHeader(compact)
  if (!header) return { ok: false, code: 'malformed' }
  const keys = jwks.keys.filter((key) => key.kid === header.kid && key.kty === 'OKP' && key.crv === 'Ed25519')
  if (keys.length === 0) return { ok: false, code: 'unknown-key' }
  for (const key of keys) {
    const payload = await verifyWith(compact, key)
    if (!payload) continue
    const statement = readSealStatement(readJson(payload))
    return statement ? { ok: true, statement } : { ok: false, code: 'malformed' }
  }
  return { ok: false, code: 'bad-signature' }
}

function readHeader(compact: string): { kid: string } | undefined {
  const [head = '', body = '', signature = '', ...rest] = compact.split('.')
  const bytes = decodeBase64url(head)
  if (!bytes || rest.length > 0 || !decodeBase64url(body) || decodeBase64url(signature)?.length !== 64) return undefined
  const header = readJson(bytes)
  if (typeof header !== 'object' || header === null) return undefined
  const { alg, kid, typ } = header as Record<string, unknown>
  return alg === 'EdDSA' && typ === SEAL_TYPE && typeof kid === 'string' ? { kid } : undefined
}

async function verifyWith(compact: string, key: JsonObject): Promise<Uint8Array | undefined> {
  try {
    // Only the public members: a JWKS that carries a private key by mistake still serves to verify.
    const publicKey = await importJWK({ kty: 'OKP', crv: 'Ed25519', x: String(key.x) }, 'EdDSA')
    return (await compactVerify(compact, publicKey, { algorithms: ['EdDSA'] })).payload
  } catch {
    return undefined
  }
}

function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}
