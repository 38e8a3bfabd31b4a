import { WaxsealError } from '@waxseal/core'
import type { TreeHashes } from './tree-hashes.js'

const HASH_LENGTH = 32

/** Leaves of a run: a power of two, so that every run is a full subtree. */
export const RUN_LEAVES = 256

/** What a tree keeps of its leaves. */
export interface TreePeaks {
  readonly size: number
  /** Roots of the full subtrees, the largest first: one for each set bit of the size. */
  readonly peaks: readonly Uint8Array[]
}

/** A Merkle tree that grows at the right, over any SHA-256: see `MerkleTree`. */
export class GrowingTree implements TreePeaks {
  readonly #hashes: TreeHashes
  readonly #peaks: Uint8Array[]
  readonly #onRun: ((root: Uint8Array) => void) | undefined
  #size: number

  /** Goes on from the peaks of a tree if they are given; `onRun` is told the root of each run of `RUN_LEAVES` leaves that is full. */
  constructor(
    hashes: TreeHashes,
    from: TreePeaks = { size: 0, peaks: [] },
    onRun: ((root: Uint8Array) => void) | undefined = undefined,
  ) {
    this.#hashes = hashes
    this.#onRun = onRun
    this.#size = from.size
    this.#peaks = [...from.peaks]
  }

  /** Number of leaves. */
  get size(): number {
    return this.#size
  }

  /** Copies, as they are by now. */
  get peaks(): readonly Uint8Array[] {
    return this.#peaks.map((peak) => new Uint8Array(peak))
  }

  /** Adds a leaf hash (32 bytes, of `leafHash`). Throws `leaf-invalid` for anything of another length. */
  append(leaf: Uint8Array): void {
    if (leaf.length !== HASH_LENGTH) {
      throw new WaxsealError('leaf-invalid', `a leaf hash has ${HASH_LENGTH} bytes, not ${leaf.length}`)
    }
    let node: Uint8Array = new Uint8Array(leaf)
    let width = 1
    // Division instead of shifts: sizes may pass 2^31.
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2) {
      node = this.#hashes.node(this.#peaks.pop() ?? node, node)
      width *= 2
      if (width === RUN_LEAVES) this.#onRun?.(node)
    }
    this.#peaks.push(node)
    this.#size++
  }

  /** The root hash of all leaves so far: of none, the hash of the empty string. */
  root(): Uint8Array {
    let root = this.#peaks.at(-1)
    if (root === undefined) return this.#hashes.empty()
    for (let index = this.#peaks.length - 2; index >= 0; index--) {
      root = this.#hashes.node(this.#peaks[index] ?? root, root)
    }
    return new Uint8Array(root)
  }
}
