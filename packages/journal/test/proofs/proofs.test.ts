import { encodeBase64url, type JournalHead } from '@waxseal/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  consistencyProof,
  inclusionProof,
  leafHash,
  merkleRoot,
  nodeHash,
  verifyConsistency,
  verifyInclusion,
} from '../../src/index.js'
import { CONSISTENCY_PROOFS, ENTRIES, INCLUSION_PROOFS, OracleTree, oracleLeaf, ROOTS } from './reference-tree.js'

const hex = (hashes: readonly Uint8Array[]) => hashes.map((hash) => Buffer.from(hash).toString('hex'))
const bytes = (hashes: readonly string[]) => hashes.map((hash) => new Uint8Array(Buffer.from(hash, 'hex')))
const headOf = (size: number, root: Uint8Array): JournalHead => ({ size, root: encodeBase64url(root) })
const plain = (hashes: readonly Uint8Array[]): Uint8Array[] => hashes.map((hash) => new Uint8Array(hash))

describe('the reference tree of Certificate Transparency', () => {
  const leaves = ENTRIES.map(leafHash)
  const headAt = (size: number) => headOf(size, Buffer.from(ROOTS[size - 1] ?? '', 'hex'))

  test('roots, ours and those of the oracle', () => {
    const known = new OracleTree(ENTRIES.map(oracleLeaf))
    for (const [index, root] of ROOTS.entries()) {
      expect(hex([merkleRoot(leaves.slice(0, index + 1)), known.root(0, index + 1)])).toEqual([root, root])
    }
  })

  test.each(INCLUSION_PROOFS)('inclusion of leaf %i in %i', (index, size, proof) => {
    expect(hex(inclusionProof(leaves, index, size))).toEqual(proof)
    const claim = { leaf: leafHash(ENTRIES[index] ?? Buffer.of()), index, head: headAt(size), proof: bytes(proof) }
    expect(verifyInclusion(claim)).toBe(true)
  })

  test.each(CONSISTENCY_PROOFS)('consistency of %i with %i', (first, second, proof) => {
    expect(hex(consistencyProof(leaves, first, second))).toEqual(proof)
    expect(verifyConsistency({ first: headAt(first), second: headAt(second), proof: bytes(proof) })).toBe(true)
  })
})

const LARGEST = process.env.THOROUGH === '1' ? 300 : 130
const entries = Array.from({ length: LARGEST }, (_, number) => Buffer.from(`entry ${number}`))
const leaves = plain(entries.map(oracleLeaf))
const oracle = new OracleTree(entries.map(oracleLeaf))
const packed = new Uint8Array(Buffer.concat(leaves))
const roots = Array.from({ length: LARGEST + 1 }, (_, size) => headOf(size, oracle.root(0, size)))
const headAt = (size: number): JournalHead => roots[size] ?? { size: -1, root: '' }
const leafAt = (index: number): Uint8Array => leaves[index] ?? new Uint8Array()
/** Making a proof hashes the whole tree: of the larger ones a part is made, all are verified. */
const isMade = (size: number, place: number) => process.env.THOROUGH === '1' || size <= 64 || (size + place) % 9 === 0

describe(`every size up to ${LARGEST}, against the definitions of the RFC`, { timeout: 300_000 }, () => {
  test('every inclusion proof is the one of the oracle, and verifies at its own place only', () => {
    for (let size = 1; size <= LARGEST; size++) {
      for (let index = 0; index < size; index++) {
        const proof = plain(oracle.path(index, 0, size))
        if (isMade(size, index)) expect(hex(inclusionProof(packed, index, size))).toEqual(hex(proof))
        expect(verifyInclusion({ leaf: leafAt(index), index, head: headAt(size), proof })).toBe(true)
        const neighbour = (index + 1) % size
        if (neighbour === index || !isMade(size, index)) continue
        expect(verifyInclusion({ leaf: leafAt(index), index: neighbour, head: headAt(size), proof })).toBe(false)
        expect(verifyInclusion({ leaf: leafAt(neighbour), index, head: headAt(size), proof })).toBe(false)
      }
    }
  })

  test('every consistency proof is the one of the oracle, and verifies between its own sizes only', () => {
    for (let second = 0; second <= LARGEST; second++) {
      for (let first = 0; first <= second; first++) {
        const proof = first === 0 ? [] : plain(oracle.subproof(first, 0, second))
        if (isMade(second, first)) expect(hex(consistencyProof(packed, first, second))).toEqual(hex(proof))
        expect(verifyConsistency({ first: headAt(first), second: headAt(second), proof })).toBe(true)
        if (first === 0 || first === second || !isMade(second, first)) continue
        expect(verifyConsistency({ first: headAt(first - 1), second: headAt(second), proof })).toBe(false)
        expect(verifyConsistency({ first: headAt(first), second: headAt(second - 1), proof })).toBe(false)
      }
    }
  })

  test('leaves one by one are as good as packed ones', () => {
    expect(inclusionProof(leaves, 5, 100)).toEqual(inclusionProof(packed, 5, 100))
    expect(consistencyProof(leaves, 77)).toEqual(consistencyProof(packed, 77, LARGEST))
  })
})

describe('hostile proofs', () => {
  const inclusion = fc
    .integer({ min: 1, max: LARGEST })
    .chain((size) => fc.record({ size: fc.constant(size), index: fc.nat(size - 1) }))
  const anyHash = fc.uint8Array({ minLength: 32, maxLength: 32 })
  const change = fc.oneof(
    fc.record({ kind: fc.constant('put' as const), at: fc.nat(9), hash: anyHash }),
    fc.record({ kind: fc.constant('cut' as const), at: fc.nat(9) }),
    fc.record({ kind: fc.constant('flip' as const), at: fc.nat(9), bit: fc.nat(255) }),
    fc.record({ kind: fc.constant('swap' as const), at: fc.nat(9), other: fc.nat(9) }),
    fc.record({ kind: fc.constant('double' as const), at: fc.nat(9) }),
  )
  type Change = typeof change extends fc.Arbitrary<infer One> ? One : never

  function changed(proof: readonly Uint8Array[], how: Change): readonly Uint8Array[] {
    const at = proof.length === 0 ? 0 : how.at % proof.length
    const one = proof[at]
    if (how.kind === 'put') return proof.toSpliced(at, 0, how.hash)
    if (one === undefined) return proof
    if (how.kind === 'cut') return proof.toSpliced(at, 1)
    if (how.kind === 'double') return proof.toSpliced(at, 0, one)
    if (how.kind === 'swap') {
      const other = how.other % proof.length
      return proof.with(at, proof[other] ?? one).with(other, one)
    }
    const flipped = new Uint8Array(one)
    flipped[how.bit >> 3] = (flipped[how.bit >> 3] ?? 0) ^ (1 << (how.bit & 7))
    return proof.with(at, flipped)
  }
  const same = (one: readonly Uint8Array[], other: readonly Uint8Array[]) => hex(one).join() === hex(other).join()

  test('a changed inclusion proof never verifies', () => {
    fc.assert(
      fc.property(inclusion, change, ({ size, index }, how) => {
        const proof = inclusionProof(packed, index, size)
        const other = changed(proof, how)
        fc.pre(!same(proof, other))
        expect(verifyInclusion({ leaf: leafAt(index), index, head: headAt(size), proof: other })).toBe(false)
      }),
      { numRuns: 3_000 },
    )
  })

  test('a proof of another index or size never verifies', () => {
    fc.assert(
      fc.property(inclusion, inclusion, (one, other) => {
        fc.pre(one.index !== other.index || one.size !== other.size)
        const proof = inclusionProof(packed, one.index, one.size)
        const claim = { leaf: leafAt(one.index), index: other.index, head: headAt(other.size), proof }
        expect(verifyInclusion(claim)).toBe(false)
      }),
      { numRuns: 2_000 },
    )
  })

  test('a changed consistency proof never verifies', () => {
    fc.assert(
      fc.property(inclusion, change, ({ size, index: first }, how) => {
        const proof = consistencyProof(packed, first, size)
        const other = changed(proof, how)
        fc.pre(!same(proof, other))
        expect(verifyConsistency({ first: headAt(first), second: headAt(size), proof: other })).toBe(false)
      }),
      { numRuns: 3_000 },
    )
  })

  test('no consistency is shown with another history', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: LARGEST }), fc.nat(), fc.nat(), (second, place, otherPlace) => {
        const first = 1 + (place % (second - 1))
        const forged = leaves.with(otherPlace % first, leafHash(Buffer.from('forged')))
        const head = headOf(second, merkleRoot(forged.slice(0, second)))
        for (const made of [forged, packed]) {
          const proof = consistencyProof(made, first, second)
          expect(verifyConsistency({ first: headAt(first), second: head, proof })).toBe(false)
        }
      }),
      { numRuns: 1_000 },
    )
  })

  test('an inner node does not pass as a leaf, nor two leaves as an entry', () => {
    const [one, two] = [leafAt(0), leafAt(1)]
    const head = headAt(4)
    const proof = inclusionProof(packed, 0, 4)
    expect(verifyInclusion({ leaf: nodeHash(one, two), index: 0, head, proof: proof.slice(1) })).toBe(false)
    expect(
      verifyInclusion({ leaf: nodeHash(one, two), index: 0, head: { ...head, size: 2 }, proof: proof.slice(1) }),
    ).toBe(true)
    // The line before shows why the size belongs to the head that is trusted, and this one why it is no entry even so.
    const entry = Buffer.concat([one, two])
    expect(
      verifyInclusion({ leaf: leafHash(entry), index: 0, head: { ...head, size: 2 }, proof: proof.slice(1) }),
    ).toBe(false)
  })

  test('what is no proof at all is none', () => {
    const leaf = leafAt(0)
    const head = headAt(1)
    expect(verifyInclusion({ leaf, index: 0, head, proof: [] })).toBe(true)
    const odd: [Partial<Parameters<typeof verifyInclusion>[0]>][] = [
      [{ index: 1 }],
      [{ index: -1 }],
      [{ index: 0.5 }],
      [{ index: Number.NaN }],
      [{ head: { ...head, size: 0 } }],
      [{ head: { ...head, size: Number.POSITIVE_INFINITY } }],
      [{ head: { ...head, size: 2 ** 53 } }],
      [{ head: { ...head, root: '' } }],
      [{ head: { ...head, root: `${head.root}=` } }],
      [{ leaf: new Uint8Array() }],
      [{ leaf: leaf.subarray(1) }],
      [{ proof: [new Uint8Array()] }],
      [{ proof: Array.from({ length: 100_000 }, () => leaf) }],
    ]
    for (const [change] of odd) expect(verifyInclusion({ leaf, index: 0, head, proof: [], ...change })).toBe(false)
    const [first, second] = [headAt(3), headAt(5)]
    const proof = consistencyProof(packed, 3, 5)
    for (const claim of [
      { first: second, second: first, proof },
      { first, second, proof: [] },
      { first, second: first, proof },
      { first: { size: 0, root: first.root }, second, proof: [] },
      { first: headAt(0), second, proof },
      { first: { ...first, size: 3.5 }, second, proof },
      { first, second, proof: proof.map((hash) => hash.subarray(1)) },
      { first, second, proof: Array.from({ length: 100_000 }, () => leaf) },
    ]) {
      expect(verifyConsistency(claim)).toBe(false)
    }
    expect(verifyConsistency({ first: headAt(0), second: headAt(0), proof: [] })).toBe(true)
  })

  test('places and sizes past 2^31 and 2^32 are no wrapped ones', () => {
    // A tree of 2^33 leaves of which only the path of one is known: each level up has a hash of its own.
    const proof = Array.from({ length: 33 }, (_, level) => leafHash(Buffer.of(level)))
    const index = 2 ** 33 - 2
    let hash = leafAt(0)
    for (const [level, sibling] of proof.entries())
      hash = level === 0 ? nodeHash(hash, sibling) : nodeHash(sibling, hash)
    const head = headOf(2 ** 33, hash)
    expect(verifyInclusion({ leaf: leafAt(0), index, head, proof })).toBe(true)
    expect(verifyInclusion({ leaf: leafAt(0), index: index - 2 ** 32, head, proof })).toBe(false)
    expect(verifyInclusion({ leaf: leafAt(0), index: index % 2 ** 32, head: { ...head, size: 2 ** 32 }, proof })).toBe(
      false,
    )
  })
})

test('there is no proof of what is not there', () => {
  const code = 'proof-impossible'
  for (const [index, size] of [
    [0, 0],
    [5, 5],
    [3, LARGEST + 1],
    [-1, 5],
    [0.5, 5],
  ] as const) {
    expect(() => inclusionProof(packed, index, size)).toThrow(expect.objectContaining({ code }))
  }
  for (const [first, second] of [
    [6, 5],
    [0, LARGEST + 1],
    [-1, 5],
    [0.5, 5],
  ] as const) {
    expect(() => consistencyProof(packed, first, second)).toThrow(expect.objectContaining({ code }))
  }
  expect(() => inclusionProof(packed.subarray(1), 0)).toThrow(expect.objectContaining({ code: 'leaf-invalid' }))
  expect(() => inclusionProof([new Uint8Array(31), leafAt(0)], 0)).toThrow(
    expect.objectContaining({ code: 'leaf-invalid' }),
  )
})
