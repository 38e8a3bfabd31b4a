export { decodeBase64url, encodeBase64url } from './base64url.js'
export { concatBytes, equalBytes, utf8 } from './bytes.js'
export { type Clock, systemClock } from './clock.js'
export type { CredentialSource } from './credential-source.js'
export { type CsvOptions, type CsvReader, createCsvReader } from './csv.js'
export { type Duration, durationMs } from './duration.js'
export { importEd25519Seed } from './ed25519-seed.js'
export { type EmailAddress, normalizeEmailAddress, parseEmailAddress, toAsciiDomain } from './email-address.js'
export { isWaxsealError, systemCode, WaxsealError, type WaxsealErrorOptions } from './error.js'
export type { Fold } from './fold.js'
export type { SnapshotPlace } from './fold-snapshot.js'
export { type IpAddress, parseIpAddress } from './ip-address.js'
export { formatIpAddress } from './ip-format.js'
export { type IpNetwork, parseIpNetwork } from './ip-network.js'
export { IpSet } from './ip-set.js'
export type {
  Appended,
  AppendTarget,
  EventDraft,
  Journal,
  JournalErrorCode,
  JournalEvent,
  JournalHead,
  ReadOptions,
} from './journal.js'
export { canonicalJson, type JsonObject, type JsonValue } from './json.js'
export type { Key, KeyPurpose, KeyRing, KeyRingErrorCode, KeyUse } from './key-ring.js'
export { networkHasher } from './network-hasher.js'
export { type OpenFold, openFold } from './open-fold.js'
export {
  type CallOutcome,
  type ContactRow,
  type ImportReport,
  type Provider,
  type ProviderCallOptions,
  type ProviderCampaign,
  type ProviderContact,
  type ProviderDelivery,
  ProviderError,
  type ProviderErrorCategory,
  type ProviderFault,
  type ProviderMessage,
  type SendOutcome,
} from './provider.js'
export { type Random, randomId, systemRandom } from './random.js'
export type { FactCure, Facts, Rule, RuleAnswer, RuleObligation, RuleQuestion } from './rule.js'
export type { SecretPlace, SecretStore, VaultErrorCode } from './secret-store.js'
export type { Snapshot, SnapshotStore } from './snapshot-store.js'
export { stateAt } from './state-at.js'
export type { SubjectRow, SubjectVault } from './subject-vault.js'
