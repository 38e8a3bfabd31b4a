import { IdIndex } from './id-index.js'
import type { ApiKeyState } from './key-state.js'
import { type KeyHead, readSecret } from './key-text.js'
import type { Peppers } from './peppers.js'
import { SecretHash } from './secret-hash.js'

/** Instead of a number: no version has this id and this secret. */
export const UNKNOWN = -1
/** Instead of a number: the version has a pepper that is not in the ring. */
export const PEPPER_LOST = -2

/** Tells whose key was read. Does the same work for an unknown id as for a wrong secret. */
export class KeyMatcher {
  readonly #head: KeyHead
  readonly #peppers: Peppers
  readonly #index = new IdIndex()
  #indexed = 0
  readonly #spare = new SecretHash({ bytes: new Uint8Array(32) })

  constructor(head: KeyHead, peppers: Peppers) {
    this.#head = head
    this.#peppers = peppers
  }

  /** The number of the version whose id and secret were read last. Wipes the secret. */
  match(state: ApiKeyState): number {
    if (this.#indexed < state.entries.length) this.#takeIn(state)
    const number = this.#index.find()
    const { miss } = this.#index
    const { columns, peppers } = state
    const pepper = this.#peppers.get(peppers[columns.pepperOf(number)] ?? '')
    const difference = columns.differs(number, (pepper ?? this.#spare).of(readSecret))
    if (pepper === undefined) return miss === 0 ? PEPPER_LOST : UNKNOWN
    // One sum: to ask for the id first would show in the time.
    return (miss | difference) === 0 ? number : UNKNOWN
  }

  /**
   * Only keys with this head: the checksum is no secret, so whoever holds a key for tests can write another environment before
   * its id.
   */
  #takeIn({ entries }: ApiKeyState): void {
    const { prefix, environment } = this.#head
    for (const { id, number, series } of entries.slice(this.#indexed)) {
      if (series.data.prefix === prefix && series.data.environment === environment) this.#index.add(id, number)
    }
    this.#indexed = entries.length
  }
}
