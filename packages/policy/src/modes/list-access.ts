import type { ActionPattern } from '../actions.js'
import { deepFreeze } from '../policy/deep-freeze.js'

/** What a sub-user may do with one list: the provider's three ways of access. */
export type ListAccess = 'edit' | 'view' | 'statistics'

/** Name, size and results of a list, and no contact of it. */
const STATISTICS = ['campaigns.view', 'lists.view', 'stats.view'] as const satisfies ActionPattern[]
const VIEW = ['contacts.view', 'messages.view', 'segments.view', ...STATISTICS] as const satisfies ActionPattern[]

/** The actions of each way of access to a list. Export and sending are flags apart and in none of them. */
export const LIST_ACTIONS = /* @__PURE__ */ deepFreeze({
  statistics: STATISTICS,
  view: VIEW,
  edit: [
    'contacts.delete',
    'contacts.edit',
    'contacts.import',
    'lists.delete',
    'lists.edit',
    'messages.*',
    'segments.*',
    ...VIEW,
  ],
} as const satisfies Readonly<Record<ListAccess, readonly ActionPattern[]>>)

/** The actions of each way of access to the whole account: everything but money, keys, users, the account itself and the audit. */
export const ACCOUNT_ACTIONS = /* @__PURE__ */ deepFreeze({
  'read-only': [...VIEW, 'templates.view'],
  all: [
    'campaigns.view',
    'contacts.delete',
    'contacts.edit',
    'contacts.import',
    'contacts.view',
    'lists.*',
    'messages.*',
    'segments.*',
    'stats.view',
    'templates.*',
  ],
} as const satisfies Readonly<Record<'all' | 'read-only', readonly ActionPattern[]>>)
