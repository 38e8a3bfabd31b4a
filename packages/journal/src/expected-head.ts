import { encodeBase64url, type JournalHead } from '@waxseal/core'
import type { GrowingTree } from './growing-tree.js'
import type { FoundFault } from './journal-verdict.js'

/** Watches a growing tree for the head that it must come by. */
export class ExpectedHead {
  readonly #head: JournalHead
  #reached = false

  constructor(head: JournalHead) {
    this.#head = head
  }

  /** Whether the tree differs from the head where that stands. */
  check(tree: GrowingTree): FoundFault {
    if (this.#head.size !== tree.size) return undefined
    this.#reached = true
    if (this.#head.root === encodeBase64url(tree.root())) return undefined
    return ['expected-mismatch', `the first ${tree.size} events do not have the expected root`]
  }

  /** Whether the tree ended before the head. */
  checkReached(tree: GrowingTree): FoundFault {
    if (this.#reached) return undefined
    return ['expected-missing', `the record has ${tree.size} events, ${this.#head.size} are expected`]
  }
}
