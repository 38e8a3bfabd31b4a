import { ACTIONS, createEngine, type DecisionRequest, definePolicy } from '@waxseal/policy'
import { expect, test } from 'vitest'
import { textOf, verdictOf } from './oracle/verdict-of.js'
import { createOracle } from './oracle.js'
import { createWorkload } from './workload/workload.js'

const thorough = process.env.THOROUGH === '1'
const runs = thorough
  ? [1, 2, 3].flatMap((seed) => [100, 1_000, 10_000, 100_000].map((grants) => ({ seed, grants, requests: 100_000 })))
  : [
      { seed: 11, grants: 100, requests: 2_500, ownNetworks: 5 },
      { seed: 12, grants: 1_000, requests: 2_500, ownNetworks: 5 },
      { seed: 13, grants: 10_000, requests: 2_500 },
      // Many grants a head, which the engine looks up in another way than few.
      { seed: 14, grants: 4_000, requests: 2_500, people: 150, lists: 60 },
    ]

test.each(runs)(
  '$grants grants, $requests requests (seed $seed): no disagreement, forwards and backwards',
  (run) => {
    const { policy, lists, principals, requests } = createWorkload(run)
    const engine = createEngine(definePolicy(policy), { lists, principals })
    const oracle = createOracle({ policy, lists, principals, actions: [...ACTIONS, ...(policy.actions ?? [])] })
    const byId = new Map(principals.map((principal) => [principal.id, principal]))
    const wrong: unknown[] = []
    const reached = new Set<string>()
    const compare = (request: DecisionRequest, wanted: string) => {
      const got = textOf(verdictOf(engine.decide(request)))
      if (got !== wanted && wrong.length < 5) wrong.push({ request, got, wanted })
    }
    for (const request of requests) {
      const verdict = oracle.ask(request)
      const wanted = textOf(verdict)
      reached.add(verdict.code)
      compare(request, wanted)
      const principal = byId.get(String(request.principal))
      if (principal !== undefined) compare({ ...request, principal }, wanted)
    }
    expect(wrong).toEqual([])
    expect([...reached].sort()).toEqual(['address', 'allowed', 'denied', 'expired', 'inactive', 'no-grant', 'unknown'])
  },
  600_000,
)
