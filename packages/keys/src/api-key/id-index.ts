import { readId, readKeyId } from './key-text.js'

/** No id has this part. */
const NOTHING = -1
/** How many values the second part can have. */
const LOW_VALUES = 2 ** 50
/** More new ones than this are sorted in together. */
const MOST_SINGLE_INSERTIONS = 32

/**
 * Numbers of versions by their ids. A look-up always takes the same steps, touches as much memory, and always comes back with a
 * number, that of the id or anybody's, so that a key with an unknown id can be checked exactly as one with a wrong secret. A `Map`
 * is sooner done when it finds nothing.
 */
export class IdIndex {
  /** Both parts of the ids, sorted, and the numbers that belong to them. */
  #high = new Int32Array(16).fill(NOTHING)
  #low = new Float64Array(16)
  #numbers = new Uint32Array(16)
  #count = 0
  #added: { readonly id: string; readonly number: number }[] = []

  add(id: string, number: number): void {
    this.#added.push({ id, number })
  }

  /** The place of the id in `readId`, or of the next smaller one, or the first place. */
  nearest(): number {
    if (this.#added.length > 0) this.#takeIn()
    const high = readId[0] ?? 0
    const low = readId[1] ?? 0
    let place = 0
    for (let length = this.#count; length > 1; ) {
      const half = length >> 1
      // Without a branch, which the processor would guess better for some ids than for others: a negative number keeps the place.
      place += half & ~((high - (this.#high[place + half] ?? 0)) >> 31)
      length -= half
    }
    // Ids that share their first part stand side by side.
    while (place > 0 && this.#high[place - 1] === high && this.#low[place] !== low) place--
    return place
  }

  /**
   * 0 when the id there is the one in `readId`, 1 or more when it is another. Both parts in any case: to look at the second only after
   * the first shows in the time (measured: 40 ns).
   */
  missAt(place: number): number {
    const high = Math.abs((this.#high[place] ?? NOTHING) - (readId[0] ?? 0))
    const low = Math.abs((this.#low[place] ?? NOTHING) - (readId[1] ?? 0))
    return high + low
  }

  /**
   * The number at the place, when nothing is missed; otherwise that of a place by chance: a neighbour would do, but those behind wide
   * gaps would be met more often and be found in the processor's cache (measured: 8 ns). 0 when there is none at all.
   */
  numberAt(place: number, miss: number): number {
    const other = Math.floor(((readId[1] ?? 0) / LOW_VALUES) * this.#count)
    return this.#numbers[place + Math.min(1, miss) * (other - place)] ?? 0
  }

  #takeIn(): void {
    const [high = 0, low = 0] = readId
    const added = this.#added
    this.#added = []
    this.#makeRoom(this.#count + added.length)
    if (added.length > MOST_SINGLE_INSERTIONS) this.#sortIn(added)
    else for (const one of added) this.#insert(one)
    readId[0] = high
    readId[1] = low
  }

  #insert({ id, number }: { readonly id: string; readonly number: number }): void {
    readKeyId(id)
    const found = this.nearest()
    const place = this.#count > 0 && (this.#high[found] ?? 0) <= (readId[0] ?? 0) ? found + 1 : found
    for (const column of [this.#high, this.#low, this.#numbers]) column.copyWithin(place + 1, place, this.#count)
    this.#count++
    this.#put(place, number)
  }

  #sortIn(added: readonly { readonly id: string; readonly number: number }[]): void {
    for (const { id, number } of added) {
      readKeyId(id)
      this.#put(this.#count++, number)
    }
    const places = Uint32Array.from({ length: this.#count }, (_, place) => place)
    const high = this.#high.slice()
    const low = this.#low.slice()
    const numbers = this.#numbers.slice()
    // By numbers: as text, the digits of base32 would come before its letters.
    places.sort((one, other) => (high[one] ?? 0) - (high[other] ?? 0))
    for (const [place, from] of places.entries()) {
      readId[0] = high[from] ?? 0
      readId[1] = low[from] ?? 0
      this.#put(place, numbers[from] ?? 0)
    }
  }

  #put(place: number, number: number): void {
    this.#high[place] = readId[0] ?? 0
    this.#low[place] = readId[1] ?? 0
    this.#numbers[place] = number
  }

  #makeRoom(count: number): void {
    if (count <= this.#numbers.length) return
    const room = Math.max(count, this.#numbers.length * 2)
    const columns = { high: this.#high, low: this.#low, numbers: this.#numbers }
    this.#high = new Int32Array(room)
    this.#high.set(columns.high)
    this.#low = new Float64Array(room)
    this.#low.set(columns.low)
    this.#numbers = new Uint32Array(room)
    this.#numbers.set(columns.numbers)
  }
}
