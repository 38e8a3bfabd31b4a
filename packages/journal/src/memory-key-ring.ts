import { type KeyRing, type Random, systemRandom } from '@waxseal/core'
import { KEY_LENGTH, type RingSecret, ringOf } from './derived-keys.js'

/** What a memory ring is made of. */
export interface MemoryKeyRingOptions {
  /** The secrets, the current one last. @default one fresh secret, `k1`, that ends with the process */
  readonly keys?: readonly RingSecret[]
  /** @default systemRandom */
  readonly random?: Random
}

/**
 * A key ring over secrets that the host hands in (from its secret manager), or over a fresh one for tests. Keys are derived with
 * HKDF-SHA256 (RFC 5869): every tenant and every use has a key of its own.
 *
 * Throws `key-ring-corrupt` for no key, two of one id, a malformed id, or a secret that has not 32 bytes.
 *
 * @example
 * ```ts
 * import { memoryKeyRing } from '@waxseal/journal'
 *
 * const ring = memoryKeyRing({ keys: [{ id: 'k1', secret: new Uint8Array(32) }] })
 * const key = await ring.current({ tenant: 'default', use: 'token' })
 * console.log(key.bytes.length, JSON.stringify(key)) // 32 {"id":"k1"}
 * ```
 */
export function memoryKeyRing(options: MemoryKeyRingOptions = {}): KeyRing {
  const random = options.random ?? systemRandom
  return ringOf(options.keys ?? [{ id: 'k1', secret: random(KEY_LENGTH) }])
}
