import { utf8 } from '@waxseal/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { GrowingTree } from '../src/growing-tree.js'
import { MerkleTree, neutralHashes } from '../src/merkle-tree.js'
import { nodeHashes, oneShotSha256, streamingSha256 } from '../src/node/node-hashes.js'
import { treeHashes } from '../src/tree-hashes.js'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 })

test('SHA-256 of the published example, by either way', () => {
  const expected = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  for (const sha256 of [oneShotSha256, streamingSha256]) expect(hex(sha256(utf8('abc')))).toBe(expected)
})

test('noble and node:crypto give the same hashes', () => {
  const streaming = treeHashes(streamingSha256)
  const entry = fc.oneof(
    fc.uint8Array(),
    fc.nat(20_000).map((length) => new Uint8Array(length).fill(length)),
  )
  fc.assert(
    fc.property(entry, hash, hash, (bytes, left, right) => {
      for (const hashes of [nodeHashes, streaming]) {
        expect(hex(hashes.leaf(bytes))).toBe(hex(neutralHashes.leaf(bytes)))
        expect(hex(hashes.node(left, right))).toBe(hex(neutralHashes.node(left, right)))
      }
    }),
  )
  expect(hex(nodeHashes.empty())).toBe(hex(neutralHashes.empty()))
})

test('trees over noble and over node:crypto have the same roots and peaks, also when one goes on from the other', () => {
  fc.assert(
    fc.property(fc.array(hash, { maxLength: 40 }), fc.nat(40), (leaves, stop) => {
      const neutral = new MerkleTree()
      let other = new GrowingTree(nodeHashes)
      for (const [index, leaf] of leaves.entries()) {
        if (index === stop) other = new GrowingTree(nodeHashes, neutral)
        neutral.append(leaf)
        other.append(leaf)
      }
      expect(other.size).toBe(neutral.size)
      expect(hex(other.root())).toBe(hex(neutral.root()))
      expect(other.peaks.map(hex)).toEqual(neutral.peaks.map(hex))
    }),
  )
})

test('hashes and peaks that were given away cannot change a tree', () => {
  const tree = new MerkleTree()
  for (let index = 0; index < 5; index++) tree.append(neutralHashes.leaf(utf8(`${index}`)))
  const root = hex(tree.root())
  const { size, peaks } = tree
  const other = new GrowingTree(neutralHashes, { size, peaks })
  tree.append(neutralHashes.leaf(utf8('5')))
  for (const peak of tree.peaks) peak.fill(0)
  expect(hex(other.root())).toBe(root)
  expect(hex(tree.root())).not.toBe(root)
})

test('of hashes with other lengths nothing of the hash before stays', () => {
  const [left, right] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
  const short = neutralHashes.node(left.subarray(1), right.subarray(1))
  neutralHashes.node(right, left)
  expect(hex(neutralHashes.node(left.subarray(1), right.subarray(1)))).toBe(hex(short))
})
