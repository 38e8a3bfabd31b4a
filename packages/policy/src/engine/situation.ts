import type { ActionWord } from './action-table.js'
import type { ListRecord } from './list-record.js'
import type { PrincipalReader, PrincipalRecord } from './principal-record.js'
import type { EngineState } from './state.js'

/** A request whose members were each read once, so that what was checked is what is used. */
export interface Situation {
  readonly principal: PrincipalRecord
  readonly action: ActionWord
  /** `undefined`: the request names no list. */
  readonly list: ListRecord | undefined
  readonly ip: unknown
  readonly at: unknown
  readonly facts: unknown
}

/** What of a request is unknown. */
export type Unknown = 'principal' | 'action' | 'list'

/** Reads a request without trusting its shape. */
export function readSituation(request: unknown, state: EngineState, reader: PrincipalReader): Situation | Unknown {
  const { principal: who, action: deed, resource, context, facts } = membersOf(request)
  const principal = principalOf(who, state, reader)
  if (principal === undefined) return 'principal'
  const action = typeof deed === 'string' ? state.actions.find(deed) : undefined
  if (action === undefined) return 'action'
  const list = listOf(resource, state)
  if (list === null) return 'list'
  const { ip, at } = membersOf(context)
  return { principal, action, list, ip, at, facts }
}

/** A principal known by id, or described as the host knows him now. */
export function principalOf(value: unknown, state: EngineState, reader: PrincipalReader): PrincipalRecord | undefined {
  if (typeof value === 'string') return state.principals.get(value)
  return typeof value === 'object' && value !== null ? reader.read(value) : undefined
}

/** The known list that a resource names, `undefined` for the account, `null` for anything else. */
export function listOf(resource: unknown, state: EngineState): ListRecord | undefined | null {
  const { type, id } = membersOf(resource)
  if (type === 'account') return undefined
  return (type === 'list' && typeof id === 'string' && state.lists.get(id)) || null
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
