import { WaxsealError } from '@waxseal/core'
import { createRedactor } from '@waxseal/redact'
import { isRecordName } from './offboard/record-name.js'
import type { WaxsealOptions, WaxsealSetupCode } from './options.js'
import type { SessionContext } from './session.js'

const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,99}$/u

/** Checks what a host hands over. Throws the codes of `WaxsealSetupCode`. */
export function checkOptions(options: WaxsealOptions): WaxsealOptions {
  const fail = (code: WaxsealSetupCode, message: string): never => {
    throw new WaxsealError(code, message)
  }
  if (!options?.keyRing) fail('key-ring-missing', 'without a `keyRing` there is no start')
  if (!options.journal) fail('journal-missing', 'without a `journal` there is no start')
  if (!options.policy) fail('policy-missing', 'without a `policy` there is no start')
  if (typeof options.principals !== 'function') fail('principals-missing', '`principals` must be a function')
  if (options.tenant !== undefined && !NAME.test(options.tenant))
    fail('tenant-invalid', '`tenant` must be a plain name')
  if (typeof options.lists !== 'object' || options.lists === null) fail('list-misplaced', '`lists` must be an object')
  const { maxAge } = options
  if (maxAge !== undefined && !(Number.isFinite(maxAge) && maxAge >= 0))
    fail('max-age-invalid', '`maxAge` must be milliseconds')
  if (options.rules !== undefined && !Array.isArray(options.rules)) fail('rules-invalid', '`rules` must be an array')
  if (options.facts !== undefined && typeof options.facts !== 'function')
    fail('rules-invalid', '`facts` must be a function')
  for (const [name, place] of Object.entries(options.lists)) checkPlace(name, place, options.provider !== undefined)
  const name = options.identity?.name
  if (name !== undefined && (typeof name !== 'string' || name === '' || name.length > 200)) {
    fail('identity-invalid', 'the `name` of the identity must be a text of 1 to 200 characters')
  }
  return options
}

function checkPlace(name: string, place: unknown, hasProvider: boolean): void {
  const fail = (message: string): never => {
    throw new WaxsealError<WaxsealSetupCode>('list-misplaced', message)
  }
  if (!NAME.test(name)) fail('a list has a name that is no plain name')
  if (typeof place === 'string') {
    if (!hasProvider) fail(`list \`${name}\` lives at a provider, and no \`provider\` is given`)
    return
  }
  const { source, id } = (typeof place === 'object' && place !== null ? place : {}) as Readonly<Record<string, unknown>>
  if (typeof id === 'string' && source === undefined) checkPlace(name, id, hasProvider)
  else if (typeof source !== 'function' || id !== undefined) {
    fail(`list \`${name}\` needs an id at the provider or a \`source\``)
  }
}

/** A principal's id stands in the record for ever, so it must not be an address or a number that tells who it is. */
export function checkPrincipal(principal: string): void {
  if (typeof principal !== 'string' || principal === '' || principal.length > 200 || /\p{Cc}/u.test(principal)) {
    throw new WaxsealError(
      'context-invalid',
      'a principal goes by a text of 1 to 200 characters without control characters',
    )
  }
  // What the record could not name could not be taken off it either.
  if (!isRecordName(principal) || createRedactor().find(principal).length > 0) {
    throw new WaxsealError(
      'principal-id-personal',
      'a principal id stands in the record, so it must not be an address or a phone',
    )
  }
}

/** Checks a session's context and takes a copy of it, so that it cannot change later. Throws `context-invalid`. */
export function checkContext(context: SessionContext): SessionContext {
  const isTexts = (value: unknown): boolean =>
    value === undefined || (Array.isArray(value) && value.every((item) => typeof item === 'string'))
  const isObject = typeof context === 'object' && context !== null
  const { ip, lists, actions, facts, ...unknown } = isObject ? context : {}
  // A misspelt member would leave a session wide that was meant to be narrow.
  if (!isObject || Object.keys(unknown).length > 0) {
    throw new WaxsealError(
      'context-invalid',
      'a session context holds `ip`, `lists`, `actions` and `facts` and nothing else',
    )
  }
  const isFacts = facts === undefined || (typeof facts === 'object' && facts !== null && !Array.isArray(facts))
  if ((ip !== undefined && typeof ip !== 'string') || !isTexts(lists) || !isTexts(actions) || !isFacts) {
    throw new WaxsealError(
      'context-invalid',
      'a session context holds `ip` (text), `lists` and `actions` (lists of texts) and `facts` (an object)',
    )
  }
  return Object.freeze({
    ...(ip === undefined ? {} : { ip }),
    ...(lists === undefined ? {} : { lists: [...lists] }),
    ...(actions === undefined ? {} : { actions: [...actions] }),
    ...(facts === undefined ? {} : { facts: copyOfFacts(facts) }),
  })
}

/** What a clone throws may quote what it was given. */
function copyOfFacts<Value>(facts: Value): Value {
  try {
    return structuredClone(facts)
  } catch {
    throw new WaxsealError('context-invalid', 'the `facts` of a session context hold something that is no data')
  }
}
