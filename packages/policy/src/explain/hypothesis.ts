import type { Decision } from '../decision.js'
import { compileAllowlist } from '../engine/allowlist.js'
import { type CompiledGrant, compileGrant } from '../engine/compiled-grant.js'
import { barrierOf, judgeGrants } from '../engine/judge.js'
import { applyRules, type RuleBook } from '../engine/rule-book.js'
import type { Situation } from '../engine/situation.js'
import type { EngineState } from '../engine/state.js'
import { type Cure, type CureStep, stepsOf } from './cure.js'

/** What explanations look at. */
export interface Ground {
  readonly state: EngineState
  readonly rules: RuleBook
}

/** A situation as it would be under some steps, without anything being changed. */
export interface Hypothesis {
  readonly situation: Situation
  readonly lifted: ReadonlySet<string>
  readonly added: readonly CompiledGrant[]
}

/** The situation as it is. */
export function asItIs(situation: Situation): Hypothesis {
  return { situation, lifted: new Set(), added: [] }
}

/** The grants that would apply at the instant of the situation. */
export function applyingUnder({ situation, lifted, added }: Hypothesis, { state }: Ground): CompiledGrant[] {
  const { principal, action, list, at } = situation
  const found = state.applying(principal, action, list, Number(at)).filter(({ id }) => !lifted.has(id))
  return [...found, ...added]
}

/** The decision as it would be. */
export function decisionUnder(hypothesis: Hypothesis, ground: Ground): Decision | undefined {
  const { situation } = hypothesis
  if (barrierOf(situation, ground.state) !== undefined) return undefined
  const decision = judgeGrants(applyingUnder(hypothesis, ground), situation)
  return decision.allowed ? applyRules(ground.rules, decision, situation) : decision
}

/** The hypothesis with one more step. */
export function under(hypothesis: Hypothesis, step: CureStep, { state }: Ground): Hypothesis {
  const { situation, lifted, added } = hypothesis
  const change = (part: Partial<Situation>): Hypothesis => ({ ...hypothesis, situation: { ...situation, ...part } })
  const { principal } = situation
  if ('come' in step) return change(step.come === 'from' ? { ip: step.address } : { at: step.at })
  if ('admit' in step) return change({ principal: { ...principal, allowlist: compileAllowlist([step.address]) } })
  if ('add' in step) return { ...hypothesis, added: [...added, compileGrant(step.add, state.actions, state.schedules)] }
  if ('lift' in step) return { ...hypothesis, lifted: new Set([...lifted, ...step.lift]) }
  if ('activate' in step) return change({ principal: { ...principal, status: 'active' } })
  if ('extend' in step) return change({ principal: { ...principal, endsAt: step.beyond + 1 } })
  if ('fact' in step) {
    const facts = typeof situation.facts === 'object' ? situation.facts : {}
    return change({ facts: { ...facts, [step.fact]: step.value } })
  }
  // Who or what is unknown has been put in its place already.
  return hypothesis
}

/** Whether the steps of a cure, together, would turn the answer. */
export function wouldAllow(cure: Cure, start: Hypothesis, ground: Ground): boolean {
  const end = stepsOf(cure).reduce((hypothesis, step) => under(hypothesis, step, ground), start)
  return decisionUnder(end, ground)?.allowed === true
}
