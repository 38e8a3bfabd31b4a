import { systemRandom } from '@waxseal/core'

/** A name for a store that no other case has, also in a store that outlives the run: letters, digits and `_`. */
export function placeName(): string {
  return `contract_${Array.from(systemRandom(8), (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
