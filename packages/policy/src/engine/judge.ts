import type { Decision } from '../decision.js'
import { admits } from './allowlist.js'
import { type CompiledGrant, type Verdict, verdictAlone, verdictOf } from './compiled-grant.js'
import { deedOf, nameOf, refuse, refuseAddress } from './refusal.js'
import { applyRules, type RuleBook } from './rule-book.js'
import type { Situation } from './situation.js'
import type { EngineState } from './state.js'

/** The greatest distance from 1970 that a date can have (ECMA-262 section 21.4.1.1). */
const LAST_TIME = 8.64e15

/** The whole decision: who and when, from where, the grants, the rules. */
export function judge(situation: Situation, state: EngineState, rules: RuleBook): Decision {
  const barrier = barrierOf(situation, state)
  if (barrier !== undefined) return refuseBarred(barrier, situation, state)
  const { principal, action, list, at } = situation
  const decision = judgeGrants(state.applying(principal, action, list, Number(at)), situation)
  return decision.allowed && rules.size > 0 ? applyRules(rules, decision, situation) : decision
}

/** What no grant can help against. */
export type Barrier = 'address' | 'end-date' | 'past-end' | 'status' | 'time'

/** The first barrier that stands before the grants. */
export function barrierOf({ principal, ip, at }: Situation, state: EngineState): Barrier | undefined {
  const { status, endsAt, allowlist } = principal
  if (status !== undefined && status !== 'active') return 'status'
  // Without a time nobody can say that the end has not come.
  if (!isTime(at)) return 'time'
  if (endsAt !== undefined) {
    if (typeof endsAt !== 'number' || !Number.isFinite(endsAt)) return 'end-date'
    if (at >= endsAt) return 'past-end'
  }
  return allowlist === undefined || admits(allowlist, ip, state.networks) ? undefined : 'address'
}

function refuseBarred(barrier: Barrier, situation: Situation, state: EngineState): Decision {
  const { id, status } = situation.principal
  if (barrier === 'address') return refuseAddress(situation, state)
  if (barrier === 'time') return refuse('expired', 'the request has no valid time')
  if (barrier === 'end-date') return refuse('expired', `${nameOf(id)} has no valid end date`)
  if (barrier === 'past-end') return refuse('expired', `the end date of ${nameOf(id)} has passed`)
  const what = status === 'suspended' || status === 'offboarded' ? status : 'not active'
  return refuse('inactive', `${nameOf(id)} is ${what}`)
}

/** Whether a value is a time that a calendar knows. */
export function isTime(at: unknown): at is number {
  return typeof at === 'number' && at >= -LAST_TIME && at <= LAST_TIME
}

/** What grants that apply say together. */
export function judgeGrants(found: CompiledGrant[], situation: Situation): Decision {
  const [only] = found
  if (only === undefined) return refuse('no-grant', `no grant allows ${deedOf(situation)}`)
  // Nearly every decision hangs on one grant, whose part of the answer is made once.
  if (found.length === 1) return answerOf(only.denies, verdictAlone(only), situation)
  const denies = found.filter((grant) => grant.denies)
  const deciding = denies.length > 0 ? denies : found
  deciding.sort((one, other) => (one.id < other.id ? -1 : 1))
  return answerOf(denies.length > 0, verdictOf(deciding), situation)
}

function answerOf(denied: boolean, { phrase, grants, obligations }: Verdict, situation: Situation): Decision {
  const reason = { code: denied ? 'denied' : 'allowed', message: `${phrase} ${deedOf(situation)}` } as const
  return { allowed: !denied, reason, grants, obligations }
}
