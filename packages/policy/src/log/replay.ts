import type { Facts } from '@waxseal/core'
import type { Decision, DecisionRequest, ReasonCode } from '../decision.js'
import type { Engine } from '../engine/engine.js'
import { stepsOf } from '../explain/cure.js'
import type { DecisionEntry } from './decision-entry.js'
import type { NotReplayable, ShadowOptions } from './shadow-options.js'

type Replayed = Decision | Exclude<NotReplayable, 'unreadable'>

/** Reasons that come after the address in the order of reasons: it was let in, or did not matter. */
const BEHIND_ADDRESS: readonly ReasonCode[] = /* @__PURE__ */ Object.freeze(['allowed', 'denied', 'no-grant', 'rule'])

/** Decides on entries anew. */
export function createReplay(
  engine: Pick<Engine, 'decide' | 'explain'>,
  { principal: whoOf, facts: factsOf, addresses }: ShadowOptions,
): (entry: DecisionEntry) => Promise<Replayed> {
  /** An address from which a principal is let in, by his id. */
  const addressOf = new Map<string, string>()
  let looked = false
  const noFacts = unknownFacts(() => {
    looked = true
  })

  /** What is found out about a request, unless a rule had to look at facts that nobody knows. */
  function honestly<Answer>(find: () => Answer): Answer | 'facts' {
    looked = false
    const answer = find()
    return looked ? 'facts' : answer
  }

  /** The decision if the address were let in; `undefined` if then, too, it were to refuse. */
  function decideAdmitted(request: DecisionRequest): Decision | 'facts' | undefined {
    const { principal, context } = request
    if (typeof principal === 'object') {
      return honestly(() => engine.decide({ ...request, principal: { ...principal, networks: undefined } }))
    }
    const id = principal ?? ''
    const address = addressOf.get(id) ?? findAddress(request)
    if (address === undefined) return looked ? 'facts' : undefined
    addressOf.set(id, address)
    return honestly(() => engine.decide({ ...request, context: { ...context, ip: address } }))
  }

  /** Some address at which the request would not be refused for its address: where it would be allowed there is always one. */
  function findAddress(request: DecisionRequest): string | undefined {
    const steps = engine.explain(request).cures.flatMap(stepsOf)
    for (const step of steps) if ('come' in step && step.come === 'from') return step.address
    return undefined
  }

  function replayWithoutAddress(request: DecisionRequest, { code }: DecisionEntry): Replayed {
    const refused = honestly(() => engine.decide(request))
    if (refused === 'facts' || refused.reason.code !== 'address') return refused
    const asThen = addresses === 'as-then'
    if (asThen && code === 'address') return refused
    const admitted = decideAdmitted(request)
    if (admitted === 'facts') return 'facts'
    if (admitted === undefined) return refused
    if (!admitted.allowed || (asThen && BEHIND_ADDRESS.includes(code))) return admitted
    return 'address'
  }

  return async (entry) => {
    const { at = Number.NaN, action, list, ip } = entry
    const principal = whoOf === undefined ? entry.principal : whoOf(entry)
    if (principal === undefined || action === undefined || list === undefined) return 'unnamed'
    const request: DecisionRequest = {
      principal,
      action,
      resource: list === null ? { type: 'account' } : { type: 'list', id: list },
      context: { at, ip: ip ?? undefined },
      facts: (factsOf && (await factsOf(entry))) ?? noFacts,
    }
    return ip === undefined ? replayWithoutAddress(request, entry) : honestly(() => engine.decide(request))
  }
}

/** Empty facts that tell when a rule looks for one. */
function unknownFacts(tell: () => void): Facts {
  const telling =
    <Answer>(answer: Answer) =>
    () => {
      tell()
      return answer
    }
  return new Proxy(
    {},
    {
      get: telling(undefined),
      has: telling(false),
      getOwnPropertyDescriptor: telling(undefined),
      ownKeys: telling([]),
    },
  )
}
