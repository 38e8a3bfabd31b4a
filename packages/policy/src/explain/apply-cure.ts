import type { Change } from '../change/change.js'
import type { DecisionRequest } from '../decision.js'
import type { Principal } from '../policy/directory.js'
import { type Cure, type CureStep, stepsOf } from './cure.js'

/** A cure made ready to be carried out. */
export interface AppliedCure {
  /** The request as it would have to be asked. */
  readonly request: DecisionRequest
  /** What `engine.apply` would have to be given before. */
  readonly changes: readonly Change[]
}

/**
 * Turns a cure into the request and the changes that it stands for. Nothing is changed yet: whoever may manage access decides. A
 * principal who came with the request as an object is changed in the request; keep that in your own records too.
 *
 * @example
 * ```ts
 * import { applyCure, createEngine, definePolicy } from '@waxseal/policy'
 *
 * const engine = createEngine(definePolicy({ roles: {}, grants: [] }), { lists: ['501'], principals: [{ id: 'maria' }] })
 * const request = {
 *   principal: 'maria', action: 'stats.view', resource: { type: 'list', id: '501' }, context: { at: 0 },
 * } as const
 * const [cure] = engine.explain(request).cures
 * const { changes } = applyCure(request, cure!)
 * engine.apply(changes)
 * console.log(engine.decide(request).allowed) // true
 * ```
 */
export function applyCure(request: DecisionRequest, cure: Cure): AppliedCure {
  return stepsOf(cure).reduce(applyStep, { request, changes: [] })
}

function applyStep({ request, changes }: AppliedCure, step: CureStep): AppliedCure {
  const { context, principal } = request
  const asked = (part: Partial<DecisionRequest>): AppliedCure => ({ request: { ...request, ...part }, changes })
  const changed = (...more: Change[]): AppliedCure => ({ request, changes: [...changes, ...more] })
  const standing = (id: string, part: Pick<Principal, 'endsAt' | 'networks' | 'status'>): AppliedCure =>
    typeof principal === 'object'
      ? asked({ principal: { ...principal, ...part } })
      : changed({ set: 'principal', id, ...part })
  if ('come' in step) {
    return asked({ context: step.come === 'from' ? { ...context, ip: step.address } : { ...context, at: step.at } })
  }
  if ('fact' in step) return asked({ facts: { ...request.facts, [step.fact]: step.value } })
  if ('add' in step) return changed({ put: 'grant', grant: step.add })
  if ('lift' in step) return changed(...step.lift.map((id): Change => ({ remove: 'grant', id })))
  if ('activate' in step) return standing(step.activate, { status: 'active' })
  if ('extend' in step) return standing(step.extend, { endsAt: step.beyond + 1 })
  if ('admit' in step) return standing(step.admit, { networks: [step.address] })
  const { register, id } = step
  return changed(register === 'list' ? { put: 'list', list: { id } } : { put: 'principal', principal: { id } })
}
