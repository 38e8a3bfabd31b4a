import type { Facts, RuleQuestion } from '@waxseal/core'

/** The instant of every question that names no other. */
export const NOW = Date.parse('2026-11-23T19:05:00Z')

/** A question by Maria about list 501, with what matters to a test put in. */
export function question(facts: Facts, more: Partial<RuleQuestion> = {}): RuleQuestion {
  return {
    principal: { id: 'maria', roles: ['sender'], zones: [], mailbox: 'maria@romashka.ru' },
    action: 'campaigns.send.email',
    list: { id: '501', zones: [] },
    context: { at: NOW },
    facts,
    ...more,
  }
}

/** The code of a refusal. */
export function codeOf(answer: unknown): unknown {
  return answer === undefined ? undefined : (answer as { refuse?: unknown }).refuse
}

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
