import type { Decision, DecisionRequest } from '../decision.js'
import type { PrincipalReader } from '../engine/principal-record.js'
import { readSituation, type Situation } from '../engine/situation.js'
import { isName } from '../policy/schema.js'
import type { Cure, CureStep } from './cure.js'
import { describe } from './describe.js'
import { english } from './english.js'
import { findCures } from './find-cures.js'
import type { Ground } from './hypothesis.js'
import type { Phrases } from './phrases.js'

/** How an explanation is wanted. */
export interface ExplainOptions {
  /** @default english */
  readonly language?: Phrases | undefined
}

/** A decision, and what would change it. */
export interface Explanation {
  readonly decision: Decision
  /** Ways to an answer that allows, those with the fewest steps first. Empty when it allows already, or when there is none. */
  readonly cures: readonly Cure[]
  /** All of it for people, a line for the decision and one for each cure. */
  readonly text: string
}

/** Explains a decision that was made on a request. */
export function explain(
  request: DecisionRequest,
  decision: Decision,
  ground: Ground & { readonly reader: PrincipalReader },
  { language = english }: ExplainOptions = {},
): Explanation {
  const cures = decision.allowed ? [] : curesOf(request, ground)
  return { decision, cures, text: describe(decision, request, cures, ground.state, language) }
}

function curesOf(request: unknown, ground: Ground & { readonly reader: PrincipalReader }): readonly Cure[] {
  try {
    const first: CureStep[] = []
    const situation = supposing(request, ground, first)
    return situation === undefined ? [] : findCures(situation, first, ground)
  } catch {
    // Only the caller's own code can throw here: a getter, a proxy.
    return []
  }
}

/** The situation with an unknown principal or list supposed to be known; the steps that this takes are added to `first`. */
function supposing(
  request: unknown,
  ground: Ground & { readonly reader: PrincipalReader },
  first: CureStep[],
): Situation | undefined {
  const { state, reader } = ground
  const { principal, action, resource, context, facts } = Object(request)
  let who: unknown = principal
  if (isName(principal) && !state.principals.has(principal)) {
    first.push({ register: 'principal', id: principal })
    who = { id: principal }
  }
  let where: unknown = resource
  const list: unknown = resource?.id
  const stranger = resource?.type === 'list' && isName(list) && !state.lists.has(list) ? list : undefined
  if (stranger !== undefined) {
    first.push({ register: 'list', id: stranger })
    where = { type: 'account' }
  }
  const situation = readSituation({ principal: who, action, resource: where, context, facts }, state, reader)
  if (typeof situation === 'string') return undefined
  if (stranger === undefined) return situation
  return { ...situation, list: { id: stranger, zones: [], region: undefined, shelf: new Map() } }
}
