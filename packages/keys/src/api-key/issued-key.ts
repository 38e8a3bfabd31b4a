/** What a new key needs to be shown by. */
export interface IssuedKeyParts {
  readonly key: string
  readonly id: string
  readonly series: string
  readonly expiresAt?: number | undefined
  readonly previous?: PreviousKey | undefined
}

/** The version that a new one took the place of. */
export interface PreviousKey {
  readonly id: string
  /** It is accepted before this instant, epoch milliseconds. */
  readonly until: number
}

/**
 * A key that was just made. `key` can be read as often as you hold this object, and nowhere else ever again. It is left out by
 * `console.log`, `JSON.stringify`, `{ ...spread }` and `structuredClone`: whoever wants to hand it on must name it.
 */
export class IssuedKey {
  /** Id of this version: safe to show and to log. */
  readonly id: string
  /** Id of its first version, which all versions share. */
  readonly series: string
  /** Epoch milliseconds; absent: never. */
  declare readonly expiresAt?: number
  /** Which version it took the place of. */
  declare readonly previous?: PreviousKey
  readonly #key: string

  constructor({ key, id, series, expiresAt, previous }: IssuedKeyParts) {
    this.#key = key
    this.id = id
    this.series = series
    if (expiresAt !== undefined) this.expiresAt = expiresAt
    if (previous !== undefined) this.previous = previous
    Object.freeze(this)
  }

  /** The key itself. */
  get key(): string {
    return this.#key
  }

  /** What Node's `util.inspect` prints, which else can be told to call getters. */
  [Symbol.for('nodejs.util.inspect.custom')](): object {
    return { ...this }
  }
}
