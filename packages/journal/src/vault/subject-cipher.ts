import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import {
  concatBytes,
  decodeBase64url,
  encodeBase64url,
  type JsonObject,
  type KeyRing,
  type Random,
  type SubjectRow,
  utf8,
  WaxsealError,
} from '@waxseal/core'
import type { SubjectAddress } from './subject-address.js'

const NONCE_LENGTH = 12

/** What is known of a person. */
export interface Subject extends SubjectAddress {
  readonly values: JsonObject
}

/** Two keys from one of the ring: one to find with, one to seal with. */
interface SubjectKeys {
  readonly id: string
  readonly lookup: Uint8Array
  readonly seal: CryptoKey
}

/**
 * Finds and seals under one tenant's ring keys of use `subject`. Lookups and sealed texts begin with the id of the ring key that they were
 * made with, so that older ones can be told. A row is sealed with AES-256-GCM, bound to tenant, id and lookup: no part of it can be passed
 * off as that of another.
 */
export class SubjectCipher {
  readonly #ring: KeyRing
  readonly #tenant: string
  readonly #random: Random
  readonly #keys = new Map<string, SubjectKeys>()

  constructor(ring: KeyRing, tenant: string, random: Random) {
    this.#ring = ring
    this.#tenant = tenant
    this.#random = random
  }

  /** The keyed hashes under which an address may be filed; the first one is that under which it is filed now. */
  async lookups(address: SubjectAddress): Promise<readonly string[]> {
    const found: string[] = []
    for (const id of await this.#ring.ids()) {
      const keys = await this.#keysOf(id)
      if (keys !== undefined) found.push(lookupOf(keys, address))
    }
    return found
  }

  /** Whether a row was filed and sealed under the current key. */
  async isCurrent({ lookup, sealed }: SubjectRow): Promise<boolean> {
    const [current] = await this.#ring.ids()
    return keyIdOf(lookup) === current && keyIdOf(sealed) === current
  }

  /** Seals under the current key; files under the lookup given, or anew. */
  async seal(id: string, { kind, address, values }: Subject, lookup?: string): Promise<SubjectRow> {
    const [current = ''] = await this.#ring.ids()
    const keys = await this.#keysOf(current)
    if (keys === undefined) throw unreadable('the key ring does not hold its current key')
    const filed = lookup ?? lookupOf(keys, { kind, address })
    const iv = new Uint8Array(this.#random(NONCE_LENGTH))
    const text = new Uint8Array(utf8(JSON.stringify({ kind, address, values })))
    const bytes = await crypto.subtle.encrypt(this.#gcm(iv, id, filed), keys.seal, text)
    const sealed = encodeBase64url(concatBytes(iv, new Uint8Array(bytes)))
    return { id, lookup: filed, sealed: `${keys.id}.${sealed}` }
  }

  /** Opens a row. Throws `subject-unreadable`. */
  async open({ id, lookup, sealed }: SubjectRow): Promise<Subject> {
    const keyId = keyIdOf(sealed)
    const keys = await this.#keysOf(keyId)
    if (keys === undefined) throw unreadable('the key ring does not hold the key that the subject was sealed with')
    const bytes = new Uint8Array(decodeBase64url(sealed.slice(keyId.length + 1)) ?? [])
    const gcm = this.#gcm(bytes.subarray(0, NONCE_LENGTH), id, lookup)
    try {
      const text = await crypto.subtle.decrypt(gcm, keys.seal, bytes.subarray(NONCE_LENGTH))
      return JSON.parse(new TextDecoder().decode(text)) as Subject
    } catch {
      throw unreadable('the row of the subject is not what was sealed')
    }
  }

  /** Keys of an id are derived once; whether the ring still holds it is asked each time. */
  async #keysOf(id: string): Promise<SubjectKeys | undefined> {
    const ids = await this.#ring.ids()
    const known = this.#keys.get(id)
    if (known !== undefined && ids.includes(id)) return known
    const key = await this.#ring.find({ tenant: this.#tenant, use: 'subject' }, id)
    if (key === undefined) return undefined
    const derived = (use: string) => new Uint8Array(hmac(sha256, key.bytes, utf8(use)))
    const seal = await crypto.subtle.importKey('raw', derived('seal'), 'AES-GCM', false, ['encrypt', 'decrypt'])
    const keys = { id, lookup: derived('lookup'), seal }
    this.#keys.set(id, keys)
    return keys
  }

  #gcm(iv: Uint8Array<ArrayBuffer>, id: string, lookup: string) {
    const additionalData = new Uint8Array(utf8(JSON.stringify([this.#tenant, id, lookup])))
    return { name: 'AES-GCM', iv, additionalData }
  }
}

/** HMAC-SHA256 over JSON, in which no two pairs of texts look the same. */
function lookupOf(keys: SubjectKeys, { kind, address }: SubjectAddress): string {
  return `${keys.id}.${encodeBase64url(hmac(sha256, keys.lookup, utf8(JSON.stringify([kind, address]))))}`
}

/** Ids of ring keys may hold dots; base64url, which follows, may not. */
function keyIdOf(text: string): string {
  return text.slice(0, Math.max(0, text.lastIndexOf('.')))
}

function unreadable(message: string): WaxsealError<'subject-unreadable'> {
  return new WaxsealError('subject-unreadable', message)
}
