export { apiKeys } from './api-key/api-keys.js'
export type { IssuedKey, PreviousKey } from './api-key/issued-key.js'
export type { KeyCredential } from './api-key/key-credential.js'
export { keyPattern } from './api-key/key-pattern.js'
export { type KeyRecord, validKeys } from './api-key/key-record.js'
export type { KeySpec } from './api-key/key-spec.js'
export type { ApiKeyState } from './api-key/key-state.js'
export { handleLeakAlerts, type LeakFeedback } from './api-key/leak-alerts.js'
export { type ParsedApiKey, parseApiKey } from './api-key/parse-api-key.js'
export type { LeakedKey, LeakOptions, LeakReport } from './api-key/report-leaked.js'
export type { GiveUpOptions, PromoteOptions, RotateOptions } from './api-key/rotate-key.js'
export type { KeyQuestion, KeyRefusal, KeyVerification, VerifiedKey } from './api-key/verification.js'
export { createKeys } from './create-keys.js'
export type { Wait } from './credential/bell.js'
export { type CredentialOptions, createCredential } from './credential/create-credential.js'
export type { Credential, CredentialStatus, CredentialVersion } from './credential/credential.js'
export type { CredentialErrorCode } from './credential/credential-error.js'
export type { CredentialStep, CredentialStepCode, RetireStep, SecretNote } from './credential/credential-step.js'
export type { Guide, GuideWords } from './credential/guide.js'
export type { GuidedRotation, GuidedStage, GuidedStep } from './credential/guided.js'
export type { IdleReport } from './credential/holds.js'
export type { Trial } from './credential/workshop.js'
export type { Keys } from './keys.js'
export type { KeysErrorCode } from './keys-error-code.js'
export type { KeysOptions } from './keys-options.js'
export {
  createKnowledge,
  type Knowledge,
  type KnowledgeOptions,
  type LastingAccess,
  type SecretStanding,
} from './knowledge/create-knowledge.js'
export type {
  ContainerId,
  KnowledgeFact,
  KnowledgeHolder,
  KnowledgeSubject,
  SecretId,
} from './knowledge/knowledge-fact.js'
export { knowledgeFold } from './knowledge/knowledge-fold.js'
export type { KnowledgeState } from './knowledge/knowledge-state.js'
export { type Knower, type KnownSecret, type KnownVersion, knowersOf, knownBy } from './knowledge/known-by.js'
export type { VersionStanding } from './knowledge/secret-record.js'
export { type AppliedEvent, applyRotation } from './rotation/apply-rotation.js'
export {
  abortVersion,
  beginVersion,
  endRotation,
  replaceVersion,
  retireDue,
  retireVersion,
  rotateVersion,
  switchVersion,
  testVersion,
} from './rotation/commands.js'
export { type Committed, commitRotation, type RotationPlace } from './rotation/commit-rotation.js'
export type { Decision, GivenUp, NewVersion, RotationEvent, RotationRefusal } from './rotation/decision.js'
export type { Note } from './rotation/note.js'
export {
  acceptedAt,
  currentVersion,
  findVersion,
  NO_ROTATION,
  openVersion,
  type Rotation,
  type Version,
  type VersionState,
} from './rotation/rotation.js'
export type { SecretSeriesOptions } from './rotation/series-options.js'
export { type OpenedSecret, openSecret, type SealedErrorCode, sealSecret } from './sealed/seal-secret.js'
export { createSigningKeys, type SigningKeysOptions } from './signing/create-signing-keys.js'
export { type KeyStanding, keyStandingAt } from './signing/published-key.js'
export type { SigningKey } from './signing/signing-key.js'
export { signingKeyOf } from './signing/signing-key-of.js'
export type { SigningKeys, SigningStep } from './signing/signing-keys.js'
