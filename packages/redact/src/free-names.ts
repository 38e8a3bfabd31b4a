/** Gives each key of a copy a name of its own: two addresses that are keys become `[EMAIL]` and `[EMAIL] 2`, so nothing is lost. */
export class FreeNames {
  readonly #counts = new Map<string, number>()

  /** The name, or the name with the first number that is still free. */
  take(name: string): string {
    let count = this.#counts.get(name)
    if (count === undefined) {
      this.#counts.set(name, 1)
      return name
    }
    let free: string
    do {
      count++
      free = `${name} ${count}`
    } while (this.#counts.has(free))
    this.#counts.set(name, count)
    this.#counts.set(free, 1)
    return free
  }
}
