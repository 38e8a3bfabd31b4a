import type { AccessCheck } from './access.js'
import { grown } from './grown.js'
import type { VerifiedKey } from './verification.js'

const HASH_BYTES = 32

/**
 * What verification needs of every version, by its number, side by side: with objects it would wait for memory three times as long as
 * for the hash (measured with 10,000 keys used in turn).
 */
export class KeyColumns {
  #hashes = new Uint8Array(HASH_BYTES * 16)
  #ends = new Float64Array(16)
  #peppers = new Uint16Array(16)
  /** What `verify` answers and asks, made at the first use. */
  readonly answers: (VerifiedKey | undefined)[] = []
  readonly checks: (AccessCheck | undefined)[] = []

  /** Adds a version; it is accepted at no time until `setEnd`. */
  add(hash: Uint8Array, pepper: number): void {
    const number = this.answers.length
    if (number === this.#ends.length) {
      this.#hashes = grown(this.#hashes, number * 2 * HASH_BYTES)
      this.#ends = grown(this.#ends, number * 2)
      this.#peppers = grown(this.#peppers, number * 2)
    }
    this.#hashes.set(hash, number * HASH_BYTES)
    this.#peppers[number] = pepper
    this.answers.push(undefined)
    this.checks.push(undefined)
  }

  /** From which instant on the version is refused, whatever is asked: epoch milliseconds, 0 for now, infinite for never. */
  setEnd(number: number, end: number): void {
    this.#ends[number] = end
    this.answers[number] = undefined
  }

  endOf(number: number): number {
    return this.#ends[number] ?? 0
  }

  pepperOf(number: number): number {
    return this.#peppers[number] ?? 0
  }

  /**
   * 0 when the version has this hash, more when it has not; in the same time wherever they differ. A version that does not exist has
   * one of zeros.
   */
  differs(number: number, hash: Uint8Array): number {
    const start = number * HASH_BYTES
    let difference = 0
    for (let index = 0; index < HASH_BYTES; index++) {
      difference |= (this.#hashes[start + index] ?? 0) ^ (hash[index] ?? 0)
    }
    return difference
  }
}
