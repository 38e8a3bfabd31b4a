import { encodeBase64url } from '@waxseal/core'
import type { DkimKeyRecord } from './dkim-key-record.js'
import type { DkimAlgorithm } from './dkim-result.js'
import { readRsaKey } from './rsa-key.js'

/** A key ready to verify with. */
export interface DkimPublicKey {
  readonly bits: number
  /** Whether `signature` is that of `data` (the canonical header fields) under this key. */
  readonly verify: (signature: Uint8Array<ArrayBuffer>, data: Uint8Array<ArrayBuffer>) => Promise<boolean>
}

/** Reading a key costs two to four times what verifying with it does (measured), and one sender signs many letters. */
const MAX_CACHED = 256
const cache = new Map<string, DkimPublicKey>()

/** Reads a key for an algorithm; `undefined` when it is no key of that kind. */
export async function importDkimKey(
  record: DkimKeyRecord,
  algorithm: DkimAlgorithm,
): Promise<DkimPublicKey | undefined> {
  const name = `${algorithm} ${record.publicKeyText}`
  const known = cache.get(name)
  if (known) {
    cache.delete(name)
    cache.set(name, known)
    return known
  }
  let made: DkimPublicKey | undefined
  try {
    made = algorithm === 'ed25519-sha256' ? await importEd25519(record) : await importRsa(record, algorithm)
  } catch {
    return undefined
  }
  if (!made) return undefined
  cache.set(name, made)
  if (cache.size > MAX_CACHED) {
    const [oldest] = cache.keys()
    if (oldest !== undefined) cache.delete(oldest)
  }
  return made
}

async function importEd25519(record: DkimKeyRecord): Promise<DkimPublicKey | undefined> {
  if (record.publicKey.length !== 32) return undefined
  const key = await crypto.subtle.importKey('raw', record.publicKey, 'Ed25519', false, ['verify'])
  return {
    bits: 256,
    // RFC 8463 section 3: what Ed25519 signs is the SHA-256 of the header fields.
    verify: async (signature, data) =>
      crypto.subtle.verify('Ed25519', key, signature, await crypto.subtle.digest('SHA-256', data)),
  }
}

async function importRsa(record: DkimKeyRecord, algorithm: DkimAlgorithm): Promise<DkimPublicKey | undefined> {
  const numbers = readRsaKey(record.publicKey)
  if (!numbers) return undefined
  const jwk = { kty: 'RSA', n: encodeBase64url(numbers.modulus), e: encodeBase64url(numbers.exponent) }
  const hash = algorithm === 'rsa-sha1' ? 'SHA-1' : 'SHA-256'
  const scheme = { name: 'RSASSA-PKCS1-v1_5', hash }
  const key = await crypto.subtle.importKey('jwk', jwk, scheme, false, ['verify'])
  return { bits: numbers.bits, verify: (signature, data) => crypto.subtle.verify(scheme.name, key, signature, data) }
}
