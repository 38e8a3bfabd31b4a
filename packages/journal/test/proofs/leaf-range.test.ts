import fc from 'fast-check'
import { expect, test } from 'vitest'
import { leafHash, merkleRoot } from '../../src/index.js'
import { proveConsistency } from '../../src/proofs/consistency.js'
import { LeafRange } from '../../src/proofs/leaf-range.js'

const leaves = Array.from({ length: 300 }, (_, number) => leafHash(Buffer.from(`entry ${number}`)))

test('a range without its history gives the same proofs from its start on, however it came about', () => {
  const whole = new LeafRange(leaves)
  const sizes = fc.tuple(fc.nat(300), fc.nat(300), fc.nat(300), fc.nat(300))
  fc.assert(
    fc.property(sizes, (four) => {
      const [start = 0, later = 0, first = 0, second = 0] = [...four].sort((one, other) => one - other)
      let range = new LeafRange(leaves.slice(0, later)).from(start)
      for (const leaf of leaves.slice(later)) range.push(leaf)
      expect(range.size).toBe(300)
      for (let round = 0; round < 2; round++, range = range.from(later)) {
        expect(proveConsistency(range, first, second)).toEqual(proveConsistency(whole, first, second))
        expect(range.peaksAt(first)).toEqual(whole.peaksAt(first))
        if (first > 0) expect(range.hashOf(0, first)).toEqual(merkleRoot(leaves.slice(0, first)))
      }
    }),
    { numRuns: 60 },
  )
})

test('what lies before the start cannot be proved, and peaks must be those of the size', () => {
  const range = new LeafRange(leaves).from(100)
  expect(() => proveConsistency(range, 99, 200)).toThrow(expect.objectContaining({ code: 'proof-impossible' }))
  expect(() => new LeafRange([], { size: 100, peaks: [] })).toThrow(expect.objectContaining({ code: 'leaf-invalid' }))
  expect(() => new LeafRange([], { size: 4, peaks: [new Uint8Array(31)] })).toThrow(
    expect.objectContaining({ code: 'leaf-invalid' }),
  )
})
