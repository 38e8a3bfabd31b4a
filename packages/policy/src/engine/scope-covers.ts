import type { CompiledScope } from './compiled-grant.js'
import type { ListRecord } from './list-record.js'
import type { PrincipalRecord } from './principal-record.js'

/** Whether a scope covers a list, or the account when there is none. */
export function scopeCovers(scope: CompiledScope, principal: PrincipalRecord, list: ListRecord | undefined): boolean {
  if (scope === 'any') return true
  if (list === undefined) return scope === 'account'
  if (typeof scope === 'object') {
    return scope.kind === 'lists' ? scope.names.has(list.id) : list.zones.some((zone) => scope.names.has(zone))
  }
  if (scope === 'own-lists') return principal.lists.includes(list.id)
  return scope === 'own-zones' && list.zones.some((zone) => principal.zones.includes(zone))
}
