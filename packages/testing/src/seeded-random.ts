import type { Random } from '@waxseal/core'

/**
 * Random bytes that are the same for the same seed (SplitMix32), so that a test can be repeated. Anybody can compute them: never for
 * secrets, ids or anything else outside tests.
 *
 * @example
 * ```ts
 * import { seededRandom } from '@waxseal/testing'
 *
 * console.log(seededRandom(7)(4).join() === seededRandom(7)(4).join()) // true
 * ```
 */
export function seededRandom(seed: number): Random {
  let state = seed | 0
  return (length) => {
    const bytes = new Uint8Array(length)
    for (let index = 0; index < length; index++) {
      state = (state + 0x9e3779b9) | 0
      let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
      mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
      bytes[index] = (mixed ^ (mixed >>> 15)) >>> 24
    }
    return bytes
  }
}
