import type { KeyRing } from '@waxseal/core'
import { SecretHash } from './secret-hash.js'

/** The peppers of one tenant, ready for use: `verify` cannot wait for a key ring. */
export class Peppers {
  readonly #keyRing: KeyRing
  readonly #tenant: string
  readonly #known = new Map<string, SecretHash>()
  readonly #loading = new Map<string, Promise<void>>()

  constructor(keyRing: KeyRing, tenant: string) {
    this.#keyRing = keyRing
    this.#tenant = tenant
  }

  /** `undefined`: not loaded, or the ring does not hold it. */
  get(id: string): SecretHash | undefined {
    return this.#known.get(id)
  }

  /** The one to hash new secrets with. */
  async current(): Promise<{ readonly id: string; readonly hash: SecretHash }> {
    const key = await this.#keyRing.current({ tenant: this.#tenant, use: 'pepper' })
    const hash = this.#known.get(key.id) ?? new SecretHash(key)
    this.#known.set(key.id, hash)
    return { id: key.id, hash }
  }

  /** Fetches a pepper, unless it is here. */
  async load(id: string): Promise<void> {
    if (this.#known.has(id)) return
    const loading = this.#loading.get(id) ?? this.#find(id)
    this.#loading.set(id, loading)
    try {
      await loading
    } finally {
      this.#loading.delete(id)
    }
  }

  async #find(id: string): Promise<void> {
    const key = await this.#keyRing.find({ tenant: this.#tenant, use: 'pepper' }, id)
    if (key !== undefined) this.#known.set(id, new SecretHash(key))
  }
}
