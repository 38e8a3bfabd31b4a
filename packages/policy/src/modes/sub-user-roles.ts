import { deepFreeze } from '../policy/deep-freeze.js'
import type { GrantDocument, GrantScope, RoleDocument } from '../policy/document.js'
import { ACCOUNT_ACTIONS, LIST_ACTIONS } from './list-access.js'

/** Names of the ready-made roles. */
export type SubUserRole = `sub-user/${'all' | 'read-only' | 'denied' | 'edit' | 'view' | 'statistics' | 'no-export'}`

/** A part of a policy: spread its members into those of a document. */
export interface SubUserRoles {
  readonly roles: Readonly<Record<SubUserRole, RoleDocument<never>>>
  readonly grants: readonly GrantDocument<{ action: never; role: SubUserRole; zone: never; schedule: never }>[]
}

const ANY: GrantScope<never> = { lists: 'any' }
const OWN: GrantScope<never> = { lists: 'own' }

/**
 * The provider's sub-user modes as roles: `sub-user/all`, `/read-only` and `/denied` for the whole account; `/edit`, `/view` and
 * `/statistics` (results but no contacts) for the principal's own lists; `/no-export`, a ban that no other role lifts. None of them
 * exports or sends: sending takes a content rule, so write that grant yourself or use `subUsers`.
 *
 * Source: the provider's help pages on sub-users, www.unisender.com/it/help/subaccounts.html (modes) and
 * www.unisender.com/ru/support/letter/other-functions/dop-users/ (what no sub-user may, the export ban, the cap on letters).
 *
 * @example
 * ```ts
 * import { definePolicy, SUB_USER_ROLES } from '@waxseal/policy'
 *
 * const policy = definePolicy({
 *   roles: { ...SUB_USER_ROLES.roles, branch: { includes: ['sub-user/view', 'sub-user/no-export'] } },
 *   grants: [...SUB_USER_ROLES.grants],
 * })
 * console.log(policy.grants.length) // 7
 * ```
 */
export const SUB_USER_ROLES: SubUserRoles = /* @__PURE__ */ deepFreeze({
  roles: {
    'sub-user/all': {},
    'sub-user/read-only': {},
    'sub-user/denied': {},
    'sub-user/edit': {},
    'sub-user/view': {},
    'sub-user/statistics': {},
    'sub-user/no-export': {},
  },
  grants: [
    { id: 'sub-user/all', allow: ACCOUNT_ACTIONS.all, to: { role: 'sub-user/all' }, on: ANY },
    { id: 'sub-user/read-only', allow: ACCOUNT_ACTIONS['read-only'], to: { role: 'sub-user/read-only' }, on: ANY },
    { id: 'sub-user/denied', deny: ['*'], to: { role: 'sub-user/denied' }, on: ANY },
    { id: 'sub-user/edit', allow: LIST_ACTIONS.edit, to: { role: 'sub-user/edit' }, on: OWN },
    { id: 'sub-user/view', allow: LIST_ACTIONS.view, to: { role: 'sub-user/view' }, on: OWN },
    { id: 'sub-user/statistics', allow: LIST_ACTIONS.statistics, to: { role: 'sub-user/statistics' }, on: OWN },
    { id: 'sub-user/no-export', deny: ['contacts.export'], to: { role: 'sub-user/no-export' }, on: ANY },
  ],
})
