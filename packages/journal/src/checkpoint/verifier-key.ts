import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes, utf8, WaxsealError } from '@waxseal/core'
import { decodeBase64, encodeBase64 } from './base64.js'
import { hexOf, isKeyName } from './note.js'

/** What a key signs: notes as they are (C2SP signed-note, type 0x01) or timestamped cosignatures (C2SP tlog-cosignature, type 0x04). */
export type VerifierKeyKind = 'cosignature' | 'signature'

/** A public key with its name, as notes know it. */
export interface VerifierKey {
  readonly name: string
  /** 8 hexadecimal digits: the beginning of a hash over name, kind and key. */
  readonly id: string
  readonly kind: VerifierKeyKind
  /** 32 bytes (RFC 8032). */
  readonly publicKey: Uint8Array
}

const KINDS: Readonly<Record<number, VerifierKeyKind>> = { 1: 'signature', 4: 'cosignature' }
const TYPES: Readonly<Record<VerifierKeyKind, number>> = { signature: 1, cosignature: 4 }
const KEY_LENGTH = 33

/**
 * Writes a public key as text, `name+id+base64`: publish it, so that others can verify what the key signed.
 *
 * Throws `verifier-key-invalid` when the name has white space or a plus, or the key has not 32 bytes.
 *
 * @example
 * ```ts
 * import { formatVerifierKey } from '@waxseal/journal'
 *
 * const text = formatVerifierKey({ name: 'example.com/log', kind: 'signature', publicKey: new Uint8Array(32).fill(7) })
 * console.log(text) // example.com/log+12d1ce8e+AQcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH
 * ```
 */
export function formatVerifierKey({ name, kind, publicKey }: Omit<VerifierKey, 'id'>): string {
  const bytes = typed(kind, publicKey)
  if (!isKeyName(name) || bytes.length !== KEY_LENGTH) throw invalid()
  return `${name}+${hexOf(keyId(name, bytes))}+${encodeBase64(bytes)}`
}

/**
 * Reads the text of a public key (C2SP signed-note, verifier keys). Ed25519 only.
 *
 * Throws `verifier-key-invalid` for anything else, also when the id is not that of name and key.
 *
 * @example
 * ```ts
 * import { parseVerifierKey } from '@waxseal/journal'
 *
 * const key = parseVerifierKey('sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8')
 * console.log(key.name, key.id, key.kind) // sum.golang.org 033de0ae signature
 * ```
 */
export function parseVerifierKey(text: string): VerifierKey {
  // Base64 has plus signs of its own: two are separators, the others belong to the key.
  const [, name = '', id = '', base64 = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? []
  const bytes = decodeBase64(base64)
  const kind = KINDS[bytes?.[0] ?? 0]
  if (bytes?.length !== KEY_LENGTH || kind === undefined || !isKeyName(name) || hexOf(keyId(name, bytes)) !== id)
    throw invalid()
  return { name, id, kind, publicKey: bytes.slice(1) }
}

/** The four bytes with which a signature names its key. */
export function keyIdOf({ name, kind, publicKey }: Omit<VerifierKey, 'id'>): Uint8Array {
  return keyId(name, typed(kind, publicKey))
}

function typed(kind: VerifierKeyKind, publicKey: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(TYPES[kind]), publicKey)
}

function keyId(name: string, bytes: Uint8Array): Uint8Array {
  return sha256(concatBytes(utf8(`${name}\n`), bytes)).subarray(0, 4)
}

function invalid(): WaxsealError<'verifier-key-invalid'> {
  return new WaxsealError('verifier-key-invalid', 'this is no verifier key of Ed25519, such as `name+01234567+AQ…`')
}
