import type { Duration, FactCure, Rule, RuleAnswer, RuleQuestion } from '@waxseal/core'
import { isInstant, own, refusal, unreadable } from './fact-reader.js'
import type { AuthenticationFact, AuthenticationLevel } from './facts.js'
import { OptionReader, type RuleOptions } from './option-reader.js'

/** How strong, and how fresh, an authentication must be. */
export interface AuthStrengthOptions extends RuleOptions {
  /** `aal2`: two different factors. */
  readonly atLeast: AuthenticationLevel
  /** The authentication must be younger. @default any age */
  readonly maxAge?: Duration | undefined
}

const FACTS = /* @__PURE__ */ Object.freeze(['authentication'])
const LEVELS: readonly unknown[] = ['aal1', 'aal2', 'aal3'] satisfies AuthenticationLevel[]
const STALE = /* @__PURE__ */ refusal('stale', 'the authentication is too long ago')

/**
 * Refuses a principal who has not proved strongly or recently enough who he is. Reads the fact `authentication`.
 *
 * Strength is said in the authenticator assurance levels of NIST SP 800-63B, because they are ordered: the methods of RFC 8176 (`amr`)
 * are not, and how strong `otp` or `mfa` is depends on what stands behind it. A host that has only `amr` translates: `pwd` or
 * `otp` alone is `aal1`, `mfa` is `aal2`, `hwk` with a second factor is `aal3`.
 *
 * Codes: `weak`, `stale`, `fact-missing`, `fact-invalid` (also for an authentication of the future).
 *
 * @throws WaxsealError `rule-invalid` when an option makes no sense.
 * @example
 * ```ts
 * import { authStrength } from '@waxseal/policy'
 *
 * const rule = authStrength({ atLeast: 'aal2', maxAge: '15m', actions: ['contacts.export'] })
 * const at = Date.parse('2026-11-23T19:05:00Z')
 * const facts = { authentication: { level: 'aal1', at: at - 60_000 } }
 * const principal = { id: 'maria', roles: [], zones: [] }
 * const question = { principal, action: 'contacts.export', list: undefined, context: { at }, facts }
 * console.log(rule.check(question)) // { refuse: 'weak', message: 'the action needs authentication of level `aal2`' }
 * ```
 */
export function authStrength(options: AuthStrengthOptions): Rule {
  const reader = new OptionReader('authStrength', options, ['atLeast', 'maxAge'])
  const maxAge = reader.duration('maxAge')
  const { atLeast } = options
  const least = LEVELS.indexOf(atLeast)
  if (least < 0) throw reader.invalid('atLeast', 'must be `aal1`, `aal2` or `aal3`')
  const weak = refusal('weak', `the action needs authentication of level \`${atLeast}\``)

  function check({ facts, context: { at } }: RuleQuestion): RuleAnswer | undefined {
    const authentication = readAuthentication(own(facts, 'authentication'), at)
    if (authentication === undefined) return unreadable(facts, 'authentication')
    if (LEVELS.indexOf(authentication.level) < least) return weak
    return maxAge !== undefined && at - authentication.at >= maxAge ? STALE : undefined
  }

  function cure(question: RuleQuestion): FactCure | undefined {
    const { at } = question.context
    if (!isInstant(at) || check(question) === undefined) return undefined
    const given = readAuthentication(own(question.facts, 'authentication'), at)
    const enough = given !== undefined && LEVELS.indexOf(given.level) >= least
    const oldest = maxAge === undefined ? (given?.at ?? at) : at - maxAge + 1
    const value: AuthenticationFact = {
      level: enough ? given.level : atLeast,
      at: Math.max(given?.at ?? oldest, oldest),
    }
    return { fact: 'authentication', value }
  }

  return reader.rule('auth-strength', undefined, { facts: FACTS, check, cure })
}

function readAuthentication(value: unknown, now: number): AuthenticationFact | undefined {
  const level = own(value, 'level')
  const at = own(value, 'at')
  return isLevel(level) && isInstant(now) && isInstant(at) && at <= now ? { level, at } : undefined
}

function isLevel(value: unknown): value is AuthenticationLevel {
  return LEVELS.includes(value)
}
