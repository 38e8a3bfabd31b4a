import { WaxsealError } from '@waxseal/core'
import type { TreePeaks } from '../growing-tree.js'
import { merkleRoot, nodeHash } from '../merkle-tree.js'

/** Bytes of a hash. */
export const HASH_LENGTH = 32

/** Leaf hashes in the order of the events: packed, 32 bytes each, or one by one. */
export type LeafHashes = Uint8Array | readonly Uint8Array[]

/**
 * A tree of which the leaves from `start` on are at hand, and of the part before only its full subtrees (the peaks): enough for every
 * root and proof that begins at `start` or later, without the history.
 */
export class LeafRange {
  readonly #start: number
  readonly #peaks = new Map<number, { readonly end: number; readonly hash: Uint8Array }>()
  #leaves: Uint8Array
  #size: number

  /** @param before what is known of the leaves before these. Throws `leaf-invalid`. */
  constructor(leaves: LeafHashes = [], before: TreePeaks = { size: 0, peaks: [] }) {
    const { size: start, peaks } = before
    const places = peakPlaces(start)
    if (places.length !== peaks.length || !areHashes(peaks)) {
      throw new WaxsealError('leaf-invalid', `these are not the peaks of a tree of ${start} leaves`)
    }
    for (const [index, hash] of peaks.entries()) {
      const { from = 0, end = 0 } = places[index] ?? {}
      this.#peaks.set(from, { end, hash })
    }
    this.#start = start
    this.#leaves = packed(leaves)
    this.#size = start + this.#leaves.length / HASH_LENGTH
  }

  /** Leaves of the whole tree. */
  get size(): number {
    return this.#size
  }

  /** The first leaf that is at hand. */
  get start(): number {
    return this.#start
  }

  push(leaf: Uint8Array): void {
    const at = (this.#size - this.#start) * HASH_LENGTH
    if (at === this.#leaves.length) {
      const wider = new Uint8Array(Math.max(64 * HASH_LENGTH, at * 2))
      wider.set(this.#leaves)
      this.#leaves = wider
    }
    this.#leaves.set(leaf, at)
    this.#size++
  }

  /** The leaves that are at hand, packed. */
  leaves(): Uint8Array {
    return this.#slice(this.#start, this.#size)
  }

  /** The hash over the leaves from `from` up to `end` (RFC 9162 section 2.1.1). At least one leaf. */
  hashOf(from: number, end: number): Uint8Array {
    if (end <= this.#start) {
      const peak = this.#peaks.get(from)
      if (peak?.end === end) return peak.hash
      if (end - from === 1) throw new WaxsealError('proof-impossible', 'the leaves for this are no longer at hand')
    } else if (end - from === 1) {
      return this.#slice(from, end)
    }
    const middle = splitOf(from, end)
    return nodeHash(this.hashOf(from, middle), this.hashOf(middle, end))
  }

  /** The root of the whole tree. */
  root(): Uint8Array {
    return this.#size === 0 ? merkleRoot([]) : this.hashOf(0, this.#size)
  }

  /** The peaks of the tree of that size, the largest first. */
  peaksAt(size: number): TreePeaks {
    return { size, peaks: peakPlaces(size).map(({ from, end }) => new Uint8Array(this.hashOf(from, end))) }
  }

  /** The same tree without what only proofs from before `start` need. */
  from(start: number): LeafRange {
    return new LeafRange(this.#slice(start, this.#size), this.peaksAt(start))
  }

  /** A copy; not by `slice`, which copies nothing of bytes of Node. */
  #slice(from: number, end: number): Uint8Array {
    const [first, last] = [(from - this.#start) * HASH_LENGTH, (end - this.#start) * HASH_LENGTH]
    return new Uint8Array(this.#leaves.subarray(first, last))
  }
}

function packed(leaves: LeafHashes): Uint8Array {
  if (leaves instanceof Uint8Array ? leaves.length % HASH_LENGTH > 0 : !areHashes(leaves)) {
    throw new WaxsealError('leaf-invalid', `a leaf hash has ${HASH_LENGTH} bytes`)
  }
  if (leaves instanceof Uint8Array) return leaves
  const bytes = new Uint8Array(leaves.length * HASH_LENGTH)
  for (const [index, leaf] of leaves.entries()) bytes.set(leaf, index * HASH_LENGTH)
  return bytes
}

/** Whether all of them have the length of a hash. */
export function areHashes(hashes: readonly unknown[]): hashes is readonly Uint8Array[] {
  return Array.isArray(hashes) && hashes.every((hash) => hash instanceof Uint8Array && hash.length === HASH_LENGTH)
}

/** Where a tree is split: behind the largest power of two that leaves something at the right. */
export function splitOf(from: number, end: number): number {
  let width = 1
  // Multiplication instead of shifts: sizes may pass 2^31.
  while (width * 2 < end - from) width *= 2
  return from + width
}

function peakPlaces(size: number): { readonly from: number; readonly end: number }[] {
  const places: { from: number; end: number }[] = []
  let from = 0
  let width = 1
  while (width * 2 <= size) width *= 2
  for (; from < size; width /= 2) {
    if (from + width > size) continue
    places.push({ from, end: from + width })
    from += width
  }
  return places
}
