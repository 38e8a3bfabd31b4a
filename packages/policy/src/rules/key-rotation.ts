import type { Duration, FactCure, Rule, RuleAnswer, RuleQuestion } from '@waxseal/core'
import { isInstant, own, refusal, unreadable } from './fact-reader.js'
import type { CredentialFact } from './facts.js'
import { OptionReader, type RuleOptions } from './option-reader.js'

/** When a credential is fresh enough. */
export interface KeyRotationOptions extends RuleOptions {
  /** A credential must be younger. */
  readonly maxAge: Duration
  /** For how long after its rotation a `previous` credential still does. @default not at all */
  readonly overlap?: Duration | undefined
}

const FACTS = /* @__PURE__ */ Object.freeze(['credential'])
const STATES: readonly unknown[] = ['pending', 'tested', 'current', 'previous', 'retired'] satisfies State[]
const NOT_CURRENT = /* @__PURE__ */ refusal('not-current', 'the credential is not the current one')
const STALE = /* @__PURE__ */ refusal('stale', 'the credential is too old and must be rotated')
const EXPIRED = /* @__PURE__ */ refusal('expired', 'the credential has expired')

type State = CredentialFact['state']

/**
 * Refuses what is asked with a credential that is too old, expired, or not in service. Reads the fact `credential`.
 *
 * Codes: `not-current`, `stale`, `expired`, `fact-missing`, `fact-invalid` (also for a credential of the future).
 *
 * @throws WaxsealError `rule-invalid` when an option makes no sense.
 * @example
 * ```ts
 * import { keyRotation } from '@waxseal/policy'
 *
 * const rule = keyRotation({ maxAge: '90d', overlap: '12h' })
 * const at = Date.parse('2026-11-23T19:05:00Z')
 * const credential = { issuedAt: Date.parse('2026-05-01T00:00:00Z'), state: 'current' }
 * const principal = { id: 'maria', roles: [], zones: [] }
 * const question = { principal, action: 'contacts.view', list: undefined, context: { at }, facts: { credential } }
 * console.log(rule.check(question)) // { refuse: 'stale', message: 'the credential is too old and must be rotated' }
 * ```
 */
export function keyRotation(options: KeyRotationOptions): Rule {
  const reader = new OptionReader('keyRotation', options, ['maxAge', 'overlap'])
  const maxAge = reader.required('maxAge', reader.duration('maxAge'))
  const overlap = reader.duration('overlap') ?? 0

  function check({ facts, context: { at } }: RuleQuestion): RuleAnswer | undefined {
    const credential = readCredential(own(facts, 'credential'), at)
    if (credential === undefined) return unreadable(facts, 'credential')
    const { state, issuedAt, rotatedAt, expiresAt } = credential
    const overlaps = state === 'previous' && rotatedAt !== undefined && at - rotatedAt < overlap
    if (state !== 'current' && !overlaps) return NOT_CURRENT
    if (at - issuedAt >= maxAge) return STALE
    return expiresAt !== undefined && at >= expiresAt ? EXPIRED : undefined
  }

  /** The oldest credential that would do; never a `previous` one, whose time only runs out. */
  function cure(question: RuleQuestion): FactCure | undefined {
    const { at } = question.context
    if (!isInstant(at) || check(question) === undefined) return undefined
    const { issuedAt, expiresAt } = readCredential(own(question.facts, 'credential'), at) ?? {}
    const value: CredentialFact = {
      issuedAt: Math.max(issuedAt ?? at - maxAge + 1, at - maxAge + 1),
      state: 'current',
      ...(expiresAt === undefined ? {} : { expiresAt: Math.max(expiresAt, at + 1) }),
    }
    return { fact: 'credential', value }
  }

  return reader.rule('key-rotation', undefined, { facts: FACTS, check, cure })
}

function readCredential(value: unknown, now: number): CredentialFact | undefined {
  const state = own(value, 'state')
  const issuedAt = own(value, 'issuedAt')
  const rotatedAt = own(value, 'rotatedAt')
  const expiresAt = own(value, 'expiresAt')
  if (!isState(state) || !isInstant(now) || !isInstant(issuedAt) || issuedAt > now) return undefined
  if (expiresAt !== undefined && !isInstant(expiresAt)) return undefined
  if (rotatedAt === undefined) return state === 'previous' ? undefined : { state, issuedAt, expiresAt }
  if (!isInstant(rotatedAt) || rotatedAt < issuedAt || rotatedAt > now) return undefined
  return { state, issuedAt, rotatedAt, expiresAt }
}

function isState(value: unknown): value is State {
  return STATES.includes(value)
}
