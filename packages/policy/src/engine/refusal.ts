import { parseIpAddress } from '@waxseal/core'
import type { Decision, ReasonCode } from '../decision.js'
import { isName } from '../policy/schema.js'
import { placesOf } from './allowlist.js'
import type { Situation, Unknown } from './situation.js'
import type { EngineState } from './state.js'

const NOTHING: readonly never[] = /* @__PURE__ */ Object.freeze([])

/** A decision that refuses without a grant. */
export function refuse(code: ReasonCode, message: string): Decision {
  return { allowed: false, reason: { code, message }, grants: NOTHING, obligations: NOTHING }
}

/** A decision that a rule refuses. */
export function refuseByRule(rule: string, detail: string, message: string): Decision {
  return { allowed: false, reason: { code: 'rule', message, rule, detail }, grants: NOTHING, obligations: NOTHING }
}

/** The refusal of what is unknown. The unknown word itself is not repeated: anybody may have sent anything. */
export function refuseUnknown(what: Unknown | 'request'): Decision {
  return refuse('unknown', what === 'request' ? 'the request cannot be read' : `no such ${what} is known`)
}

/** The refusal of an address, without the address. */
export function refuseAddress({ principal, ip }: Situation, state: EngineState): Decision {
  const name = nameOf(principal.id)
  const places = principal.allowlist === undefined ? [] : placesOf(principal.allowlist, state.networks)
  if (places.length === 0) return refuse('address', `${name} may act from no network`)
  const words = places.map((place) => (place === '' ? 'networks listed for the principal' : `\`${place}\``))
  return refuse('address', `${name} may act only from ${words.join(' or ')}${whatIsWrong(ip)}`)
}

function whatIsWrong(ip: unknown): string {
  if (ip === undefined) return ': the request has no address'
  return typeof ip === 'string' && parseIpAddress(ip) !== undefined ? '' : ': the request has a malformed address'
}

/** The principal in a message; an id that is an e-mail address, or no name, stays out. */
export function nameOf(principal: string): string {
  return isName(principal) && !principal.includes('@') ? `\`${principal}\`` : 'the principal'
}

/** What is asked, in a message. */
export function deedOf({ action, list }: Pick<Situation, 'action' | 'list'>): string {
  return list === undefined ? `\`${action.name}\` on the account` : `\`${action.name}\` on list \`${list.id}\``
}
