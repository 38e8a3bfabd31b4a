import type { Rule, RuleObligation, RuleQuestion } from '@waxseal/core'
import { addressBits } from './address.js'
import { covers } from './grants.js'
import type { ReadQuestion } from './read.js'

/** What the rules took away, or what they ask for. */
export type RulesVerdict =
  | { readonly rule: string; readonly detail: string }
  | { readonly masked: readonly string[]; readonly duties: readonly RuleObligation[] }

/** Step 4 of the meaning: rules are asked one after the other; the first that refuses, or cannot be trusted, decides. */
export function askRules(rules: readonly Rule[], known: readonly string[], question: ReadQuestion): RulesVerdict {
  const masked: string[] = []
  const duties: RuleObligation[] = []
  for (const rule of rules) {
    if (rule.actions !== undefined && !rule.actions.some((pattern) => covers(pattern, question.action))) continue
    const answer = askRule(rule, questionOf(question))
    if (answer === undefined) continue
    const { refuse, oblige } = (typeof answer === 'object' ? (answer ?? {}) : {}) as Record<string, unknown>
    if (typeof refuse === 'string') return { rule: rule.name, detail: refuse }
    if (refuse !== undefined || !Array.isArray(oblige)) return { rule: rule.name, detail: 'broken' }
    for (const duty of oblige as RuleObligation[]) {
      if (duty?.type === 'mask' && isTexts(duty.fields)) masked.push(...duty.fields)
      else if (typeof duty?.type === 'string' && known.includes(duty.type)) duties.push(duty)
      else return { rule: rule.name, detail: 'obligation-unknown' }
    }
  }
  return { masked, duties }
}

/** A rule without its facts is not asked; one that throws has no answer that anybody could trust. */
function askRule(rule: Rule, question: RuleQuestion): unknown {
  const { facts } = question
  if ((rule.facts ?? []).some((fact) => !Object.hasOwn(facts, fact) || (facts[fact] ?? undefined) === undefined))
    return { refuse: 'fact-missing' }
  try {
    return rule.check(question)
  } catch {
    return 'it threw'
  }
}

function questionOf({ principal, action, list, ip, at, facts }: ReadQuestion): RuleQuestion {
  const { id, roles = [], zones = [], mailbox } = principal
  return {
    principal: { id, roles, zones, mailbox },
    action,
    list: list && { id: list.id, zones: list.zones ?? [], region: list.region },
    // Rules see checked members only.
    context: { ip: typeof ip === 'string' && addressBits(ip) !== undefined ? ip : undefined, at: Number(at) },
    facts: typeof facts === 'object' && facts !== null ? { ...facts } : {},
  }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
