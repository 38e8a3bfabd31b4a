/** A row of whole numbers below 2^32 that grows: four bytes each. */
export class NumberList {
  #numbers = new Uint32Array(1_024)
  #length = 0

  get length(): number {
    return this.#length
  }

  /** The number at a place; 0 where there is none. */
  at(index: number): number {
    return this.#numbers[index] ?? 0
  }

  push(number: number): void {
    if (this.#length === this.#numbers.length) {
      const longer = new Uint32Array(this.#length * 2)
      longer.set(this.#numbers)
      this.#numbers = longer
    }
    this.#numbers[this.#length++] = number
  }

  set(index: number, number: number): void {
    this.#numbers[index] = number
  }
}
