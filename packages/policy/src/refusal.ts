import type { Decision, ReasonCode } from './decision.js'
import type { ReadRequest, Unknown } from './read-request.js'
import { isName } from './schema.js'

const NOTHING: readonly never[] = /* @__PURE__ */ Object.freeze([])

/** A decision that refuses without a grant. */
export function refuse(code: ReasonCode, message: string): Decision {
  return { allowed: false, reason: { code, message }, grants: NOTHING, obligations: NOTHING }
}

/** The refusal of what is unknown. The unknown word itself is not repeated: anybody may have sent anything. */
export function refuseUnknown(what: Unknown | 'request'): Decision {
  return refuse('unknown', what === 'request' ? 'the request cannot be read' : `no such ${what} is known`)
}

/** The principal in a message; an id that is an e-mail address, or no name, stays out. */
export function nameOf(principal: string): string {
  return isName(principal) && !principal.includes('@') ? `\`${principal}\`` : 'the principal'
}

/** What is asked, in a message. */
export function deedOf({ action, list }: Pick<ReadRequest, 'action' | 'list'>): string {
  return list === undefined ? `\`${action}\` on the account` : `\`${action}\` on list \`${list}\``
}
