import type { Rule } from '@waxseal/core'
import type { AllowGrant, DenyGrant, GrantDocument, GrantScope } from '../policy/document.js'
import { policyInvalid } from '../policy/problem.js'
import { type SendLimits, sendCap } from '../rules/send-cap.js'
import { ACCOUNT_ACTIONS, LIST_ACTIONS, type ListAccess } from './list-access.js'
import type { SubUserMode, SubUserSending } from './sub-user-mode.js'
import { subUserProblems } from './sub-user-problems.js'

type Words = { action: never; role: never; zone: never; schedule: never }

/** What stands for sub-users in a policy and its engine. */
export interface SubUsers {
  /** Their ids begin with `sub-user/<id of the principal>/`. */
  readonly grants: readonly GrantDocument<Words>[]
  /** One rule, `sub-user-cap`, if anybody has a cap. It asks for no facts of others. */
  readonly rules: readonly Rule[]
}

/**
 * The provider's sub-user modes as grants to principals, by their ids: the whole account, only to read, or chosen lists, each to
 * edit, to view, or its statistics without contacts; sending and export apart; a cap on letters. Everything else stays refused:
 * money, keys, users, the account's settings, the audit. Whoever may send may also cancel.
 *
 * Source: the provider's help pages on sub-users, www.unisender.com/it/help/subaccounts.html (modes) and
 * www.unisender.com/ru/support/letter/other-functions/dop-users/ (what no sub-user may, the export ban, the cap on letters).
 *
 * @throws WaxsealError `policy-invalid` when a mode makes no sense, `rule-invalid` when a cap does.
 * @example
 * ```ts
 * import { definePolicy, subUsers } from '@waxseal/policy'
 *
 * const { grants, rules } = subUsers({
 *   maria: {
 *     access: { '501': 'edit', '502': 'statistics' },
 *     send: { email: { from: ['news@romashka.ru'] }, cap: { perDay: 500 } },
 *     export: false,
 *   },
 *   auditor: { access: 'read-only' },
 * })
 * const policy = definePolicy({ roles: {}, grants })
 * console.log(policy.grants[0]?.id) // sub-user/maria/edit
 * console.log(rules.map((rule) => rule.name)) // [ 'sub-user-cap' ]
 * ```
 */
export function subUsers(modes: Readonly<Record<string, SubUserMode>>): SubUsers {
  const problems = subUserProblems(modes)
  if (problems.length > 0) throw policyInvalid(problems)
  const entries = Object.entries(modes)
  const caps = entries.flatMap(([id, { send }]): [string, SendLimits][] =>
    send?.cap === undefined ? [] : [[id, send.cap]],
  )
  return {
    grants: entries.flatMap(([id, mode]) => grantsOf(id, mode)),
    rules: caps.length === 0 ? [] : [sendCap({ name: 'sub-user-cap', principals: Object.fromEntries(caps) })],
  }
}

type Scope = GrantScope<never>
/** A grant without its holder, and with the last part of its id. */
type Part = { readonly name: string } & (
  | Omit<AllowGrant<Words>, 'id' | 'to' | 'during'>
  | Omit<DenyGrant<Words>, 'id' | 'to' | 'during'>
)

const ANY: Scope = { lists: 'any' }

function grantsOf(principal: string, mode: SubUserMode): readonly GrantDocument<Words>[] {
  return partsOf(mode).map(({ name, ...part }) => ({ id: `sub-user/${principal}/${name}`, to: { principal }, ...part }))
}

function partsOf({ access, send, export: exports }: SubUserMode): readonly Part[] {
  if (access === 'denied') return [{ name: 'denied', deny: ['*'], on: ANY }]
  const parts: Part[] = []
  if (typeof access === 'string') parts.push({ name: access, allow: ACCOUNT_ACTIONS[access], on: ANY })
  else {
    for (const kind of ['edit', 'view', 'statistics'] as const) {
      const lists = listsOf(access, [kind])
      if (lists.length > 0) parts.push({ name: kind, allow: LIST_ACTIONS[kind], on: { lists } })
    }
  }
  if (exports === true) {
    const on = typeof access === 'string' ? ANY : { lists: listsOf(access, ['edit', 'view']) }
    parts.push({ name: 'export', allow: ['contacts.export'], on })
  }
  if (exports === false) parts.push({ name: 'no-export', deny: ['contacts.export'], on: ANY })
  if (send !== undefined) parts.push(...sendingParts(send, access))
  return parts
}

function sendingParts({ email, sms, lists }: SubUserSending, access: SubUserMode['access']): readonly Part[] {
  const on: Scope = lists ? { lists } : typeof access === 'string' ? ANY : { lists: Object.keys(access) }
  const parts: Part[] = [{ name: 'cancel', allow: ['campaigns.cancel'], on }]
  if (email) parts.push({ name: 'send-email', allow: ['messages.create', 'campaigns.send.email'], on, content: email })
  if (sms === true) parts.push({ name: 'send-sms', allow: ['campaigns.send.sms'], on })
  return parts
}

function listsOf(access: Readonly<Record<string, ListAccess>>, kinds: readonly ListAccess[]): readonly string[] {
  return Object.entries(access).flatMap(([list, kind]) => (kinds.includes(kind) ? [list] : []))
}
