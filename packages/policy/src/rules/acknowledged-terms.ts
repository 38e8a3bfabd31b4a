import type { FactCure, Rule, RuleAnswer, RuleQuestion } from '@waxseal/core'
import { arrayOf, own, readText, refusal, unreadable } from './fact-reader.js'
import { OptionReader, type RuleOptions } from './option-reader.js'

/** Which terms must have been acknowledged. */
export interface AcknowledgedTermsOptions extends RuleOptions {
  /** The version in force, compared as it stands: `2026-11`. */
  readonly version: string
}

const FACTS = /* @__PURE__ */ Object.freeze(['acknowledged'])
const NEEDED = /* @__PURE__ */ refusal('terms', 'the terms in force have not been acknowledged')

/**
 * Refuses a principal who has not acknowledged the terms in force. Reads the fact `acknowledged`: a version, or several.
 *
 * Codes: `terms`, `fact-missing`, `fact-invalid`.
 *
 * @throws WaxsealError `rule-invalid` when an option makes no sense.
 * @example
 * ```ts
 * import { acknowledgedTerms } from '@waxseal/policy'
 *
 * const rule = acknowledgedTerms({ version: '2026-11' })
 * const principal = { id: 'maria', roles: [], zones: [] }
 * const facts = { acknowledged: '2025-03' }
 * const question = { principal, action: 'contacts.view', list: undefined, context: { at: 0 }, facts }
 * console.log(rule.cure?.(question)) // { fact: 'acknowledged', value: [ '2025-03', '2026-11' ] }
 * ```
 */
export function acknowledgedTerms(options: AcknowledgedTermsOptions): Rule {
  const reader = new OptionReader('acknowledgedTerms', options, ['version'])
  const version = reader.required('version', reader.text('version'))

  function check({ facts }: RuleQuestion): RuleAnswer | undefined {
    const versions = readVersions(own(facts, 'acknowledged'))
    if (versions === undefined) return unreadable(facts, 'acknowledged')
    return versions.includes(version) ? undefined : NEEDED
  }

  function cure(question: RuleQuestion): FactCure | undefined {
    if (check(question) === undefined) return undefined
    const versions = readVersions(own(question.facts, 'acknowledged')) ?? []
    return { fact: 'acknowledged', value: [...versions, version] }
  }

  return reader.rule('acknowledged-terms', undefined, { facts: FACTS, check, cure })
}

function readVersions(value: unknown): readonly string[] | undefined {
  const text = readText(value)
  return text === undefined ? arrayOf(value, readText) : [text]
}
