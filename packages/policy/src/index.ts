export { ACTIONS, type Action, type ActionPattern } from './actions.js'
export { type ContentFacts, type ContentProblem, checkContent } from './content.js'
export type { Decision, DecisionRequest, Obligation, Principal, Reason, ReasonCode, Resource } from './decision.js'
export { definePolicy } from './define-policy.js'
export type {
  AllowGrant,
  ContentRule,
  DenyGrant,
  GrantDocument,
  GrantHolder,
  GrantScope,
  Policy,
  PolicyDocument,
} from './document.js'
export { createEngine, type Engine, type EngineOptions } from './engine.js'
