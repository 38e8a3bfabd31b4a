import type { ActionPattern } from '../actions.js'
import type { ScheduleDocument } from '../schedule/schedule-document.js'

/**
 * What a letter may carry under a grant. Whatever is not named is not allowed. Hosts: exact (`romashka.ru`), or `*.romashka.ru`
 * for every subdomain and not the domain itself.
 */
export interface ContentRule {
  /** Addresses that may stand as the sender. */
  readonly from: readonly string[]
  /** Addresses that answers may go to, when the letter names one. */
  readonly replyTo?: readonly string[] | undefined
  /** Names of merge fields, in the letter's text or subject. */
  readonly mergeFields?: readonly string[] | undefined
  readonly linkHosts?: readonly string[] | undefined
  readonly imageHosts?: readonly string[] | undefined
}

/**
 * Where a grant holds.
 *
 * - `{ lists: 'any' }`: on every list and on requests that name none; `{ lists: 'own' }`: on the principal's own lists; names: on these.
 * - `{ zones: 'own' }`: on lists of a zone that the principal belongs to too; names: on lists of these zones.
 * - `{ account: true }`: only on requests that name no list. `own`, zones and names never cover those.
 */
export type GrantScope<Zone extends string = string> =
  | { readonly lists: 'any' | 'own' | readonly string[]; readonly zones?: undefined; readonly account?: undefined }
  | { readonly zones: 'own' | readonly Zone[]; readonly lists?: undefined; readonly account?: undefined }
  | { readonly account: true; readonly lists?: undefined; readonly zones?: undefined }

/** To whom a grant is made: everyone who holds the role, directly or through other roles, or one principal. */
export type GrantHolder<Role extends string = string> =
  | { readonly role: Role; readonly principal?: undefined }
  | { readonly principal: string; readonly role?: undefined }

/** The words of a policy that the compiler checks. */
export interface Words {
  readonly action: string
  readonly role: string
  readonly zone: string
  readonly schedule: string
}

interface GrantCommon<W extends Words> {
  /** Unique in the policy. Decisions name it. */
  readonly id: string
  readonly to: GrantHolder<W['role']>
  readonly on: GrantScope<W['zone']>
  /** The name of the schedule while which it holds. @default always */
  readonly during?: W['schedule'] | undefined
}

/** A grant that gives: what is done under it may be masked and its letters bound to a content rule. */
export interface AllowGrant<W extends Words = Words> extends GrantCommon<W> {
  readonly allow: readonly ActionPattern<W['action']>[]
  readonly deny?: undefined
  /** Contact fields to be hidden. A field is hidden only if every grant that allows the request hides it. */
  readonly mask?: readonly string[] | undefined
  readonly content?: ContentRule | undefined
}

/** A grant that takes away, whatever other grants say. */
export interface DenyGrant<W extends Words = Words> extends GrantCommon<W> {
  readonly deny: readonly ActionPattern<W['action']>[]
  readonly allow?: undefined
  readonly mask?: undefined
  readonly content?: undefined
}

/** One line of a policy: allow or deny, exactly one of both. */
export type GrantDocument<W extends Words = Words> = AllowGrant<W> | DenyGrant<W>

/** What a role holds beside the grants made to it. */
export interface RoleDocument<Role extends string = string> {
  /** Roles whose grants it holds too. No cycles. */
  readonly includes?: readonly Role[] | undefined
}

/** A policy as it is written and stored: plain JSON. */
export interface PolicyDocument<W extends Words = Words> {
  /** Where editors find the JSON Schema. Dropped by `definePolicy`. */
  readonly $schema?: string | undefined
  /** Version of the form of this document. @default 1 */
  readonly version?: 1 | undefined
  /** Named networks in CIDR form, IPv4 and IPv6, for principals to be bound to. */
  readonly networks?: Readonly<Record<string, readonly string[]>> | undefined
  /** Names of the zones that grants may speak of: branches, brands, countries. */
  readonly zones?: readonly W['zone'][] | undefined
  /** Named hours, for grants that hold only then. */
  readonly schedules?: Readonly<Record<W['schedule'], ScheduleDocument>> | undefined
  /** Roles by name; a role holds what the roles it includes hold. */
  readonly roles: Readonly<Record<W['role'], RoleDocument<NoInfer<W['role']>>>>
  /** Actions of the host's own, beside the known ones: dotted words. */
  readonly actions?: readonly W['action'][] | undefined
  readonly grants: readonly GrantDocument<{ [Kind in keyof Words]: NoInfer<W[Kind]> }>[]
}

/** A policy that was checked by `definePolicy`: deep-frozen plain JSON. */
export type Policy = PolicyDocument & { readonly version: 1 }
