import { decodeBase64url, equalBytes, type JournalHead, WaxsealError } from '@waxseal/core'
import { nodeHash } from '../merkle-tree.js'
import { areHashes, HASH_LENGTH, type LeafHashes, LeafRange, splitOf } from './leaf-range.js'

/** What an inclusion proof is checked against. */
export interface InclusionClaim {
  /** `leafHash` of the entry, 32 bytes. Make it from the entry itself: a hash that came with the proof proves nothing. */
  readonly leaf: Uint8Array
  /** Place of the entry, from 0: an event's `seq`. */
  readonly index: number
  /** A head that you trust, the one of a verified checkpoint for example. */
  readonly head: JournalHead
  /** Hashes of 32 bytes, from the leaf's neighbour upwards. */
  readonly proof: readonly Uint8Array[]
}

/**
 * Proves that the leaf at a place is in the tree of the first `size` leaves (RFC 9162 section 2.1.3.1): at most 53 hashes of 32 bytes.
 *
 * Throws `proof-impossible` when there is no such place or size, and `leaf-invalid` for leaves that are no hashes.
 *
 * @param size @default all leaves
 * @example
 * ```ts
 * import { encodeBase64url, utf8 } from '@waxseal/core'
 * import { inclusionProof, leafHash, merkleRoot, verifyInclusion } from '@waxseal/journal'
 *
 * const leaves = ['first', 'second', 'third'].map((entry) => leafHash(utf8(entry)))
 * const head = { size: 3, root: encodeBase64url(merkleRoot(leaves)) }
 * const proof = inclusionProof(leaves, 1)
 * console.log(proof.length) // 2
 * console.log(verifyInclusion({ leaf: leafHash(utf8('second')), index: 1, head, proof })) // true
 * ```
 */
export function inclusionProof(leaves: LeafHashes, index: number, size?: number): readonly Uint8Array[] {
  const range = new LeafRange(leaves)
  const end = size ?? range.size
  if (!isCount(index) || !isCount(end) || index >= end || end > range.size) {
    throw new WaxsealError('proof-impossible', `there is no proof for leaf ${index} of ${end}`)
  }
  return inclusionPath(range, index, 0, end)
}

function inclusionPath(range: LeafRange, index: number, from: number, end: number): Uint8Array[] {
  if (end - from === 1) return []
  const middle = splitOf(from, end)
  return index < middle
    ? [...inclusionPath(range, index, from, middle), range.hashOf(middle, end)]
    : [...inclusionPath(range, index, middle, end), range.hashOf(from, middle)]
}

/**
 * Whether the proof shows that the leaf stands at its place in the tree of the head (RFC 9162 section 2.1.3.2). False for anything
 * malformed. Never throws.
 *
 * @example
 * ```ts
 * import { encodeBase64url, utf8 } from '@waxseal/core'
 * import { leafHash, verifyInclusion } from '@waxseal/journal'
 *
 * const leaf = leafHash(utf8('only'))
 * const head = { size: 1, root: encodeBase64url(leaf) }
 * console.log(verifyInclusion({ leaf, index: 0, head, proof: [] })) // true
 * console.log(verifyInclusion({ leaf, index: 0, head, proof: [leaf] })) // false
 * ```
 */
export function verifyInclusion(claim: InclusionClaim): boolean {
  const { leaf, index, head, proof } = membersOf(claim)
  const root = readRoot(head)
  if (root === undefined || !isCount(index) || index >= head.size) return false
  if (!areHashes([leaf]) || !areHashes(proof)) return false
  let place = index
  let last = head.size - 1
  let hash = leaf
  for (const sibling of proof) {
    if (last === 0) return false
    if (place % 2 === 1 || place === last) {
      hash = nodeHash(sibling, hash)
      while (place % 2 === 0 && place > 0) [place, last] = [half(place), half(last)]
    } else {
      hash = nodeHash(hash, sibling)
    }
    ;[place, last] = [half(place), half(last)]
  }
  return last === 0 && equalBytes(hash, root)
}

/** The bytes of a head's root; `undefined` when the head is malformed. */
export function readRoot(head: JournalHead): Uint8Array | undefined {
  const { size, root } = membersOf(head)
  const bytes = typeof root === 'string' ? decodeBase64url(root) : undefined
  return isCount(size) && bytes?.length === HASH_LENGTH ? bytes : undefined
}

/** A claim or head that came from outside may be nothing at all. */
export function membersOf<T extends object>(value: T): T {
  return (value as T | null | undefined) ?? ({} as T)
}

/** Whether the value can be a number of leaves. */
export function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}

/** A shift to the right by one, for numbers that may pass 2^31. */
export function half(value: number): number {
  return Math.floor(value / 2)
}
