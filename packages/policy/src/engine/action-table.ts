import { ACTIONS, patternsCovering } from '../actions.js'

/** An action that a policy knows. */
export interface ActionWord {
  readonly name: string
  /** Its place in every `Coverage`. */
  readonly index: number
}

/** For each action, 1 if it is covered. */
export type Coverage = Uint8Array

/** The actions of one policy, numbered, so that no decision compares patterns. */
export class ActionTable {
  readonly #words = new Map<string, ActionWord>()
  readonly #coverages = new Map<string, Coverage>()

  constructor(own: readonly string[] = []) {
    for (const name of new Set([...ACTIONS, ...own])) this.#words.set(name, { name, index: this.#words.size })
  }

  find(name: string): ActionWord | undefined {
    return this.#words.get(name)
  }

  all(): Iterable<ActionWord> {
    return this.#words.values()
  }

  /** What the patterns cover together. Grants with the same patterns share one. */
  coverageOf(patterns: readonly string[]): Coverage {
    const key = patterns.join(' ')
    const known = this.#coverages.get(key)
    if (known !== undefined) return known
    const wanted = new Set(patterns)
    const coverage = new Uint8Array(this.#words.size)
    for (const { name, index } of this.#words.values()) {
      if (patternsCovering(name).some((pattern) => wanted.has(pattern))) coverage[index] = 1
    }
    this.#coverages.set(key, coverage)
    return coverage
  }
}
