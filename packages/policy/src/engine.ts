import { ACTIONS, patternsCovering } from './actions.js'
import { createAllowlists } from './allowlist.js'
import { type CompiledGrant, inOrder, type Verdict, verdictOf } from './compiled-grant.js'
import type { Decision, DecisionRequest } from './decision.js'
import { ensurePolicy } from './define-policy.js'
import type { Policy } from './document.js'
import { indexGrants } from './grant-index.js'
import { policyInvalid, problemAt } from './problem.js'
import { type ReadRequest, readRequest } from './read-request.js'
import { deedOf, nameOf, refuse, refuseUnknown } from './refusal.js'
import { isName, NOT_A_NAME } from './schema.js'

/** What an engine must know beside the policy. */
export interface EngineOptions {
  /** The names of all lists there are. A request for another list is refused, a grant that names another is an error. */
  readonly lists: readonly string[]
}

/** Answers questions under one policy. */
export interface Engine {
  /** Synchronous, pure, and never throws: whatever cannot be read is refused. */
  decide(request: DecisionRequest): Decision
}

/**
 * Makes a policy ready for decisions. Time and address come with each request; the engine reads no clock and opens nothing.
 *
 * @throws WaxsealError `policy-invalid` when a grant names a list that is not among `lists`.
 * @example
 * ```ts
 * import { createEngine, definePolicy } from '@waxseal/policy'
 *
 * const policy = definePolicy({
 *   roles: { sender: {} },
 *   grants: [{ id: 'see-own', allow: ['contacts.view'], to: { role: 'sender' }, on: { lists: 'own' }, mask: ['email'] }],
 * })
 * const engine = createEngine(policy, { lists: ['spb', 'msk'] })
 * const maria = { id: 'maria', roles: ['sender'], lists: ['spb'] }
 * const context = { at: Date.parse('2026-11-23T19:05:00Z') }
 *
 * const view = engine.decide({ principal: maria, action: 'contacts.view', resource: { type: 'list', id: 'spb' }, context })
 * console.log(view.obligations) // [ { type: 'mask', fields: [ 'email' ] } ]
 * const other = engine.decide({ principal: maria, action: 'contacts.view', resource: { type: 'list', id: 'msk' }, context })
 * console.log(other.reason.message) // no grant allows `contacts.view` on list `msk`
 * ```
 */
export function createEngine(policy: Policy, options: EngineOptions): Engine {
  const checked = ensurePolicy(policy)
  const lists = checkLists(checked, options.lists)
  const actions = new Map([...ACTIONS, ...(checked.actions ?? [])].map((name) => [name, patternsCovering(name)]))
  const vocabulary = { actions, lists }
  const allowlists = createAllowlists(checked.networks)
  const index = indexGrants(checked)

  function answer(question: unknown): Decision {
    const request = readRequest(question, vocabulary)
    if (typeof request === 'string') return refuseUnknown(request)
    const lapsed = refuseLapsed(request)
    if (lapsed !== undefined) return lapsed
    if (request.networks !== undefined) {
      const why = allowlists.refusal(request.networks, request.ip)
      if (why !== undefined) return refuse('address', `${nameOf(request.principal)} ${why}`)
    }
    return judge(index.find(request), request)
  }

  return Object.freeze({
    decide(request: DecisionRequest): Decision {
      try {
        return answer(request)
      } catch {
        // Only the caller's own code can throw here: a getter, a proxy.
        return refuseUnknown('request')
      }
    },
  })
}

function refuseLapsed({ principal, status, endsAt, at }: ReadRequest): Decision | undefined {
  if (status !== undefined && status !== 'active') {
    const state = status === 'suspended' || status === 'offboarded' ? status : 'not active'
    return refuse('inactive', `${nameOf(principal)} is ${state}`)
  }
  // Without a time nobody can say that the end has not come.
  if (typeof at !== 'number' || !Number.isFinite(at)) return refuse('expired', 'the request has no valid time')
  if (endsAt === undefined) return undefined
  if (typeof endsAt !== 'number' || !Number.isFinite(endsAt)) {
    return refuse('expired', `${nameOf(principal)} has no valid end date`)
  }
  return at < endsAt ? undefined : refuse('expired', `the end date of ${nameOf(principal)} has passed`)
}

function judge(found: CompiledGrant[], request: ReadRequest): Decision {
  const [only] = found
  if (only === undefined) return refuse('no-grant', `no grant allows ${deedOf(request)}`)
  // Nearly every decision hangs on one grant, whose part of the answer is made beforehand.
  if (found.length === 1) return answerOf(only.denies, only.alone, request)
  const denies = found.filter((grant) => grant.denies)
  return answerOf(denies.length > 0, verdictOf(inOrder(denies.length > 0 ? denies : found)), request)
}

function answerOf(denied: boolean, { phrase, grants, obligations }: Verdict, request: ReadRequest): Decision {
  const reason = { code: denied ? 'denied' : 'allowed', message: `${phrase} ${deedOf(request)}` } as const
  return { allowed: !denied, reason, grants, obligations }
}

function checkLists(policy: Policy, names: readonly string[]): ReadonlySet<string> {
  const problems: string[] = []
  for (const [index, name] of names.entries()) {
    if (!isName(name)) problems.push(problemAt(['lists', index], NOT_A_NAME))
  }
  const lists = new Set(names)
  for (const [index, grant] of policy.grants.entries()) {
    if (typeof grant.on.lists === 'string') continue
    for (const [place, name] of grant.on.lists.entries()) {
      if (!lists.has(name))
        problems.push(problemAt(['grants', index, 'on', 'lists', place], `no list is named \`${name}\``))
    }
  }
  if (problems.length > 0) throw policyInvalid(problems)
  return lists
}
