import type { FactCure, Rule, RuleAnswer, RuleQuestion } from '@waxseal/core'
import { type Budget, createBudget } from './count-budget.js'
import { refusal } from './fact-reader.js'
import { OptionReader, type RuleOptions } from './option-reader.js'

/** How many letters may leave in one principal's name. Nought is a cap too. */
export interface SendLimits {
  /** To how many people one letter may go. */
  readonly perSend?: number | undefined
  readonly perHour?: number | undefined
  readonly perDay?: number | undefined
}

/** Caps for everyone, for some, or both. */
export interface SendCapOptions extends RuleOptions, SendLimits {
  /** Limits of single principals by id; each takes the place of the general one of its kind. */
  readonly principals?: Readonly<Record<string, SendLimits>> | undefined
}

/**
 * Refuses a send that would bring the letters in the principal's name above a cap. Reads the facts `recipients` and, for hours and
 * days, `sent`. Caps of single principals alone bind nobody else: others need no facts. Watches `campaigns.send.*` unless told
 * otherwise.
 *
 * Codes: `cap-per-send`, `cap-per-hour`, `cap-per-day`, `fact-missing`, `fact-invalid`.
 *
 * @throws WaxsealError `rule-invalid` when an option makes no sense, or none is a limit.
 * @example
 * ```ts
 * import { sendCap } from '@waxseal/policy'
 *
 * const rule = sendCap({ perDay: 5000 })
 * const facts = { recipients: 1200, sent: { day: 4000 } }
 * const principal = { id: 'maria', roles: [], zones: [] }
 * const question = { principal, action: 'campaigns.send.email', list: undefined, context: { at: 0 }, facts }
 * console.log(rule.check(question)) // { refuse: 'cap-per-day', message: 'no more than 5000 letters may leave in a day' }
 * console.log(rule.cure?.(question)) // { fact: 'recipients', value: 1000 }
 * ```
 */
export function sendCap(options: SendCapOptions): Rule {
  const reader = new OptionReader('sendCap', options, ['perSend', 'perHour', 'perDay', 'principals'])
  const general = readLimits(reader)
  const everyone = capOf(general)
  const single = readPrincipals(reader, general)
  if (everyone === undefined && single.size === 0) throw reader.invalid('perDay', 'is missing, as is every other limit')

  function capFor(question: RuleQuestion): Budget | undefined {
    return single.get(question.principal.id) ?? everyone
  }

  function check(question: RuleQuestion): RuleAnswer | undefined {
    return capFor(question)?.check(question.facts)
  }

  function cure(question: RuleQuestion): FactCure | undefined {
    const cap = capFor(question)
    return cap?.check(question.facts) === undefined ? undefined : cap.cure(question.facts)
  }

  return reader.rule('send-cap', ['campaigns.send.*'], {
    facts: everyone?.facts,
    optionalFacts: ['recipients', 'sent'],
    check,
    cure,
  })
}

function readLimits(reader: OptionReader): SendLimits {
  return { perSend: reader.count('perSend'), perHour: reader.count('perHour'), perDay: reader.count('perDay') }
}

function readPrincipals(reader: OptionReader, general: SendLimits): ReadonlyMap<string, Budget> {
  const table = reader.get('principals')
  if (table === undefined) return new Map()
  if (typeof table !== 'object' || table === null)
    throw reader.invalid('principals', 'must be an object of limits by principal')
  const single = new Map<string, Budget>()
  for (const [id, limits] of Object.entries(table)) {
    const own = readLimits(new OptionReader('sendCap', limits, ['perSend', 'perHour', 'perDay']))
    const cap = capOf({
      perSend: own.perSend ?? general.perSend,
      perHour: own.perHour ?? general.perHour,
      perDay: own.perDay ?? general.perDay,
    })
    if (cap === undefined) throw reader.invalid('principals', 'has a principal without any limit')
    single.set(id, cap)
  }
  return single
}

function capOf({ perSend, perHour, perDay }: SendLimits): Budget | undefined {
  if (perSend === undefined && perHour === undefined && perDay === undefined) return undefined
  const over = (kind: string, what: string) => refusal(`cap-per-${kind}`, `no more than ${what}`)
  return createBudget({
    amount: 'recipients',
    spent: 'sent',
    perRequest:
      perSend === undefined ? undefined : { most: perSend, over: over('send', `${perSend} letters may leave at once`) },
    perSpan: [
      ...(perHour === undefined
        ? []
        : [{ span: 'hour' as const, most: perHour, over: over('hour', `${perHour} letters may leave in an hour`) }]),
      ...(perDay === undefined
        ? []
        : [{ span: 'day' as const, most: perDay, over: over('day', `${perDay} letters may leave in a day`) }]),
    ],
  })
}
