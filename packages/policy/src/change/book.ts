import type { EngineState } from '../engine/state.js'
import type { Policy } from '../policy/document.js'
import { knownPatterns, type Vocabulary } from '../policy/vocabulary.js'
import type { ScheduleDocument } from '../schedule/schedule-document.js'

/** What an engine knows, for those who change it: the state that decides, and the documents that it was made from. */
export interface Book {
  readonly state: EngineState
  readonly actions: readonly string[] | undefined
  readonly networks: Map<string, readonly string[]>
  readonly schedules: Map<string, ScheduleDocument>
  readonly zones: Set<string>
  readonly vocabulary: Vocabulary
}

/** Opens the book of a policy. */
export function openBook(state: EngineState, policy: Policy): Book {
  const schedules = new Map(Object.entries(policy.schedules ?? {}))
  const zones = new Set(policy.zones)
  return {
    state,
    actions: policy.actions,
    networks: new Map(Object.entries(policy.networks ?? {})),
    schedules,
    zones,
    vocabulary: {
      patterns: knownPatterns(policy.actions),
      hasRole: (name) => state.roles.has(name),
      hasZone: (name) => zones.has(name),
      hasSchedule: (name) => schedules.has(name),
    },
  }
}

/** The policy as it stands, before it is checked again. */
export function documentOf({ state, actions, networks, schedules, zones }: Book): Policy {
  const roles = [...state.roles].map(([name, { includes }]) => [name, includes.length === 0 ? {} : { includes }])
  return {
    version: 1,
    ...(networks.size === 0 ? {} : { networks: Object.fromEntries(networks) }),
    ...(zones.size === 0 ? {} : { zones: [...zones] }),
    ...(schedules.size === 0 ? {} : { schedules: Object.fromEntries(schedules) }),
    roles: Object.fromEntries(roles),
    ...(actions === undefined ? {} : { actions }),
    grants: [...state.grants.values()].map(({ source }) => source),
  }
}
