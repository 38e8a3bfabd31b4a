import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AuditProof, checkProof } from '../../src/audit.js'
import {
  type ConsistencyClaim,
  type InclusionClaim,
  leafHash,
  verifyConsistency,
  verifyInclusion,
} from '../../src/index.js'

const leaf = leafHash(new Uint8Array())
const head = { size: 1, root: 'A'.repeat(43) }
const junk = fc.oneof(fc.jsonValue(), fc.constant(undefined), fc.constant([null]), fc.constant([5]), fc.constant(head))
const record = (keys: readonly string[]) =>
  fc.record(Object.fromEntries(keys.map((key) => [key, junk])), { requiredKeys: [] })

test('nonsense in place of a claim, or of any part of one, proves nothing and throws nothing', () => {
  const inclusion = { leaf, index: 0, head, proof: [] }
  const consistency = { first: head, second: { ...head, size: 2 }, proof: [] }
  const proof = { entry: 'a', index: 0, ...head, proof: [] }
  for (const bad of [undefined, null, 5, 'text', [null], [5], {}, { length: 1 }]) {
    for (const key of Object.keys(inclusion)) {
      expect(verifyInclusion({ ...inclusion, [key]: bad } as InclusionClaim), key).toBe(false)
    }
    for (const key of Object.keys(consistency)) {
      expect(verifyConsistency({ ...consistency, [key]: bad } as ConsistencyClaim), key).toBe(false)
    }
    for (const key of Object.keys(proof)) {
      expect(checkProof({ ...proof, [key]: bad } as AuditProof, {}), key).toBe('false')
    }
    expect(verifyInclusion(bad as unknown as InclusionClaim)).toBe(false)
    expect(verifyConsistency(bad as unknown as ConsistencyClaim)).toBe(false)
    expect(checkProof(bad as unknown as AuditProof, {})).toBe('false')
  }
  fc.assert(
    fc.property(fc.oneof(junk, record(['leaf', 'index', 'head', 'proof'])), (claim) => {
      expect(verifyInclusion(claim as unknown as InclusionClaim)).toBe(false)
    }),
  )
  fc.assert(
    fc.property(fc.oneof(junk, record(['first', 'second', 'proof'])), (claim) => {
      expect(typeof verifyConsistency(claim as unknown as ConsistencyClaim)).toBe('boolean')
    }),
  )
  fc.assert(
    fc.property(fc.oneof(junk, record(['entry', 'index', 'size', 'root', 'proof', 'checkpoint'])), (claim) => {
      expect(['false', 'unproven']).toContain(checkProof(claim as unknown as AuditProof, {}))
    }),
  )
})
