import { concatBytes, utf8 } from '@waxseal/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { leafHash, MerkleTree, merkleRoot, nodeHash } from '../src/index.js'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

// The entries and roots of the reference tests of Certificate Transparency (merkle_tree_test of google/certificate-transparency).
const ENTRIES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

const leaves = ENTRIES.map((entry) => leafHash(Buffer.from(entry, 'hex')))

/** MTH as RFC 9162 section 2.1.1 writes it down: split at the largest power of two below the size. */
function definedRoot(hashes: readonly Uint8Array[]): Uint8Array {
  const [only] = hashes
  if (only === undefined) return Buffer.from(ROOTS[0] ?? '', 'hex')
  if (hashes.length === 1) return only
  let split = 1
  while (split * 2 < hashes.length) split *= 2
  return nodeHash(definedRoot(hashes.slice(0, split)), definedRoot(hashes.slice(split)))
}

test('the published roots of eight entries', () => {
  const tree = new MerkleTree()
  expect(hex(tree.root())).toBe(ROOTS[0])
  for (const [index, leaf] of leaves.entries()) {
    tree.append(leaf)
    expect(hex(tree.root())).toBe(ROOTS[index + 1])
    expect(hex(merkleRoot(leaves.slice(0, index + 1)))).toBe(ROOTS[index + 1])
    expect(tree.size).toBe(index + 1)
  }
})

test('the incremental root is the defined one at every size', () => {
  const tree = new MerkleTree()
  const hashes: Uint8Array[] = []
  for (let size = 1; size <= 260; size++) {
    const leaf = leafHash(utf8(`entry ${size}`))
    hashes.push(leaf)
    tree.append(leaf)
    expect(hex(tree.root())).toBe(hex(definedRoot(hashes)))
  }
})

test('another entry, order or number gives another root', () => {
  const entries = fc.array(fc.uint8Array({ maxLength: 8 }), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(entries, entries, (left, right) => {
      const same =
        left.length === right.length && left.every((entry, index) => hex(entry) === hex(right[index] ?? entry))
      const [one, other] = [left, right].map((list) => hex(merkleRoot(list.map(leafHash))))
      expect(one === other).toBe(same)
    }),
  )
})

test('an inner node cannot be passed as an entry', () => {
  const [first, second] = [leafHash(utf8('a')), leafHash(utf8('b'))]
  const node = nodeHash(first, second)
  expect(hex(leafHash(concatBytes(first, second)))).not.toBe(hex(node))
  expect(hex(merkleRoot([first, second]))).toBe(hex(node))
  expect(() => merkleRoot([concatBytes(first, second)])).toThrow(expect.objectContaining({ code: 'leaf-invalid' }))
  expect(() => new MerkleTree().append(new Uint8Array())).toThrow(expect.objectContaining({ code: 'leaf-invalid' }))
})

test('a root that was given away cannot change the tree', () => {
  const tree = new MerkleTree()
  tree.append(leafHash(utf8('a')))
  const root = hex(tree.root())
  tree.root().fill(0)
  expect(hex(tree.root())).toBe(root)
})
