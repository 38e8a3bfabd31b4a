import { sha256 } from '@noble/hashes/sha2.js'
import { type Key, WaxsealError } from '@waxseal/core'
import type { KeysErrorCode } from '../keys-error-code.js'
import { SECRET_BYTES } from './key-text.js'

const PEPPER_BYTES = 32

/**
 * Hashes secrets with one pepper: SHA-256 over pepper and secret. Both have a fixed length, so nothing can be moved from one to the other
 * or added behind, and together they fit into one block of the hash. A secret has 160 random bits: there is nothing to guess that a
 * slow hash would have to defend.
 */
export class SecretHash {
  readonly #block = new Uint8Array(PEPPER_BYTES + SECRET_BYTES)

  constructor({ bytes }: Pick<Key, 'bytes'>) {
    if (!(bytes instanceof Uint8Array) || bytes.length !== PEPPER_BYTES) {
      throw new WaxsealError<KeysErrorCode>('pepper-invalid', `a pepper of the key ring has not ${PEPPER_BYTES} bytes`)
    }
    this.#block.set(bytes)
  }

  /** The hash. Wipes the secret. */
  of(secret: Uint8Array): Uint8Array {
    const block = this.#block
    for (let index = 0; index < SECRET_BYTES; index++) {
      block[PEPPER_BYTES + index] = secret[index] ?? 0
      secret[index] = 0
    }
    const hash = sha256(block)
    for (let index = 0; index < SECRET_BYTES; index++) block[PEPPER_BYTES + index] = 0
    return hash
  }
}
