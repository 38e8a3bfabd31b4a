import { createHash } from 'node:crypto'
import { leafHash, MerkleTree, merkleRoot } from '@waxseal/journal'
import { MerkleMountainRange, MerkleTree as RivalTree } from 'merkletreejs'
import { compare } from './measure.js'

// The tree beneath the record. The rivals hash with node:crypto, ours with @noble/hashes, because it must run everywhere.

const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest()
const leaves = Array.from({ length: 10_000 }, (_, index) => leafHash(new TextEncoder().encode(`event ${index}`)))
const buffers = leaves.map((leaf) => Buffer.from(leaf))
const extra = leafHash(Uint8Array.of(1))
const extraBuffer = Buffer.from(extra)

const ours = new MerkleTree()
for (const leaf of leaves) ours.append(leaf)
const rival = new RivalTree(buffers, sha256)
const range = new MerkleMountainRange(sha256, buffers)

console.log(`journal: a tree of ${leaves.length} leaves`)
await compare('append one leaf and read the root', [
  {
    name: '@waxseal/journal MerkleTree',
    run(count) {
      for (let done = 0; done < count; done++) {
        ours.append(extra)
        ours.root()
      }
    },
  },
  {
    name: 'merkletreejs MerkleMountainRange',
    run(count) {
      for (let done = 0; done < count; done++) {
        range.append(extraBuffer)
        range.getRoot()
      }
    },
  },
  {
    name: 'merkletreejs MerkleTree.addLeaf',
    run(count) {
      for (let done = 0; done < count; done++) {
        rival.addLeaf(extraBuffer)
        rival.getRoot()
      }
    },
  },
])
await compare(`root of ${leaves.length} leaves`, [
  {
    name: '@waxseal/journal merkleRoot',
    run(count) {
      for (let done = 0; done < count; done++) merkleRoot(leaves)
    },
  },
  {
    name: 'merkletreejs MerkleTree',
    run(count) {
      for (let done = 0; done < count; done++) new RivalTree(buffers, sha256).getRoot()
    },
  },
])
