import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import {
  decodeBase64url,
  encodeBase64url,
  equalBytes,
  type Key,
  normalizeEmailAddress,
  utf8,
  WaxsealError,
} from '@waxseal/core'

/** Mail servers may fold a field at a blank only; this keeps each line under the 78 characters of RFC 5322 section 2.1.1. */
const CHUNK = 64
const PURPOSE = 'waxseal recipient v1'

/**
 * The header fields that carry a seal, for one recipient: the seal itself, with blanks where it may be folded, and
 * `<key id>.<MAC>`, an HMAC-SHA-256 over the seal's signature and the recipient in normal form, so that the seal does not fit a
 * letter to somebody else. The key is the ring's key of use `recipient`. Throws `recipient-invalid` and `seal-malformed`.
 *
 * @example
 * ```ts
 * import { sealHeaders } from '@waxseal/provenance'
 *
 * const headers = sealHeaders('e30.e30.c2ln', 'anna@example.com', { id: 'k1', bytes: new Uint8Array(32) })
 * console.log(headers['X-Waxseal-Recipient'].startsWith('k1.')) // true
 * ```
 */
export function sealHeaders(
  jws: string,
  recipient: string,
  key: Key,
): Record<'X-Waxseal' | 'X-Waxseal-Recipient', string> {
  const compact = jws.replace(/\s/g, '')
  const address = normalizeEmailAddress(recipient)
  if (address === undefined) throw new WaxsealError('recipient-invalid', 'the recipient is no e-mail address')
  const mac = recipientMac(compact, address, key)
  if (!mac) throw new WaxsealError('seal-malformed', 'the seal is no compact JWS')
  const chunks: string[] = []
  for (let at = 0; at < compact.length; at += CHUNK) chunks.push(compact.slice(at, at + CHUNK))
  return { 'X-Waxseal': chunks.join(' '), 'X-Waxseal-Recipient': `${key.id}.${encodeBase64url(mac)}` }
}

/** A recipient field taken apart. */
export interface RecipientMac {
  readonly keyId: string
  readonly mac: Uint8Array
}

/** Reads the value of `X-Waxseal-Recipient`; a key id may hold dots, a MAC cannot. */
export function readRecipientMac(value: string): RecipientMac | undefined {
  const compact = value.replace(/\s/g, '')
  const dot = compact.lastIndexOf('.')
  const mac = dot < 1 ? undefined : decodeBase64url(compact.slice(dot + 1))
  return mac?.length === 32 ? { keyId: compact.slice(0, dot), mac } : undefined
}

/** Whether the MAC is that of the seal for this address (in normal form). */
export function isRecipientMac(mac: Uint8Array, jws: string, address: string, key: Key): boolean {
  const right = recipientMac(jws.replace(/\s/g, ''), address, key)
  return right !== undefined && equalBytes(mac, right)
}

function recipientMac(compact: string, address: string, key: Key): Uint8Array | undefined {
  const [, , signature = '', ...rest] = compact.split('.')
  if (signature === '' || rest.length > 0) return undefined
  return hmac(sha256, key.bytes, utf8(`${PURPOSE}\0${signature}\0${address}`))
}
