import { formatIpAddress, parseIpAddress } from '@waxseal/core'
import type { Decision, Obligation, ReasonCode } from '../decision.js'
import { isTime } from '../engine/judge.js'
import { isName } from '../policy/schema.js'

/**
 * One decision for the record: plain JSON, deep-frozen, some 200 bytes. It names what the engine knows: of a request about somebody
 * or something unknown, nothing is repeated. No text in it holds an `@`, so that no e-mail address is ever in it: a name that holds
 * one is left out. Neither facts nor messages are in it.
 */
export type DecisionEntry = {
  /** Version of this form. */
  readonly v: 1
  /** The instant of the request, epoch milliseconds. Not there: the request had no valid time. */
  readonly at?: number
  /** Id of the principal, or what stands for it. */
  readonly principal?: string
  readonly action?: string
  /** Id of the list; `null` is the account as a whole. */
  readonly list?: string | null
  /**
   * The address in the form of RFC 5952, if the log keeps addresses; `''`: one that cannot be read; `null`: none. Not there: it was
   * not kept.
   */
  readonly ip?: string | null
  readonly allowed: boolean
  readonly code: ReasonCode
  /** The rule that refused, and why. */
  readonly rule?: string
  readonly detail?: string
  /** Ids of the grants that decided, sorted; at most eight. */
  readonly grants: readonly string[]
  /** How many more grants decided. */
  readonly more?: number
  /** Names of the fields to mask, sorted. */
  readonly mask?: readonly string[]
  /** Types of the other obligations, sorted. */
  readonly obligations?: readonly string[]
  /** The share of such decisions that is logged, when it is not all. */
  readonly share?: number
}

/** A request, each member of which was read once. */
export interface Asked {
  readonly principal: unknown
  readonly action: unknown
  readonly resource: { readonly type: unknown; readonly id: unknown }
  readonly context: { readonly ip: unknown; readonly at: unknown }
  readonly facts: unknown
}

/** How an entry is written. */
export interface EntryOptions {
  readonly addresses: boolean
  readonly pseudonym: ((id: string) => string) | undefined
}

const MOST_GRANTS = 8

/** Writes the entry of a decision. */
export function entryOf(
  asked: Asked | undefined,
  decision: Decision,
  options: EntryOptions,
  share?: number,
): DecisionEntry {
  const { allowed, reason, grants, obligations } = decision
  const ids = grants.filter(isPlain).slice(0, MOST_GRANTS)
  const mask = maskedBy(obligations)
  const types = otherTypes(obligations)
  return Object.freeze({
    v: 1,
    ...(isTime(asked?.context.at) && { at: asked.context.at }),
    ...(asked !== undefined && reason.code !== 'unknown' && subjectOf(asked, options)),
    allowed,
    code: reason.code,
    ...(isPlain(reason.rule) && { rule: reason.rule }),
    ...(isPlain(reason.detail) && { detail: reason.detail }),
    grants: Object.freeze(ids),
    ...(ids.length < grants.length && { more: grants.length - ids.length }),
    ...(mask.length > 0 && { mask: Object.freeze(mask) }),
    ...(types.length > 0 && { obligations: Object.freeze(types) }),
    ...(share !== undefined && { share }),
  })
}

/** Who wanted what, where and from where: all of it known to the engine. */
function subjectOf(
  { principal: who, action, resource, context }: Asked,
  { addresses, pseudonym }: EntryOptions,
): Pick<DecisionEntry, 'principal' | 'action' | 'list' | 'ip'> {
  const id: unknown = typeof who === 'string' ? who : Object(who).id
  const principal = pseudonym === undefined || typeof id !== 'string' ? id : pseudonym(id)
  const list = resource.type === 'account' ? null : resource.id
  const ip = addressIn(context.ip, addresses)
  return {
    ...(isPlain(principal) && { principal }),
    ...(isPlain(action) && { action }),
    ...((list === null || isPlain(list)) && { list }),
    ...(ip !== undefined && { ip }),
  }
}

/** What cannot be read may be anything, and is not repeated. */
function addressIn(ip: unknown, kept: boolean): string | null | undefined {
  if (typeof ip !== 'string') return null
  const address = parseIpAddress(ip)
  if (address === undefined) return ''
  return kept ? formatIpAddress(address) : undefined
}

/** Nearly all names, told without the tables of Unicode, which are slow. */
const ORDINARY = /^[\w.:/-]{1,200}$/

/** Whether a text may stand in an entry: a name, and no e-mail address. */
function isPlain(text: unknown): text is string {
  return typeof text === 'string' && (ORDINARY.test(text) || (isName(text) && !text.includes('@')))
}

/** Names of the fields that obligations mask, as an entry gives them. */
export function maskedBy(obligations: readonly Obligation[]): string[] {
  const fields = obligations.flatMap((duty) => (duty.type === 'mask' ? (duty.fields as readonly string[]) : []))
  return fields.filter(isPlain).sort()
}

/** Types of the obligations that are no masks, as an entry gives them. */
export function otherTypes(obligations: readonly Obligation[]): string[] {
  const types = new Set(obligations.map(({ type }) => type))
  types.delete('mask')
  return [...types].filter(isPlain).sort()
}
