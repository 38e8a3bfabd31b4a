import { decodeBase64url, type JsonObject, type Random, utf8 } from '@waxseal/core'
import type { Version } from '../rotation/rotation.js'
import { sealedError } from '../sealed/seal-secret.js'
import type { SealedSecrets } from '../sealed/sealed-secrets.js'
import { publicJwkOf } from './published-key.js'
import { loadSigningKey, makeSigningKey, type SigningKey } from './signing-key.js'

/** The private keys of a series: in the store sealed, in memory as keys that cannot be read out. */
export class StoredKeys {
  readonly #texts: SealedSecrets
  readonly #random: Random
  readonly #typ: string
  readonly #loaded = new Map<string, Promise<SigningKey>>()

  constructor(texts: SealedSecrets, random: Random, typ: string) {
    this.#texts = texts
    this.#random = random
    this.#typ = typ
  }

  /** Makes a key, stores it, and proves it with what the store gives back. */
  async make(): Promise<{ readonly kid: string; readonly publicJwk: JsonObject }> {
    const { kid, publicJwk, secret } = await makeSigningKey(this.#random)
    await this.#texts.put(kid, secret)
    await this.#prove(await this.#read(kid, publicJwk), publicJwk)
    return { kid, publicJwk }
  }

  /** The signer of a version. Throws as `SealedSecrets.open`. */
  load(version: Version): Promise<SigningKey> {
    const known = this.#loaded.get(version.id)
    if (known !== undefined) return known
    const loading = this.#read(version.id, publicJwkOf(version) ?? {})
    this.#loaded.set(version.id, loading)
    loading.catch(() => this.#loaded.delete(version.id))
    return loading
  }

  async destroy(kid: string): Promise<void> {
    this.#loaded.delete(kid)
    await this.#texts.destroy(kid)
  }

  async #read(kid: string, publicJwk: JsonObject): Promise<SigningKey> {
    return loadSigningKey(publicJwk, (await this.#texts.open(kid)).text, this.#typ)
  }

  async #prove(key: SigningKey, { kty, crv, x }: JsonObject): Promise<void> {
    const jws = await key.sign({})
    const end = jws.lastIndexOf('.')
    const publicKey = await crypto.subtle.importKey('jwk', { kty, crv, x } as JsonWebKey, 'Ed25519', false, ['verify'])
    const signature = new Uint8Array(decodeBase64url(jws.slice(end + 1)) ?? [])
    const good = await crypto.subtle.verify('Ed25519', publicKey, signature, new Uint8Array(utf8(jws.slice(0, end))))
    if (!good) throw sealedError('secret-corrupt', key.kid)
  }
}
