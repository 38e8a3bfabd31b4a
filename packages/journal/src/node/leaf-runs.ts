import { encodeBase64url, equalBytes, type JournalHead } from '@waxseal/core'
import { GrowingTree, RUN_LEAVES, type TreePeaks } from '../growing-tree.js'
import { nodeHashes } from './node-hashes.js'

const HASH_LENGTH = 32

/**
 * The roots of all full runs of leaves: full subtrees of the one tree, so that the root of the tree vouches for each of them, and some
 * events can be checked against it without all the others. An eighth of a byte an event.
 */
export class LeafRuns {
  readonly #roots: Uint8Array[] = []
  readonly #checked = new Set<number>()
  /** Over the roots of the first runs: grows with what is asked. */
  #tree = new GrowingTree(nodeHashes)

  /** Takes the root of the next run. */
  push(root: Uint8Array): void {
    this.#roots.push(root)
  }

  /** The roots of the runs that become full with the events of a range, packed. */
  part(from: number, to: number): Uint8Array {
    const roots = this.#roots.slice(runOf(from), runOf(to))
    const packed = new Uint8Array(roots.length * HASH_LENGTH)
    for (const [at, root] of roots.entries()) packed.set(root, at * HASH_LENGTH)
    return packed
  }

  /** Adds what `part` gave, up to so many events; false when these are not as many roots as there are runs. */
  addPart(packed: Uint8Array, size: number): boolean {
    for (let at = 0; at < packed.length; at += HASH_LENGTH) this.push(packed.slice(at, at + HASH_LENGTH))
    return packed.length % HASH_LENGTH === 0 && this.#roots.length === runOf(size)
  }

  /** Whether the tree with these peaks is over these runs. */
  areUnder({ size, peaks }: TreePeaks): boolean {
    const own = this.#before(runOf(size)).peaks
    return own.every((peak, at) => equalBytes(peak, peaks[at] ?? new Uint8Array()))
  }

  /** Whether a run has these leaves: all of a full one, or those that it has in the tree of the head. */
  has(run: number, leaves: readonly Uint8Array[], head: JournalHead): boolean {
    const isFull = leaves.length === RUN_LEAVES
    const { size, peaks } = isFull ? { size: 0, peaks: [] } : this.#before(run)
    const tree = new GrowingTree(nodeHashes, { size: size * RUN_LEAVES, peaks })
    for (const leaf of leaves) tree.append(leaf)
    const same = isFull
      ? equalBytes(tree.root(), this.#roots[run] ?? new Uint8Array())
      : tree.size === head.size && encodeBase64url(tree.root()) === head.root
    if (same) this.#checked.add(run)
    return same
  }

  /** Whether the run was found to have its leaves once. */
  wasChecked(run: number): boolean {
    return this.#checked.has(run)
  }

  #before(run: number): TreePeaks {
    if (this.#tree.size > run) this.#tree = new GrowingTree(nodeHashes)
    for (const root of this.#roots.slice(this.#tree.size, run)) this.#tree.append(root)
    return this.#tree
  }
}

/** In which run an event's leaf is. */
export function runOf(seq: number): number {
  return Math.floor(seq / RUN_LEAVES)
}
