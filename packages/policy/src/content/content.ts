import { normalizeEmailAddress, toAsciiDomain } from '@waxseal/core'
import type { ContentRule } from '../policy/document.js'
import { namesHost } from './host-pattern.js'

/** What was found in a letter before merging. Addresses are bare (`news@romashka.ru`), hosts come without port. */
export interface ContentFacts {
  readonly from: string
  readonly replyTo?: string | undefined
  readonly mergeFields: readonly string[]
  readonly linkHosts: readonly string[]
  readonly imageHosts: readonly string[]
}

/** One thing in a letter that no grant names. */
export interface ContentProblem {
  readonly code: 'sender' | 'reply-to' | 'merge-field' | 'link-host' | 'image-host'
  /** Says what is wrong without the value, so that it may be logged. */
  readonly message: string
  /** The thing itself, as it stood in the letter: for the author's eyes, not for logs. */
  readonly value: string
}

/**
 * Compares a letter with the content rules of the grants that allow it (`anyOf` of the `content` obligation). It must fit one rule
 * entirely: two rules are never added up.
 *
 * @returns nothing if it fits, else the problems under the rule it comes closest to (fewest problems, the first of equals).
 * @example
 * ```ts
 * import { checkContent } from '@waxseal/policy'
 *
 * const rule = { from: ['news@romashka.ru'], linkHosts: ['romashka.ru', '*.romashka.ru'] }
 * const facts = { from: 'news@romashka.ru', mergeFields: ['Email'], linkHosts: ['shop.romashka.ru'], imageHosts: [] }
 * console.log(checkContent(facts, [rule]).map((problem) => problem.code)) // [ 'merge-field' ]
 * ```
 */
export function checkContent(facts: ContentFacts, anyOf: readonly ContentRule[]): readonly ContentProblem[] {
  let closest: readonly ContentProblem[] = [{ code: 'sender', message: 'no grant names a sender', value: facts.from }]
  let fewest = Number.POSITIVE_INFINITY
  for (const rule of anyOf) {
    const problems = problemsUnder(rule, facts)
    if (problems.length >= fewest) continue
    closest = problems
    fewest = problems.length
  }
  return closest
}

function problemsUnder(rule: ContentRule, facts: ContentFacts): readonly ContentProblem[] {
  const fields = new Set(rule.mergeFields)
  return [
    ...misfits('sender', 'no grant allows this sender', [facts.from], (text) => namesAddress(rule.from, text)),
    ...misfits(
      'reply-to',
      'no grant allows answers to this address',
      facts.replyTo === undefined ? [] : [facts.replyTo],
      (text) => namesAddress(rule.replyTo, text),
    ),
    ...misfits('merge-field', 'no grant allows this merge field', facts.mergeFields, (name) => fields.has(name)),
    ...misfits('link-host', 'no grant allows links to this host', facts.linkHosts, (host) =>
      named(rule.linkHosts, host),
    ),
    ...misfits('image-host', 'no grant allows images from this host', facts.imageHosts, (host) =>
      named(rule.imageHosts, host),
    ),
  ]
}

function misfits(
  code: ContentProblem['code'],
  message: string,
  values: readonly string[],
  fits: (value: string) => boolean,
): readonly ContentProblem[] {
  return [...new Set(values)].filter((value) => !fits(value)).map((value) => ({ code, message, value }))
}

function namesAddress(addresses: readonly string[] = [], text: string): boolean {
  const wanted = bareAddress(text)
  return wanted !== undefined && addresses.some((address) => bareAddress(address) === wanted)
}

/** Blanks and line ends around an address are refused: what is compared must be what stands in the header. */
function bareAddress(text: string): string | undefined {
  return text === text.trim() ? normalizeEmailAddress(text) : undefined
}

function named(patterns: readonly string[] = [], text: string): boolean {
  const host = toAsciiDomain(text)
  return host !== undefined && namesHost(patterns, host)
}
