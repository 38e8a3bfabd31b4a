import type { FactCure, Rule, RuleAnswer, RuleQuestion } from '@waxseal/core'
import { arrayOf, own, readText, refusal, unreadable } from './fact-reader.js'
import { OptionReader, type RuleOptions } from './option-reader.js'

/** For each region of an end point, the regions whose contacts it may handle. */
export type ResidencyTable = Readonly<Record<string, readonly string[]>>

const FACTS = /* @__PURE__ */ Object.freeze(['endpointRegion'])
const ENDPOINT = /* @__PURE__ */ refusal(
  'endpoint-unknown',
  'nothing says which contacts an end point of this region may handle',
)
const NOWHERE = /* @__PURE__ */ refusal('region-unknown', 'nothing says from which region the contacts are')
const OUTSIDE = /* @__PURE__ */ refusal(
  'residency',
  'contacts of this region may not be handled by an end point of that region',
)

/**
 * Refuses to let an end point of the provider handle contacts of a region that it may not. Reads the facts `endpointRegion` and, beside
 * the region of the list, `contactRegions`; without either of these two nobody knows the region, so it refuses. An end
 * point handles its own region only if the table says so. Watches `campaigns.send.*` and `contacts.*` unless told otherwise.
 *
 * Codes: `residency`, `endpoint-unknown`, `region-unknown`, `fact-missing`, `fact-invalid`.
 *
 * @throws WaxsealError `rule-invalid` when the table or an option makes no sense.
 * @example
 * ```ts
 * import { residency } from '@waxseal/policy'
 *
 * const rule = residency({ ru: ['ru', 'kz'], eu: ['eu'] })
 * const principal = { id: 'maria', roles: [], zones: [] }
 * const list = { id: '501', zones: [], region: 'ru' }
 * const question = { principal, action: 'contacts.import', list, context: { at: 0 }, facts: { endpointRegion: 'eu' } }
 * console.log(rule.cure?.(question)) // { fact: 'endpointRegion', value: 'ru' }
 * ```
 */
export function residency(table: ResidencyTable, options: RuleOptions = {}): Rule {
  const reader = new OptionReader('residency', options, [])
  const handled = readTable(table)

  function check({ facts, list }: RuleQuestion): RuleAnswer | undefined {
    const endpoint = readText(own(facts, 'endpointRegion'))
    if (endpoint === undefined) return unreadable(facts, 'endpointRegion')
    const regions = handled.get(endpoint)
    if (regions === undefined) return ENDPOINT
    const wanted = regionsOf(facts, list?.region)
    if (wanted === undefined) return unreadable(facts, 'contactRegions')
    if (wanted.length === 0) return NOWHERE
    return wanted.every((region) => regions.has(region)) ? undefined : OUTSIDE
  }

  /**
   * An end point that may handle all these contacts; else those of them that this one may handle; else, where both are in the way, first
   * an end point that may at least handle the list.
   */
  function cure(question: RuleQuestion): FactCure | undefined {
    if (check(question) === undefined) return undefined
    const { facts, list } = question
    const wanted = regionsOf(facts, list?.region) ?? []
    const whole = wanted.length === 0 ? undefined : endpointFor(wanted)
    if (whole !== undefined) return { fact: 'endpointRegion', value: whole }
    const bound = list?.region === undefined ? [] : [list.region]
    const regions = handled.get(readText(own(facts, 'endpointRegion')) ?? '')
    if (regions !== undefined && bound.every((region) => regions.has(region))) {
      const value = wanted.filter((region) => regions.has(region))
      return { fact: 'contactRegions', value: value.length > 0 ? value : [...regions].slice(0, 1) }
    }
    const other = endpointFor(bound)
    return other === undefined ? undefined : { fact: 'endpointRegion', value: other }
  }

  function endpointFor(wanted: readonly string[]): string | undefined {
    for (const [endpoint, regions] of handled) if (wanted.every((region) => regions.has(region))) return endpoint
    return undefined
  }

  return reader.rule('residency', ['campaigns.send.*', 'contacts.*'], { facts: FACTS, check, cure })
}

/** The regions of all contacts concerned, or `undefined` when the fact is not of its shape. */
function regionsOf(facts: RuleQuestion['facts'], region: string | undefined): readonly string[] | undefined {
  const known = own(facts, 'contactRegions')
  const named = known === undefined ? [] : arrayOf(known, readText)
  return region === undefined ? named : named && [region, ...named]
}

function readTable(table: unknown): ReadonlyMap<string, ReadonlySet<string>> {
  const names = typeof table === 'object' && table !== null && !Array.isArray(table) ? Object.keys(table) : []
  const reader = new OptionReader('residency', table, names)
  if (names.length === 0) throw reader.invalid('table', 'names no region of an end point')
  return new Map(names.map((name) => [name, new Set(reader.required(name, reader.texts(name)))]))
}
