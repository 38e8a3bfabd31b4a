import { encodeBase64url, type JournalHead } from '@waxseal/core'
import type { MerkleTree } from './merkle-tree.js'

/** Size and root of a tree as the journal's head. */
export function headOf(tree: MerkleTree): JournalHead {
  return Object.freeze({ size: tree.size, root: encodeBase64url(tree.root()) })
}
