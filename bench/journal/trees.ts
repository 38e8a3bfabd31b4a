import { createHash } from 'node:crypto'
import { leafHash, MerkleTree, merkleRoot } from '@waxseal/journal'
import { MerkleMountainRange, MerkleTree as RivalTree } from 'merkletreejs'
import { GrowingTree } from '../../packages/journal/src/growing-tree.js'
import { neutralHashes } from '../../packages/journal/src/merkle-tree.js'
import { nodeHashes } from '../../packages/journal/src/node/node-hashes.js'
import type { TreeHashes } from '../../packages/journal/src/tree-hashes.js'
import { compare, present } from '../measure.js'

const LEAVES = 10_000
const ENTRY_BYTES = 139

/** The tree beneath the record, by noble (everywhere) and by node:crypto (the file journal); the rivals hash with node:crypto. */
export async function trees(): Promise<void> {
  await present(`append an entry of ${ENTRY_BYTES} bytes: its leaf, and the nodes that it completes`, [
    { name: 'node:crypto, as the file journal', run: appends(nodeHashes) },
    { name: '@noble/hashes, everywhere', run: appends(neutralHashes) },
  ])

  const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest()
  const leaves = Array.from({ length: LEAVES }, (_, index) => leafHash(new TextEncoder().encode(`event ${index}`)))
  const buffers = leaves.map((leaf) => Buffer.from(leaf))
  const extra = leafHash(Uint8Array.of(1))
  const extraBuffer = Buffer.from(extra)
  const neutral = new MerkleTree()
  const native = new GrowingTree(nodeHashes)
  for (const leaf of leaves) {
    neutral.append(leaf)
    native.append(leaf)
  }
  const rival = new RivalTree(buffers, sha256)
  const range = new MerkleMountainRange(sha256, buffers)

  await compare(`append one leaf to ${LEAVES} and read the root`, [
    { name: '@waxseal/journal, node:crypto', run: repeated(() => append(native, extra)) },
    { name: '@waxseal/journal, @noble/hashes', run: repeated(() => append(neutral, extra)) },
    {
      name: 'merkletreejs MerkleMountainRange',
      run: repeated(() => {
        range.append(extraBuffer)
        range.getRoot()
      }),
    },
    {
      name: 'merkletreejs MerkleTree.addLeaf',
      run: repeated(() => {
        rival.addLeaf(extraBuffer)
        rival.getRoot()
      }),
    },
  ])
  await compare(`root of ${LEAVES} leaves`, [
    { name: '@waxseal/journal, node:crypto', run: repeated(() => rootOf(leaves)) },
    { name: '@waxseal/journal, @noble/hashes', run: repeated(() => merkleRoot(leaves)) },
    { name: 'merkletreejs MerkleTree', run: repeated(() => new RivalTree(buffers, sha256).getRoot()) },
  ])
}

function appends(hashes: TreeHashes): (count: number) => void {
  const tree = new GrowingTree(hashes)
  const entry = new Uint8Array(ENTRY_BYTES).fill(97)
  return repeated(() => tree.append(hashes.leaf(entry)))
}

function append(tree: GrowingTree, leaf: Uint8Array): void {
  tree.append(leaf)
  tree.root()
}

function rootOf(leaves: readonly Uint8Array[]): void {
  const tree = new GrowingTree(nodeHashes)
  for (const leaf of leaves) tree.append(leaf)
  tree.root()
}

function repeated(deed: () => void): (count: number) => void {
  return (count) => {
    for (let done = 0; done < count; done++) deed()
  }
}
