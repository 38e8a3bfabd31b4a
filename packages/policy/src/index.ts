export type { Duration } from '@waxseal/core'
export { ACTIONS, type Action, type ActionPattern } from './actions.js'
export { type ClientAddress, type ClientAddressOptions, createClientAddress } from './address/client-address.js'
export type { HeaderSource } from './address/header-value.js'
export type { Access, Way } from './ask/access.js'
export type { AskContext } from './ask/ask.js'
export type { MatrixPart, MatrixRow } from './ask/matrix.js'
export { type PostgresFilterOptions, type SqlFilter, type SqliteFilterOptions, sqlFilter } from './ask/sql-filter.js'
export type { SqlType } from './ask/sql-ids.js'
export type { Change, PrincipalPart } from './change/change.js'
export type { Difference } from './change/diff.js'
export type { Finding, FindingCode, FindingLevel } from './change/lint/finding.js'
export { type LintOptions, lint } from './change/lint/lint.js'
export type { Directory } from './change/lint/read-directory.js'
export { type ContentFacts, type ContentProblem, checkContent } from './content/content.js'
export type { Decision, DecisionRequest, Obligation, Reason, ReasonCode, Resource } from './decision.js'
export { createEngine } from './engine/create-engine.js'
export type { Engine, EngineOptions } from './engine/engine.js'
export { type AppliedCure, applyCure } from './explain/apply-cure.js'
export type { Cure, CureStep } from './explain/cure.js'
export { english } from './explain/english.js'
export type { ExplainOptions, Explanation } from './explain/explain.js'
export type { Deed, Phrases } from './explain/phrases.js'
export { russian } from './explain/russian.js'
export type { DecisionEntry } from './log/decision-entry.js'
export { DECISION_EVENT, type DecisionsPart, decisionsFrom } from './log/decisions-from.js'
export { type DecisionLog, type DecisionLogOptions, logged, type Sampling } from './log/logged.js'
export { readDecisionEntry } from './log/read-decision-entry.js'
export { type Shadow, type ShadowCounts, type ShadowDifference, shadow } from './log/shadow.js'
export type { NotReplayable, ShadowOptions } from './log/shadow-options.js'
export type { ListAccess } from './modes/list-access.js'
export type { SubUserMode, SubUserSending } from './modes/sub-user-mode.js'
export { SUB_USER_ROLES, type SubUserRole, type SubUserRoles } from './modes/sub-user-roles.js'
export { type SubUsers, subUsers } from './modes/sub-users.js'
export { definePolicy } from './policy/define-policy.js'
export type { ListDocument, Principal } from './policy/directory.js'
export type {
  AllowGrant,
  ContentRule,
  DenyGrant,
  GrantDocument,
  GrantHolder,
  GrantScope,
  Policy,
  PolicyDocument,
  RoleDocument,
  Words,
} from './policy/document.js'
export { type AcknowledgedTermsOptions, acknowledgedTerms } from './rules/acknowledged-terms.js'
export { type AuthStrengthOptions, authStrength } from './rules/auth-strength.js'
export { type CorporateMailboxOptions, corporateMailbox } from './rules/corporate-mailbox.js'
export { parseDuration } from './rules/duration.js'
export type {
  ApprovalFact,
  AuthenticationFact,
  AuthenticationLevel,
  CredentialFact,
  KnownFacts,
} from './rules/facts.js'
export { FREE_MAIL_DOMAINS } from './rules/free-mail-domains.js'
export { type KeyRotationOptions, keyRotation } from './rules/key-rotation.js'
export type { RuleActions, RuleOptions } from './rules/option-reader.js'
export { type ResidencyTable, residency } from './rules/residency.js'
export { type RevealBudgetOptions, revealBudget } from './rules/reveal-budget.js'
export { type SecondPersonOptions, secondPerson } from './rules/second-person.js'
export { type SendCapOptions, type SendLimits, sendCap } from './rules/send-cap.js'
export { type CompiledSchedule, compileSchedule } from './schedule/compile-schedule.js'
export { findTimeZone } from './schedule/find-time-zone.js'
export { type ScheduleDocument, type ScheduleWindow, WEEKDAYS, type Weekday } from './schedule/schedule-document.js'
export { type ScheduleProblem, scheduleProblems } from './schedule/schedule-problems.js'
export type { TimeZone } from './schedule/time-zone.js'
