/**
 * The actions that Waxseal itself asks about: the rights that the provider gives its own sub-users, and those of the host's side
 * (keys, users, audit). A policy may add the host's own (`actions` of the document).
 *
 * @example
 * ```ts
 * import { ACTIONS } from '@waxseal/policy'
 *
 * console.log(ACTIONS.includes('campaigns.send.email')) // true
 * ```
 */
export const ACTIONS = /* @__PURE__ */ Object.freeze([
  'account.edit',
  'account.view',
  'audit.view',
  'billing.topup',
  'billing.view',
  'campaigns.cancel',
  'campaigns.send.email',
  'campaigns.send.sms',
  'campaigns.view',
  'contacts.delete',
  'contacts.edit',
  'contacts.export',
  'contacts.import',
  'contacts.view',
  'keys.manage',
  'lists.create',
  'lists.delete',
  'lists.edit',
  'lists.view',
  'messages.create',
  'messages.delete',
  'messages.edit',
  'messages.view',
  'segments.create',
  'segments.delete',
  'segments.edit',
  'segments.view',
  'stats.view',
  'templates.create',
  'templates.delete',
  'templates.edit',
  'templates.view',
  'users.manage',
] as const)

/** A known action, or one of the host's own. */
export type Action<Own extends string = never> = (typeof ACTIONS)[number] | Own

/** Every `x.*` that covers an action: `campaigns.*` and `campaigns.send.*` for `campaigns.send.email`. */
type Family<Name extends string> = Name extends `${infer Head}.${infer Rest}`
  ? `${Head}.*` | `${Head}.${Family<Rest>}`
  : never

/** What a grant may name: one action, a family of actions, or all. */
export type ActionPattern<Own extends string = never> = '*' | Action<Own> | Family<Action<Own>>

/** The patterns that cover an action, widest first: `*`, `campaigns.*`, `campaigns.send.*`, `campaigns.send.email`. */
export function patternsCovering(action: string): readonly string[] {
  const patterns = ['*']
  for (let dot = action.indexOf('.'); dot >= 0; dot = action.indexOf('.', dot + 1)) {
    patterns.push(`${action.slice(0, dot)}.*`)
  }
  patterns.push(action)
  return patterns
}
