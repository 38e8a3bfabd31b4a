import type { Rule } from '@waxseal/core'
import { createBudget } from './count-budget.js'
import { refusal } from './fact-reader.js'
import { OptionReader, type RuleOptions } from './option-reader.js'

/** How many contacts one principal may be shown. */
export interface RevealBudgetOptions extends RuleOptions {
  readonly perDay: number
}

/**
 * Refuses to show more contacts to a principal than his budget for a day has left. Reads the facts `reveals` (how many contacts this
 * request would show; never guessed, for an export shows a whole list) and `revealed`. Watches `contacts.view` and
 * `contacts.export` unless told otherwise.
 *
 * Codes: `budget-spent`, `fact-missing`, `fact-invalid`.
 *
 * @throws WaxsealError `rule-invalid` when an option makes no sense.
 * @example
 * ```ts
 * import { revealBudget } from '@waxseal/policy'
 *
 * const rule = revealBudget({ perDay: 50 })
 * const principal = { id: 'maria', roles: [], zones: [] }
 * const facts = { reveals: 1, revealed: { day: 50 } }
 * const question = { principal, action: 'contacts.view', list: undefined, context: { at: 0 }, facts }
 * console.log(rule.check(question)) // { refuse: 'budget-spent', message: 'no more than 50 contacts may be shown in a day' }
 * ```
 */
export function revealBudget(options: RevealBudgetOptions): Rule {
  const reader = new OptionReader('revealBudget', options, ['perDay'])
  const most = reader.required('perDay', reader.count('perDay'))
  const over = refusal('budget-spent', `no more than ${most} contacts may be shown in a day`)
  const budget = createBudget({ amount: 'reveals', spent: 'revealed', perSpan: [{ span: 'day', most, over }] })
  return reader.rule('reveal-budget', ['contacts.export', 'contacts.view'], {
    facts: budget.facts,
    check: ({ facts }) => budget.check(facts),
    cure: ({ facts }) => (budget.check(facts) === undefined ? undefined : budget.cure(facts)),
  })
}
