import type { ActionPattern } from './actions.js'

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
 * Where a grant holds. `any`: on every list and on requests that name none; `own`: on the lists of the principal; names: on these
 * lists. `own` and names never cover a request without a list.
 */
export interface GrantScope {
  readonly lists: 'any' | 'own' | readonly string[]
}

/** To whom a grant is made: everyone who holds the role, directly or through other roles, or one principal. */
export type GrantHolder =
  | { readonly role: string; readonly principal?: undefined }
  | { readonly principal: string; readonly role?: undefined }

interface GrantCommon {
  /** Unique in the policy. Decisions name it. */
  readonly id: string
  readonly to: GrantHolder
  readonly on: GrantScope
}

/** A grant that gives: what is done under it may be masked and its letters bound to a content rule. */
export interface AllowGrant<Own extends string = never> extends GrantCommon {
  readonly allow: readonly ActionPattern<Own>[]
  readonly deny?: undefined
  /** Contact fields to be hidden. A field is hidden only if every grant that allows the request hides it. */
  readonly mask?: readonly string[] | undefined
  readonly content?: ContentRule | undefined
}

/** A grant that takes away, whatever other grants say. */
export interface DenyGrant<Own extends string = never> extends GrantCommon {
  readonly deny: readonly ActionPattern<Own>[]
  readonly allow?: undefined
  readonly mask?: undefined
  readonly content?: undefined
}

/** One line of a policy: allow or deny, exactly one of both. */
export type GrantDocument<Own extends string = never> = AllowGrant<Own> | DenyGrant<Own>

/** A policy as it is written and stored: plain JSON. */
export interface PolicyDocument<Own extends string = never> {
  /** Named networks in CIDR form, IPv4 and IPv6, for principals to be bound to. */
  readonly networks?: Readonly<Record<string, readonly string[]>> | undefined
  /** Roles by name; a role holds what the roles it includes hold. */
  readonly roles: Readonly<Record<string, { readonly includes?: readonly string[] | undefined }>>
  /** Actions of the host's own, beside the known ones: dotted words. */
  readonly actions?: readonly Own[] | undefined
  readonly grants: readonly GrantDocument<NoInfer<Own>>[]
}

/** A policy that was checked by `definePolicy`: deep-frozen plain JSON. */
export type Policy = PolicyDocument<string>
