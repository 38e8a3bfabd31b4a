import type { ListDocument, Principal } from '../policy/directory.js'
import type { GrantDocument, RoleDocument } from '../policy/document.js'
import type { ScheduleDocument } from '../schedule/schedule-document.js'

/** What can be set of a principal by itself. `null` takes an end date or a binding to networks away. */
export interface PrincipalPart {
  readonly status?: Principal['status']
  readonly endsAt?: number | null | undefined
  readonly networks?: readonly string[] | null | undefined
}

/**
 * One change of what an engine knows: something is put (new, or in place of what has the same name), removed, or a principal's
 * standing is set and the rest of him left as it is. Plain JSON, so that it can be written down and carried to other processes.
 */
export type Change =
  | { readonly put: 'grant'; readonly grant: GrantDocument }
  | { readonly put: 'role'; readonly name: string; readonly role: RoleDocument }
  | { readonly put: 'network'; readonly name: string; readonly networks: readonly string[] }
  | { readonly put: 'zone'; readonly name: string }
  | { readonly put: 'schedule'; readonly name: string; readonly schedule: ScheduleDocument }
  | { readonly put: 'list'; readonly list: ListDocument }
  | { readonly put: 'principal'; readonly principal: Principal }
  | ({ readonly set: 'principal'; readonly id: string } & PrincipalPart)
  | { readonly remove: 'grant' | 'list' | 'principal'; readonly id: string }
  | { readonly remove: 'network' | 'role' | 'schedule' | 'zone'; readonly name: string }
