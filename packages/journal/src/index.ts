export { type Checkpoint, parseCheckpoint, type SignedCheckpoint } from './checkpoint/checkpoint.js'
export {
  type CheckpointSigner,
  type CheckpointSignerOptions,
  createCheckpointSigner,
} from './checkpoint/checkpoint-signer.js'
export {
  type Checkpointer,
  type CheckpointerOptions,
  type CheckpointFailure,
  createCheckpointer,
  type Publication,
} from './checkpoint/checkpointer.js'
export { type HttpWitnessOptions, httpWitness } from './checkpoint/http-witness.js'
export type { NoteSignature } from './checkpoint/note.js'
export type { CheckpointStore, KeptCheckpoint } from './checkpoint/signed-tree.js'
export {
  formatVerifierKey,
  parseVerifierKey,
  type VerifierKey,
  type VerifierKeyKind,
} from './checkpoint/verifier-key.js'
export {
  type CheckpointVerdict,
  type VerifiedSignature,
  type VerifyCheckpointOptions,
  verifyCheckpoint,
} from './checkpoint/verify-checkpoint.js'
export { deliveryWitness, type ProofFrom, type Witness, type WitnessErrorCode } from './checkpoint/witness.js'
export type { RingSecret } from './derived-keys.js'
export type { JournalFault, JournalFaultCode, JournalVerdict } from './journal-verdict.js'
export { memoryJournal } from './memory-journal.js'
export { type MemoryKeyRingOptions, memoryKeyRing } from './memory-key-ring.js'
export { leafHash, MerkleTree, merkleRoot, nodeHash } from './merkle-tree.js'
export { type ConsistencyClaim, consistencyProof, verifyConsistency } from './proofs/consistency.js'
export { entryOf, leafHashes } from './proofs/entry.js'
export { type InclusionClaim, inclusionProof, verifyInclusion } from './proofs/inclusion.js'
export type { LeafHashes } from './proofs/leaf-range.js'
export { createSubjects, type SubjectErrorCode, type Subjects, type SubjectsOptions } from './vault/create-subjects.js'
export { memorySecretStore } from './vault/memory-secret-store.js'
export { memorySnapshotStore } from './vault/memory-snapshot-store.js'
export { memorySubjectVault } from './vault/memory-subject-vault.js'
export type { SubjectAddress } from './vault/subject-address.js'
export type { Subject } from './vault/subject-cipher.js'
export { type VerifyOptions, verifyJournal } from './verify-journal.js'
