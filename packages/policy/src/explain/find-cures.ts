import { formatIpAddress, parseIpAddress } from '@waxseal/core'
import type { CompiledGrant } from '../engine/compiled-grant.js'
import { barrierOf } from '../engine/judge.js'
import { questionOf } from '../engine/rule-book.js'
import type { Situation } from '../engine/situation.js'
import type { GrantDocument } from '../policy/document.js'
import { isName } from '../policy/schema.js'
import type { Cure, CureStep } from './cure.js'
import { applyingUnder, asItIs, decisionUnder, type Ground, type Hypothesis, under, wouldAllow } from './hypothesis.js'

/** How many changes of schedules are looked through for an instant that would do. */
const INSTANTS = 32

/**
 * The ways to an answer that allows, those with the fewest steps first. `first` are steps without which the situation could not even be
 * looked at. Every way is tried before it is named.
 */
export function findCures(situation: Situation, first: readonly CureStep[], ground: Ground): readonly Cure[] {
  const start = asItIs(situation)
  const cures: Cure[] = []
  for (const steps of grantSteps(start, ground)) {
    const barrier = barrierSteps(steps.reduce(stepper(ground), start), ground)
    if (barrier === undefined) continue
    const some = [...barrier, ...steps]
    const rules = ruleSteps(some.reduce(stepper(ground), start), ground)
    if (rules === undefined) continue
    const all = [...first, ...some, ...rules]
    const [only] = all
    if (only === undefined) continue
    const cure = all.length === 1 ? only : { all }
    if (wouldAllow(cure, start, ground)) cures.push(cure)
  }
  return cures.sort((one, other) => countOf(one) - countOf(other))
}

function countOf(cure: Cure): number {
  return 'all' in cure ? cure.all.length : 1
}

function stepper(ground: Ground) {
  return (hypothesis: Hypothesis, step: CureStep) => under(hypothesis, step, ground)
}

/** The ways past what stands before the grants; `undefined` if there is none. */
function barrierSteps(start: Hypothesis, ground: Ground): readonly CureStep[] | undefined {
  const steps: CureStep[] = []
  let hypothesis = start
  for (let barrier = barrierOf(start.situation, ground.state); barrier !== undefined; ) {
    const step = barrierStep(barrier, hypothesis.situation, ground)
    // More than three can only mean that a step did not help.
    if (step === undefined || steps.length === 3) return undefined
    steps.push(step)
    hypothesis = under(hypothesis, step, ground)
    barrier = barrierOf(hypothesis.situation, ground.state)
  }
  return steps
}

function barrierStep(barrier: string, { principal, ip, at }: Situation, { state }: Ground): CureStep | undefined {
  if (barrier === 'status') return { activate: principal.id }
  if (barrier === 'past-end' || barrier === 'end-date') return { extend: principal.id, beyond: Number(at) }
  if (barrier !== 'address' || principal.allowlist === undefined) return undefined
  const { names, own } = principal.allowlist
  const networks = names.filter((name) => state.networks.get(name)?.first() !== undefined).sort()
  const set = networks[0] === undefined ? own : state.networks.get(networks[0])
  const sample = set?.first()
  if (sample !== undefined) return { come: 'from', networks, address: formatIpAddress(sample) }
  const address = typeof ip === 'string' ? parseIpAddress(ip) : undefined
  return address === undefined ? undefined : { admit: principal.id, address: formatIpAddress(address) }
}

/** The ways to grants that allow: nothing to do; another instant; denials lifted and a grant made. */
function* grantSteps(start: Hypothesis, ground: Ground): Generator<readonly CureStep[]> {
  const found = applyingUnder(start, ground)
  const denies = found.filter((grant) => grant.denies).map(({ id }) => id)
  if (denies.length === 0 && found.length > 0) return yield []
  const instant = openInstant(start, ground)
  if (instant !== undefined) yield [instant]
  const lift: readonly CureStep[] = denies.length > 0 ? [{ lift: denies.sort() }] : []
  if (found.length > denies.length) return yield lift
  const grant = narrowestGrant(start.situation, ground)
  if (grant !== undefined) yield [...lift, { add: grant }]
}

/** The first instant from now on at which the schedules leave an allow and no deny. */
function openInstant({ situation }: Hypothesis, { state }: Ground): CureStep | undefined {
  const { principal, action, list } = situation
  const grants = state.covering(principal, action, list)
  const hours = new Set(grants.flatMap(({ during }) => during ?? []))
  let at = Number(situation.at)
  for (let count = 0; hours.size > 0 && count < INSTANTS; count++) {
    const changes = [...hours].flatMap((slot) => slot.hours.nextChange(at) ?? [])
    at = Math.min(...changes)
    if (!Number.isFinite(at)) return undefined
    const open = grants.filter(({ during }) => during?.hours.isOpen(at) !== false)
    if (open.length > 0 && !open.some((grant) => grant.denies))
      return { come: 'at', at, schedules: namesOf(open, grants) }
  }
  return undefined
}

/** The schedules that the answer at that instant hangs on. */
function namesOf(open: readonly CompiledGrant[], grants: readonly CompiledGrant[]): readonly string[] {
  const opened = open.flatMap(({ during }) => during?.name ?? [])
  const closed = grants.flatMap(({ denies, during }) => (denies ? (during?.name ?? []) : []))
  return [...new Set([...opened, ...closed])].sort()
}

function narrowestGrant({ principal, action, list }: Situation, { state }: Ground): GrantDocument | undefined {
  if (!isName(principal.id)) return undefined
  const on = list === undefined ? ({ account: true } as const) : ({ lists: [list.id] } as const)
  const id = freeName(`${action.name} for ${principal.id}`.slice(0, 180), (name) => state.grants.has(name))
  return { id, allow: [action.name], to: { principal: principal.id }, on }
}

function freeName(wanted: string, taken: (name: string) => boolean): string {
  let name = wanted
  for (let count = 2; taken(name); count++) name = `${wanted} ${count}`
  return name
}

/** The facts that would satisfy the rules one after the other; `undefined` if one cannot be satisfied. */
function ruleSteps(start: Hypothesis, ground: Ground): readonly CureStep[] | undefined {
  const steps: CureStep[] = []
  let hypothesis = start
  // A rule may look at several facts, so that one rule may need several steps.
  for (let count = 0; count <= ground.rules.size * 4; count++) {
    const decision = decisionUnder(hypothesis, ground)
    if (decision?.allowed) return steps
    const rule = decision?.reason.rule
    const entry = ground.rules.entries.find(({ name }) => name === rule)
    const step = entry && cureOf(entry.rule, hypothesis.situation)
    if (step === undefined) return undefined
    steps.push(step)
    hypothesis = under(hypothesis, step, ground)
  }
  return undefined
}

function cureOf(rule: Ground['rules']['entries'][number]['rule'], situation: Situation): CureStep | undefined {
  try {
    const cure = rule.cure?.(questionOf(situation))
    return typeof cure?.fact === 'string' ? { fact: cure.fact, value: cure.value } : undefined
  } catch {
    return undefined
  }
}
