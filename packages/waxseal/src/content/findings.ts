import type { Problem } from '../answer.js'

/** How many fields, hosts and faults are collected together. A letter with more is refused whatever the rest holds. */
const MAX_FINDINGS = 100

/** What an inspection finds in a letter: what grants must name, and what no grant can allow. */
export class Findings {
  readonly #mergeFields = new Set<string>()
  readonly #linkHosts = new Set<string>()
  readonly #imageHosts = new Set<string>()
  readonly #faults = new Map<string, Problem>()

  get mergeFields(): ReadonlySet<string> {
    return this.#mergeFields
  }

  get linkHosts(): ReadonlySet<string> {
    return this.#linkHosts
  }

  get imageHosts(): ReadonlySet<string> {
    return this.#imageHosts
  }

  get faults(): readonly Problem[] {
    return [...this.#faults.values()]
  }

  /** Nothing more is collected: the letter is refused already, and whoever still looks may stop. */
  get full(): boolean {
    return this.#faults.has('too-many')
  }

  mergeField(name: string): void {
    if (this.#hasRoom(this.#mergeFields.has(name))) this.#mergeFields.add(name)
  }

  linkHost(host: string): void {
    if (this.#hasRoom(this.#linkHosts.has(host))) this.#linkHosts.add(host)
  }

  imageHost(host: string): void {
    if (this.#hasRoom(this.#imageHosts.has(host))) this.#imageHosts.add(host)
  }

  fault(code: string, message: string): void {
    const key = `${code} ${message}`
    if (this.#hasRoom(this.#faults.has(key))) this.#faults.set(key, { code, message })
  }

  #hasRoom(known: boolean): boolean {
    if (known || this.full) return false
    const count = this.#mergeFields.size + this.#linkHosts.size + this.#imageHosts.size + this.#faults.size
    if (count < MAX_FINDINGS) return true
    const message = `the letter holds more than ${MAX_FINDINGS} merge fields, hosts and faults`
    this.#faults.set('too-many', { code: 'too-many', message })
    return false
  }
}
