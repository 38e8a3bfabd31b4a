/** The keys that one of the APIs takes at this moment, the newest last. */
export class ApiKeys {
  #keys: readonly string[]

  constructor(key: string) {
    this.#keys = [key]
  }

  get newest(): string {
    return this.#keys.at(-1) ?? ''
  }

  takes(key: string | undefined): boolean {
    return key !== undefined && this.#keys.includes(key)
  }

  replace(keys: readonly string[]): void {
    this.#keys = [...keys]
  }
}
