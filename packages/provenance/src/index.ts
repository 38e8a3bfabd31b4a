export type { ArcCode, ArcPart, ArcResult, ArcSet } from './arc/arc-result.js'
export { type VerifyArcOptions, verifyArc } from './arc/verify-arc.js'
export {
  type AuthenticationResult,
  type AuthenticationResults,
  type AuthenticationResultsFault,
  parseAuthenticationResults,
} from './authentication-results/parse-authentication-results.js'
export { type VerifyDkimOptions, verifyDkim } from './dkim.js'
export type { DkimAlgorithm, DkimCode, DkimResult } from './dkim-result.js'
export type { DmarcAlignment, DmarcPolicy } from './dmarc/dmarc-record.js'
export type { DmarcCode, DmarcIdentifier, DmarcResult } from './dmarc/dmarc-result.js'
export { type DmarcInput, type EvaluateDmarcOptions, evaluateDmarc } from './dmarc/evaluate-dmarc.js'
export {
  DnsError,
  type DnsErrorCode,
  type DnsRecords,
  type DnsResolver,
  type DnsType,
  type DnsZone,
  dnsFromZone,
} from './dns.js'
export { type FoundSeal, findSeal } from './find-seal.js'
export type { HeaderFaultCode, HeaderField } from './header-fields.js'
export type { Identity } from './identity.js'
export { type InvestigateOptions, investigate } from './investigate.js'
export { type Letter, type LetterFault, type LetterFaultCode, parseLetter } from './letter.js'
export type { LookalikeCode } from './lookalike.js'
export type { Mailbox, MailboxFaultCode } from './mailboxes.js'
export { organizationalDomain } from './organizational-domain.js'
export type { ReceivedClient } from './received/client.js'
export { parseReceived, type Received, type ReceivedHop } from './received/parse-received.js'
export type { ReceivedFault } from './received/received-clauses.js'
export { checkSeal, makeSeal, type SealCheck } from './seal.js'
export type { SealSources } from './seal-evidence.js'
export { sealHeaders } from './seal-headers.js'
export { SEAL_TYPE, type SealKey, sealKey } from './seal-key.js'
export { placeReference, type TemplateBodies } from './seal-place.js'
export type { SealStatement } from './seal-statement.js'
export { type CheckSpfOptions, checkSpf, type SpfSender } from './spf/check-spf.js'
export type { SpfCode, SpfResult, SpfStatus } from './spf/spf-result.js'
export { type MessageTemplate, templateHash } from './template-hash.js'
export type { PartFaultCode } from './text-parts.js'
export type { Place, ServiceFound, Statement, StatementCode, Strength, Verdict } from './verdict.js'
