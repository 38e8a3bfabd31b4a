import type { Decision, Obligation } from '@waxseal/policy'
import type { RefusalCode } from './refusal-code.js'

/** Why a call was allowed or refused, in words. `code` is the policy's, or the façade's for what it refuses itself. */
export interface AnswerReason {
  readonly code: string
  readonly message: string
}

/** The decision under an answer: the policy's, or a refusal of the façade in the same shape. */
export interface AnswerDecision {
  readonly allowed: boolean
  readonly reason: AnswerReason
  /** Ids of the grants that decided. */
  readonly grants: readonly string[]
  readonly obligations: readonly Obligation[]
}

/** At which step of the pipeline a call was stopped. */
export type Stage = 'authorize' | 'dispatch' | 'input' | 'inspect' | 'record' | 'resolve'

/** One thing that is wrong with a draft or an input: where or what, and why. */
export interface Problem {
  readonly code: string
  readonly message: string
}

/** A call that was done. */
export interface Done<T> {
  readonly ok: true
  readonly value: T
  readonly decision: AnswerDecision
}

/** A call that was not done, or of which nobody can tell. */
export interface Refusal {
  readonly ok: false
  readonly stage: Stage
  readonly code: RefusalCode | (string & {})
  readonly message: string
  /** `unknown`: it may have happened. It is not repeated; it is looked up at the provider on the next start. */
  readonly outcome: 'not-sent' | 'unknown'
  readonly decision: AnswerDecision
  readonly problems: readonly Problem[]
}

/** What every call of a mailbox gives: a value. Calls never throw. */
export type Answer<T> = Done<T> | Refusal

/** What a stage says when it stops a call. */
export interface Stop {
  readonly stage: Stage
  readonly code: RefusalCode | (string & {})
  readonly message: string
  readonly outcome?: 'not-sent' | 'unknown'
  readonly problems?: readonly Problem[]
}

/**
 * Makes the refusal of a call. What was refused before anything was tried is refused in its decision too; a failure after that
 * leaves the decision as it was.
 */
export function refuse(stop: Stop, decision: AnswerDecision | Decision): Refusal {
  return {
    ok: false,
    stage: stop.stage,
    code: stop.code,
    message: stop.message,
    outcome: stop.outcome ?? 'not-sent',
    decision:
      decision.allowed && !isFailure(stop)
        ? { ...decision, allowed: false, reason: { code: stop.code, message: stop.message } }
        : decision,
    problems: stop.problems ?? [],
  }
}

/** Tells a failure, which is nobody's refusal, from a refusal. */
export function isFailure({ stage, code }: Stop): boolean {
  return (
    stage === 'dispatch' ||
    stage === 'record' ||
    code === 'internal' ||
    code === 'interrupted' ||
    code === 'source-failed'
  )
}
