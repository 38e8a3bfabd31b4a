import { decodeBase64url, isWaxsealError, type KeyRing, type SecretPlace, utf8, WaxsealError } from '@waxseal/core'
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose'

/**
 * Codes of the errors about sealed secrets. `secret-corrupt`: what the store gave is not what was put there, or belongs to another
 * place; `secret-key-unknown`: it was sealed under a key that the ring has lost; `secret-missing`: the store has none of that name.
 */
export type SealedErrorCode = 'secret-corrupt' | 'secret-key-unknown' | 'secret-missing'

/** What stands in the protected header, readable but bound: it cannot be changed, nor the text be moved elsewhere, unnoticed. */
interface SealedHeader {
  readonly kid: string
  readonly tenant: string
  readonly name: string
  /** When it was sealed, in epoch seconds. */
  readonly iat: number
}

/** A secret that was opened. */
export interface OpenedSecret {
  readonly text: string
  /** Id of the ring's key that it is sealed under. */
  readonly keyId: string
  /** When it was sealed, in epoch milliseconds, to the second. */
  readonly sealedAt: number
}

const TYPE = 'waxseal-secret'

/**
 * Seals a secret for its place in a `SecretStore`: a JWE (RFC 7516) with `dir` and `A256GCM` under the current key of the ring for the
 * tenant and use `secret`. The place is part of what is authenticated.
 *
 * @param at epoch milliseconds
 * @example
 * ```ts
 * import { memoryKeyRing } from '@waxseal/journal'
 * import { openSecret, sealSecret } from '@waxseal/keys'
 *
 * const keyRing = memoryKeyRing()
 * const place = { tenant: 'default', name: 'credential/unisender/v1' }
 * const sealed = await sealSecret(keyRing, place, 'the key', 1_000)
 * console.log(sealed.split('.').length, (await openSecret(keyRing, place, sealed)).text) // 5 the key
 * ```
 */
export async function sealSecret(keyRing: KeyRing, place: SecretPlace, text: string, at: number): Promise<string> {
  const { tenant, name } = place
  const { id: kid, bytes } = await keyRing.current({ tenant, use: 'secret' })
  const header: SealedHeader = { kid, tenant, name, iat: Math.floor(at / 1000) }
  return new CompactEncrypt(utf8(text))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', typ: TYPE, ...header })
    .encrypt(bytes)
}

/**
 * Opens what was sealed for a place, also under an older key of the ring. Throws `secret-corrupt` and `secret-key-unknown`; the
 * errors say where, never what.
 *
 * @example
 * ```ts
 * import { memoryKeyRing } from '@waxseal/journal'
 * import { openSecret, sealSecret } from '@waxseal/keys'
 *
 * const keyRing = memoryKeyRing()
 * const sealed = await sealSecret(keyRing, { tenant: 'default', name: 'a' }, 'the key', 0)
 * const moved = openSecret(keyRing, { tenant: 'default', name: 'b' }, sealed)
 * console.log(await moved.catch((error) => error.code)) // secret-corrupt
 * ```
 */
export async function openSecret(keyRing: KeyRing, place: SecretPlace, sealed: string): Promise<OpenedSecret> {
  const { tenant, name } = place
  const header = readHeader(sealed)
  if (header === undefined || header.tenant !== tenant || header.name !== name)
    throw sealedError('secret-corrupt', name)
  const key = await keyRing.find({ tenant, use: 'secret' }, header.kid)
  if (key === undefined) throw sealedError('secret-key-unknown', name)
  try {
    const options = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] }
    const { plaintext } = await compactDecrypt(sealed, key.bytes, options)
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plaintext)
    return { text, keyId: header.kid, sealedAt: header.iat * 1000 }
  } catch {
    throw sealedError('secret-corrupt', name)
  }
}

const WORDS: Readonly<Record<SealedErrorCode, string>> = {
  'secret-corrupt': 'is not what was sealed for this place',
  'secret-key-unknown': 'is sealed under a key that is not in the ring',
  'secret-missing': 'is not in the store',
}

/** The error about the secret of a name. */
export function sealedError(code: SealedErrorCode, name: string): WaxsealError<SealedErrorCode> {
  return new WaxsealError(code, `the secret \`${name}\` ${WORDS[code]}`, { details: { name } })
}

/** Whether a caught value says that a secret cannot be had. */
export function isSealedError(value: unknown): value is WaxsealError<SealedErrorCode> {
  return isWaxsealError(value) && Object.hasOwn(WORDS, value.code)
}

/** Read before the text is authenticated, to find the key; what it says counts only once it has been. */
function readHeader(sealed: string): SealedHeader | undefined {
  // One text for one secret: the last character of a part has bits that nothing authenticates.
  if (!sealed.split('.').every((part) => decodeBase64url(part) !== undefined)) return undefined
  try {
    const { kid, tenant, name, iat, typ } = decodeProtectedHeader(sealed)
    if (typ !== TYPE || typeof kid !== 'string' || typeof tenant !== 'string' || typeof name !== 'string')
      return undefined
    return Number.isSafeInteger(iat) ? { kid, tenant, name, iat: Number(iat) } : undefined
  } catch {
    return undefined
  }
}
