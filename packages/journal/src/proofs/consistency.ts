import { equalBytes, type JournalHead, WaxsealError } from '@waxseal/core'
import { merkleRoot, nodeHash } from '../merkle-tree.js'
import { half, isCount, membersOf, readRoot } from './inclusion.js'
import { areHashes, type LeafHashes, LeafRange, splitOf } from './leaf-range.js'

/** What a consistency proof is checked against. */
export interface ConsistencyClaim {
  /** The earlier head. */
  readonly first: JournalHead
  /** The later head. */
  readonly second: JournalHead
  /** Hashes of 32 bytes. */
  readonly proof: readonly Uint8Array[]
}

/**
 * Proves that the tree of the first `second` leaves begins with the tree of the first `first` ones (RFC 9162 section 2.1.4.1): nothing was
 * changed or left out between. Empty when the sizes are equal or the first is 0.
 *
 * Throws `proof-impossible` when there are no such sizes, and `leaf-invalid` for leaves that are no hashes.
 *
 * @param second @default all leaves
 * @example
 * ```ts
 * import { utf8 } from '@waxseal/core'
 * import { consistencyProof, leafHash } from '@waxseal/journal'
 *
 * const leaves = ['first', 'second', 'third'].map((entry) => leafHash(utf8(entry)))
 * console.log(consistencyProof(leaves, 2).length) // 1
 * ```
 */
export function consistencyProof(leaves: LeafHashes, first: number, second?: number): readonly Uint8Array[] {
  const range = new LeafRange(leaves)
  return proveConsistency(range, first, second ?? range.size)
}

/** The proof out of a range; `first` may not lie before its start. */
export function proveConsistency(range: LeafRange, first: number, second: number): readonly Uint8Array[] {
  if (!isCount(first) || !isCount(second) || first > second || second > range.size) {
    throw new WaxsealError('proof-impossible', `there is no proof from ${first} leaves to ${second}`)
  }
  return first === 0 ? [] : consistencyPath(range, first, 0, second, true)
}

/** SUBPROOF of the RFC; `known` while the first tree is a whole subtree, whose hash the verifier has. */
function consistencyPath(range: LeafRange, first: number, from: number, end: number, known: boolean): Uint8Array[] {
  if (first === end) return known ? [] : [range.hashOf(from, end)]
  const middle = splitOf(from, end)
  return first <= middle
    ? [...consistencyPath(range, first, from, middle, known), range.hashOf(middle, end)]
    : [...consistencyPath(range, first, middle, end, false), range.hashOf(from, middle)]
}

/**
 * Whether the proof shows that the later head continues the earlier one (RFC 9162 section 2.1.4.2). From an empty tree everything
 * continues, with an empty proof. False for anything malformed. Never throws.
 *
 * @example
 * ```ts
 * import { encodeBase64url, utf8 } from '@waxseal/core'
 * import { consistencyProof, leafHash, merkleRoot, verifyConsistency } from '@waxseal/journal'
 *
 * const leaves = ['first', 'second', 'third'].map((entry) => leafHash(utf8(entry)))
 * const headAt = (size: number) => ({ size, root: encodeBase64url(merkleRoot(leaves.slice(0, size))) })
 * const proof = consistencyProof(leaves, 2)
 * console.log(verifyConsistency({ first: headAt(2), second: headAt(3), proof })) // true
 * ```
 */
export function verifyConsistency(claim: ConsistencyClaim): boolean {
  const { first, second, proof } = membersOf(claim)
  const [firstRoot, secondRoot] = [readRoot(first), readRoot(second)]
  if (firstRoot === undefined || secondRoot === undefined || first.size > second.size || !areHashes(proof)) return false
  if (first.size === 0 && !equalBytes(firstRoot, merkleRoot([]))) return false
  if (first.size === second.size) return proof.length === 0 && equalBytes(firstRoot, secondRoot)
  if (first.size === 0) return proof.length === 0
  let place = first.size - 1
  let last = second.size - 1
  while (place % 2 === 1) [place, last] = [half(place), half(last)]
  // Nothing is left of the place only when the first tree is a whole subtree: then its root, which is known, begins the path.
  const [start, ...path] = place === 0 ? [firstRoot, ...proof] : proof
  if (start === undefined) return false
  let [firstHash, secondHash] = [start, start]
  for (const hash of path) {
    if (last === 0) return false
    if (place % 2 === 1 || place === last) {
      firstHash = nodeHash(hash, firstHash)
      secondHash = nodeHash(hash, secondHash)
      while (place % 2 === 0 && place > 0) [place, last] = [half(place), half(last)]
    } else {
      secondHash = nodeHash(secondHash, hash)
    }
    ;[place, last] = [half(place), half(last)]
  }
  return last === 0 && equalBytes(firstHash, firstRoot) && equalBytes(secondHash, secondRoot)
}
