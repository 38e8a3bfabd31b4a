import { sha256 } from '@noble/hashes/sha2.js'
import { WaxsealError } from '@waxseal/core'

const HASH_LENGTH = 32
const LEAF = Uint8Array.of(0)
const NODE = Uint8Array.of(1)

/**
 * The hash of one entry: `SHA-256(0x00 ‖ entry)` (RFC 9162 section 2.1.1), 32 bytes.
 *
 * @example
 * ```ts
 * import { encodeBase64url, utf8 } from '@waxseal/core'
 * import { leafHash } from '@waxseal/journal'
 *
 * console.log(encodeBase64url(leafHash(utf8('')))) // bjQLnP-zepicpUTmu3gKLHiQHT-zNzh2hRGjBhevoB0
 * ```
 */
export function leafHash(entry: Uint8Array): Uint8Array {
  return sha256.create().update(LEAF).update(entry).digest()
}

/**
 * The hash of an inner node: `SHA-256(0x01 ‖ left ‖ right)` (RFC 9162 section 2.1.1), 32 bytes. The first byte keeps nodes and
 * leaves apart, so that a node can never be passed off as an entry.
 *
 * @example
 * ```ts
 * import { leafHash, nodeHash } from '@waxseal/journal'
 *
 * console.log(nodeHash(leafHash(Uint8Array.of(1)), leafHash(Uint8Array.of(2))).length) // 32
 * ```
 */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256.create().update(NODE).update(left).update(right).digest()
}

/**
 * A Merkle tree that grows at the right (RFC 9162 section 2.1.1). It keeps the roots of its full subtrees only: memory and the cost of
 * `root()` are logarithmic.
 *
 * @example
 * ```ts
 * import { encodeBase64url, utf8 } from '@waxseal/core'
 * import { leafHash, MerkleTree } from '@waxseal/journal'
 *
 * const tree = new MerkleTree()
 * console.log(encodeBase64url(tree.root())) // 47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU
 * tree.append(leafHash(utf8('first')))
 * console.log(tree.size) // 1
 * ```
 */
export class MerkleTree {
  #size = 0
  /** Roots of the full subtrees, the largest first: one for each set bit of the size. */
  readonly #peaks: Uint8Array[] = []

  /** Number of leaves. */
  get size(): number {
    return this.#size
  }

  /** Adds a leaf hash (32 bytes, of `leafHash`). Throws `leaf-invalid` for anything of another length. */
  append(leaf: Uint8Array): void {
    if (leaf.length !== HASH_LENGTH) {
      throw new WaxsealError('leaf-invalid', `a leaf hash has ${HASH_LENGTH} bytes, not ${leaf.length}`)
    }
    let node: Uint8Array = new Uint8Array(leaf)
    // Division instead of shifts: sizes may pass 2^31.
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2) node = nodeHash(this.#peaks.pop() ?? node, node)
    this.#peaks.push(node)
    this.#size++
  }

  /** The root hash of all leaves so far: of none, the hash of the empty string. */
  root(): Uint8Array {
    let root = this.#peaks.at(-1)
    if (root === undefined) return sha256(new Uint8Array())
    for (let index = this.#peaks.length - 2; index >= 0; index--) root = nodeHash(this.#peaks[index] ?? root, root)
    return new Uint8Array(root)
  }
}

/**
 * The root hash over leaf hashes, in order.
 *
 * Throws `leaf-invalid` when one of them has not 32 bytes.
 *
 * @example
 * ```ts
 * import { encodeBase64url } from '@waxseal/core'
 * import { leafHash, merkleRoot } from '@waxseal/journal'
 *
 * const root = merkleRoot([leafHash(Uint8Array.of()), leafHash(Uint8Array.of(0))])
 * console.log(encodeBase64url(root)) // -sVCA-fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU
 * ```
 */
export function merkleRoot(leaves: Iterable<Uint8Array>): Uint8Array {
  const tree = new MerkleTree()
  for (const leaf of leaves) tree.append(leaf)
  return tree.root()
}
