import { ACTIONS } from '../../src/actions.js'
import type { DecisionRequest } from '../../src/decision.js'
import type { ListDocument, Principal } from '../../src/policy/directory.js'
import type { PolicyDocument } from '../../src/policy/document.js'
import { drawGrants } from './grants.js'
import { drawNetwork } from './networks.js'
import { drawLists, drawPeople, drawRoles, officeOf, type Sizes } from './people.js'
import { createRandom, numbered } from './random.js'
import { drawRequests } from './requests.js'
import { SCHEDULES } from './schedules.js'

export interface WorkloadOptions extends Partial<Sizes> {
  readonly seed: number
  readonly grants: number
  readonly requests: number
  /** The share of requests with something odd in them: spellings, unknown words, times around clock changes. @default 0.08 */
  readonly odd?: number
}

export interface Workload {
  readonly policy: PolicyDocument
  readonly lists: readonly ListDocument[]
  readonly principals: readonly Principal[]
  /** Principals are named by id. */
  readonly requests: readonly DecisionRequest[]
}

const OWN_ACTIONS = ['orders.view', 'orders.refund.full']

/** A company as large as the research's: without options 10,000 people with 50 networks each, 20 roles, 40 zones, 1,000 lists. */
export function createWorkload(options: WorkloadOptions): Workload {
  const sizes = {
    people: 10_000,
    lists: 1_000,
    zones: 40,
    roles: 20,
    ownNetworks: 30,
    sharedNetworks: 20,
    ...options,
  }
  const random = createRandom(options.seed)
  const actions = [...ACTIONS, ...OWN_ACTIONS]
  const zones = Array.from({ length: sizes.zones }, (_, index) => numbered('zone-', index, 2))
  const roles = drawRoles(random, sizes)
  const lists = drawLists(random, zones, sizes)
  const principals = drawPeople(random, zones, Object.keys(roles), lists, sizes)
  const shared = () => Array.from({ length: sizes.sharedNetworks }, () => drawNetwork(random))
  const policy: PolicyDocument = {
    version: 1,
    networks: Object.fromEntries(zones.map((zone) => [officeOf(zone), shared()])),
    zones,
    schedules: SCHEDULES,
    roles,
    actions: OWN_ACTIONS,
    grants: drawGrants(random, options.grants, {
      actions,
      roles: Object.keys(roles),
      people: principals.map((principal) => principal.id),
      lists: lists.map((list) => list.id),
      zones,
      schedules: Object.keys(SCHEDULES),
    }),
  }
  const words = { policy, actions, lists, principals, odd: options.odd ?? 0.08 }
  return { policy, lists, principals, requests: drawRequests(random, options.requests, words) }
}
