import { grown } from './grown.js'
import { readId, readKeyId } from './key-text.js'

/** No part of an id is this. */
const NOTHING = -1
/** How many values the last part of an id can have. */
const LAST_VALUES = 2 ** 25
/** More new ones than this are sorted in together. */
const MOST_SINGLE_INSERTIONS = 32

/** A version's number by its id. */
interface Added {
  readonly id: string
  readonly number: number
}

/**
 * Numbers of versions by their ids. A look-up always takes the same steps, touches as much memory, and always comes back with a
 * number, that of the id or anybody's, so that a key with an unknown id can be checked exactly as one with a wrong secret. A `Map`
 * is sooner done when it finds nothing. What depends on whether the id is there is computed without a branch, because the processor
 * guesses branches and is right more often about one kind of ids (measured: up to 40 ns).
 */
export class IdIndex {
  /** The three parts of the ids, sorted by the first, and the numbers. */
  #first = new Int32Array(16).fill(NOTHING)
  #second = new Int32Array(16)
  #third = new Int32Array(16)
  #numbers = new Int32Array(16)
  #count = 0
  #added: Added[] = []

  /** 0 when the last id that was looked for is in the index, anything else when it is not. */
  miss = NOTHING

  add(id: string, number: number): void {
    this.#added.push({ id, number })
  }

  /** The number of the id in `readId`; when it is not there, that of another by chance, or 0 when there is none at all. */
  find(): number {
    if (this.#added.length > 0) this.#takeIn()
    const place = this.#nearest()
    const third = readId[2] ?? 0
    this.miss =
      ((readId[0] ?? 0) ^ (this.#first[place] ?? NOTHING)) |
      ((readId[1] ?? 0) ^ (this.#second[place] ?? 0)) |
      (third ^ (this.#third[place] ?? 0))
    const missed = (this.miss | -this.miss) >> 31
    // The neighbour would do, but one behind a wide gap would be met more often and be found in the processor's cache.
    const other = Math.floor((third / LAST_VALUES) * this.#count)
    return this.#numbers[place ^ ((place ^ other) & missed)] ?? 0
  }

  /** The place of the id in `readId`, or of the next smaller one, or the first place. */
  #nearest(): number {
    const first = readId[0] ?? 0
    const second = readId[1] ?? 0
    const third = readId[2] ?? 0
    let place = 0
    for (let length = this.#count; length > 1; ) {
      const half = length >> 1
      place += half & ~((first - (this.#first[place + half] ?? 0)) >> 31)
      length -= half
    }
    // Ids that share their first part stand side by side.
    while (place > 0 && this.#first[place - 1] === first) {
      if (this.#second[place] === second && this.#third[place] === third) break
      place--
    }
    return place
  }

  #takeIn(): void {
    const asked = readId.slice()
    const added = this.#added
    this.#added = []
    this.#makeRoom(this.#count + added.length)
    if (added.length > MOST_SINGLE_INSERTIONS) this.#sortIn(added)
    else for (const one of added) this.#insert(one)
    readId.set(asked)
  }

  #insert({ id, number }: Added): void {
    readKeyId(id)
    const near = this.#nearest()
    const place = near < this.#count && (this.#first[near] ?? 0) <= (readId[0] ?? 0) ? near + 1 : near
    for (const column of [this.#first, this.#second, this.#third, this.#numbers]) {
      column.copyWithin(place + 1, place, this.#count)
    }
    this.#count++
    this.#put(place, number)
  }

  #sortIn(added: readonly Added[]): void {
    for (const { id, number } of added) {
      readKeyId(id)
      this.#put(this.#count++, number)
    }
    const { length } = this.#numbers
    const [first, second, third, numbers] = [this.#first, this.#second, this.#third, this.#numbers].map((column) =>
      grown(column, length),
    )
    const places = Int32Array.from({ length: this.#count }, (_, place) => place)
    // By numbers: as text, the digits of base32 would come before its letters.
    places.sort((one, other) => (first?.[one] ?? 0) - (first?.[other] ?? 0))
    for (const [place, from] of places.entries()) {
      readId.set([first?.[from] ?? 0, second?.[from] ?? 0, third?.[from] ?? 0])
      this.#put(place, numbers?.[from] ?? 0)
    }
  }

  #put(place: number, number: number): void {
    this.#first[place] = readId[0] ?? 0
    this.#second[place] = readId[1] ?? 0
    this.#third[place] = readId[2] ?? 0
    this.#numbers[place] = number
  }

  #makeRoom(count: number): void {
    if (count <= this.#numbers.length) return
    const room = Math.max(count, this.#numbers.length * 2)
    this.#first = grown(this.#first, room)
    this.#second = grown(this.#second, room)
    this.#third = grown(this.#third, room)
    this.#numbers = grown(this.#numbers, room)
  }
}
