import { sha256 } from '@noble/hashes/sha2.js'
import { GrowingTree } from './growing-tree.js'
import { type TreeHashes, treeHashes } from './tree-hashes.js'

/** The hashes of the tree in every runtime. */
export const neutralHashes: TreeHashes = /* @__PURE__ */ treeHashes(sha256)

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
  return neutralHashes.leaf(entry)
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
  return neutralHashes.node(left, right)
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
export class MerkleTree extends GrowingTree {
  constructor() {
    super(neutralHashes)
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
