import type { Clock, KeyRing, SecretPlace, SecretStore } from '@waxseal/core'
import { type OpenedSecret, openSecret, sealedError, sealSecret } from './seal-secret.js'

/** The secrets of one tenant below one prefix of names. */
export interface SealedSecretsOptions {
  readonly secrets: SecretStore
  readonly keyRing: KeyRing
  readonly tenant: string
  /** What every name begins with: `credential/unisender/`. */
  readonly prefix: string
  readonly clock: Clock
}

/** For how long a text that the record does not know of may be one that somebody is just about to note there. */
const UNNOTED = 86_400_000

/** Puts secrets into the store sealed and opens them. Ids are those of versions. */
export class SealedSecrets {
  readonly #options: SealedSecretsOptions

  constructor(options: SealedSecretsOptions) {
    this.#options = options
  }

  /** Resolves when it is durable. */
  async put(id: string, text: string): Promise<void> {
    const { keyRing, secrets, clock } = this.#options
    await secrets.put(this.#place(id), await sealSecret(keyRing, this.#place(id), text, clock()))
  }

  /** Throws `secret-missing`, and what `openSecret` throws. */
  async open(id: string): Promise<OpenedSecret> {
    const secret = await this.find(id)
    if (secret === undefined) throw sealedError('secret-missing', this.#place(id).name)
    return secret
  }

  /** The same; `undefined` when there is none. */
  async find(id: string): Promise<OpenedSecret | undefined> {
    const place = this.#place(id)
    const sealed = await this.#options.secrets.get(place)
    return sealed === undefined ? undefined : openSecret(this.#options.keyRing, place, sealed)
  }

  /** Destroys the text. */
  async destroy(id: string): Promise<void> {
    await this.#options.secrets.delete(this.#place(id))
  }

  /** Seals anew what is under an older key of the ring; gives how many were. What is not there any more is passed over. */
  async reseal(ids: readonly string[]): Promise<number> {
    const { keyRing, tenant } = this.#options
    const { id: current } = await keyRing.current({ tenant, use: 'secret' })
    let count = 0
    for (const id of ids) {
      const secret = await this.find(id)
      if (secret === undefined || secret.keyId === current) continue
      await this.put(id, secret.text)
      count++
    }
    return count
  }

  /** Ids of all texts in the store. */
  async ids(): Promise<string[]> {
    const { secrets, tenant, prefix } = this.#options
    return (await secrets.names(tenant)).flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []))
  }

  /**
   * Whether a text that the record does not know of is left from a crash. Texts are put before they are noted, so that the record
   * never names one that is not there; a day later nobody is about to note it.
   */
  async isLeftBehind(id: string): Promise<boolean> {
    try {
      return (await this.open(id)).sealedAt < this.#options.clock() - UNNOTED
    } catch {
      // What cannot be opened is for a person to look at.
      return false
    }
  }

  #place(id: string): SecretPlace {
    const { tenant, prefix } = this.#options
    return { tenant, name: `${prefix}${id}` }
  }
}
