import { encodeBase64url, type JournalHead } from '@waxseal/core'
import type { GrowingTree } from './growing-tree.js'

/** Size and root of a tree as the journal's head. */
export function headOf(tree: GrowingTree): JournalHead {
  return Object.freeze({ size: tree.size, root: encodeBase64url(tree.root()) })
}
