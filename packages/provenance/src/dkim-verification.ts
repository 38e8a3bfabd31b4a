import { type Clock, equalBytes, systemClock } from '@waxseal/core'
import { canonicalBody, canonicalHeaders } from './dkim-canonicalization.js'
import { type DkimKeyRecord, readDkimKey } from './dkim-key-record.js'
import { factsOf, permerror } from './dkim-outcome.js'
import { importDkimKey } from './dkim-public-key.js'
import type { DkimCode, DkimResult } from './dkim-result.js'
import type { DkimSignature } from './dkim-signature.js'
import { withoutSignature } from './dkim-signature-field.js'
import { type DnsResolver, dnsErrorCode } from './dns.js'
import type { HeaderField } from './header-fields.js'
import type { Letter } from './letter.js'
import { sha256 } from './sha-256.js'

/** By what signatures are judged. */
export interface DkimVerificationOptions {
  readonly dns: DnsResolver
  /** @default systemClock */
  readonly now?: Clock
  /** @default 1024 */
  readonly minBits?: number
}

const MAX_QUERIES = 20
/** RFC 6376 section 3.5 lets a verifier allow for clocks that differ. */
const CLOCK_SKEW_SECONDS = 300

/** Judges signatures over a letter's header fields and body. What stays the same for all of one letter is done once. */
export class DkimVerification {
  readonly #letter: Letter
  readonly #dns: DnsResolver
  readonly #now: number
  readonly #minBits: number
  readonly #byName = new Map<string, HeaderField[]>()
  readonly #keys = new Map<string, Promise<DkimKeyRecord | DkimCode>>()
  readonly #bodies = new Map<string, Uint8Array<ArrayBuffer>>()
  readonly #hashes = new Map<string, Promise<Uint8Array>>()

  constructor(letter: Letter, options: DkimVerificationOptions) {
    this.#letter = letter
    this.#dns = options.dns
    this.#now = (options.now ?? systemClock)() / 1000
    this.#minBits = options.minBits ?? 1024
    for (const field of letter.headers) {
      const name = field.name.toLowerCase()
      const known = this.#byName.get(name)
      if (known) known.push(field)
      else this.#byName.set(name, [field])
    }
  }

  /** Judges a signature over the fields of its `h=` and the body. */
  async judge(field: HeaderField, signature: DkimSignature): Promise<DkimResult> {
    const signed = this.#select(field, signature.signedHeaders)
    const body = this.#body(signature)
    const unsigned = signature.bodyLength === undefined ? undefined : body.length - signature.bodyLength
    const facts = {
      ...factsOf(field, signature, signed),
      ...(unsigned === undefined ? {} : { bodyUnsigned: Math.max(0, unsigned) }),
    }
    // RFC 6376 section 3.5: `l=` must not be larger than the body.
    if (unsigned !== undefined && unsigned < 0) return { ...facts, ...permerror('body-length-invalid') }
    const [hash] = await Promise.all([this.#bodyHash(signature, body), this.#key(signature)])
    return this.#conclude(field, signature, signed, facts, equalBytes(hash, signature.bodyHash) ? 'match' : 'mismatch')
  }

  /** Judges a signature that covers these fields and nothing of the body. */
  judgeFields(field: HeaderField, signature: DkimSignature, signed: readonly HeaderField[]): Promise<DkimResult> {
    return this.#conclude(field, signature, signed, factsOf(field, signature, signed), 'unchecked')
  }

  async #conclude(
    field: HeaderField,
    signature: DkimSignature,
    signed: readonly HeaderField[],
    facts: ReturnType<typeof factsOf>,
    bodyHash: DkimResult['bodyHash'],
  ): Promise<DkimResult> {
    const key = await this.#key(signature)
    const refused = typeof key === 'string' ? key : keyFault(signature, key)
    if (refused || typeof key === 'string') {
      const code = refused ?? 'key-syntax'
      const status = code === 'dns-temporary' ? 'temperror' : 'permerror'
      return { ...facts, ...keyFacts(key), status, code, headerSignature: 'unchecked', bodyHash }
    }
    const publicKey = await importDkimKey(key, signature.algorithm)
    if (!publicKey) return { ...facts, ...keyFacts(key), ...permerror('key-syntax'), bodyHash }
    const headerSignature = await this.#verify(publicKey.verify, field, signature, signed)
    const weak = [
      ...(signature.algorithm === 'rsa-sha1' ? (['hash'] as const) : []),
      ...(key.type === 'rsa' && publicKey.bits < this.#minBits ? (['key'] as const) : []),
    ]
    const code = this.#verdict(signature, headerSignature, bodyHash, weak)
    const status = code === 'pass' ? 'pass' : code === 'signature-version' ? 'permerror' : 'fail'
    return { ...facts, ...keyFacts(key), status, code, headerSignature, bodyHash, keyBits: publicKey.bits, weak }
  }

  #verdict(
    signature: DkimSignature,
    headerSignature: DkimResult['headerSignature'],
    bodyHash: DkimResult['bodyHash'],
    weak: DkimResult['weak'],
  ): DkimCode {
    if (signature.draft) return 'signature-version'
    if (headerSignature !== 'valid') return 'signature-mismatch'
    if (bodyHash === 'mismatch') return 'body-hash-mismatch'
    if (weak.includes('key')) return 'weak-key'
    if (weak.includes('hash')) return 'weak-hash'
    if (signature.expiresAt !== undefined && this.#now > signature.expiresAt) return 'expired'
    if (signature.signedAt !== undefined && signature.signedAt > this.#now + CLOCK_SKEW_SECONDS) return 'not-yet-valid'
    return 'pass'
  }

  /** The fields that `h=` takes: for each name the lowest one not taken yet (RFC 6376 section 5.4.2). */
  #select(own: HeaderField, names: readonly string[]): HeaderField[] {
    const taken = new Map<string, number>()
    const selected: HeaderField[] = []
    for (const name of names) {
      const fields = this.#byName.get(name)
      if (!fields) continue
      let left = taken.get(name) ?? fields.length
      if (fields[left - 1] === own) left--
      const field = fields[left - 1]
      if (field) selected.push(field)
      taken.set(name, Math.max(0, left - 1))
    }
    return selected
  }

  #body(signature: DkimSignature): Uint8Array<ArrayBuffer> {
    const known = this.#bodies.get(signature.bodyMode)
    if (known) return known
    const body = canonicalBody(this.#letter.bytes.subarray(this.#letter.bodyStart), signature.bodyMode)
    this.#bodies.set(signature.bodyMode, body)
    return body
  }

  #bodyHash(signature: DkimSignature, body: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
    const sha1 = signature.algorithm === 'rsa-sha1'
    const name = `${signature.bodyMode} ${sha1} ${signature.bodyLength}`
    const known = this.#hashes.get(name)
    if (known) return known
    const covered = body.subarray(0, signature.bodyLength)
    const hash = sha1
      ? crypto.subtle.digest('SHA-1', covered).then((digest) => new Uint8Array(digest))
      : sha256(covered)
    this.#hashes.set(name, hash)
    return hash
  }

  #key(signature: DkimSignature): Promise<DkimKeyRecord | DkimCode> {
    const name = `${signature.selector}._domainkey.${signature.domain}`
    const known = this.#keys.get(name)
    if (known) return known
    if (this.#keys.size >= MAX_QUERIES) return Promise.resolve('dns-limit')
    const key = fetchKey(this.#dns, name)
    this.#keys.set(name, key)
    return key
  }

  async #verify(
    verify: (signature: Uint8Array<ArrayBuffer>, data: Uint8Array<ArrayBuffer>) => Promise<boolean>,
    field: HeaderField,
    signature: DkimSignature,
    signed: readonly HeaderField[],
  ): Promise<'invalid' | 'valid'> {
    const bytes = this.#letter.bytes
    const own = withoutSignature(bytes.subarray(field.start, field.end))
    const ranges = signed.map(({ start, end }) => ({ bytes, start, end }))
    const data = canonicalHeaders([...ranges, { bytes: own, start: 0, end: own.length }], signature.headerMode)
    try {
      return (await verify(signature.signature, data)) ? 'valid' : 'invalid'
    } catch {
      return 'invalid'
    }
  }
}

async function fetchKey(dns: DnsResolver, name: string): Promise<DkimKeyRecord | DkimCode> {
  try {
    return readDkimKey(await dns(name, 'TXT'))
  } catch (error) {
    return dnsErrorCode(error) === 'dns-not-found' ? 'key-missing' : 'dns-temporary'
  }
}

function keyFault(signature: DkimSignature, key: DkimKeyRecord): DkimCode | undefined {
  const [type, hash] = signature.algorithm.split('-')
  if (key.type !== type) return 'key-type'
  if (key.hashes && !key.hashes.includes(hash ?? '')) return 'key-hash'
  return key.strict && signature.identityIsSubdomain ? 'key-strict' : undefined
}

function keyFacts(key: DkimKeyRecord | DkimCode): { testing?: boolean } {
  return typeof key !== 'string' && key.testing ? { testing: true } : {}
}
