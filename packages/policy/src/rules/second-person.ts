import type { Duration, FactCure, Rule, RuleAnswer, RuleQuestion } from '@waxseal/core'
import { arrayOf, isInstant, own, readText, refusal, unreadable } from './fact-reader.js'
import type { ApprovalFact } from './facts.js'
import { OptionReader, type RuleActions, type RuleOptions } from './option-reader.js'

/** Whose consent is needed, and for what. */
export interface SecondPersonOptions extends RuleOptions {
  readonly actions: readonly RuleActions[]
  /** How many other people must have consented, 100 at most. @default 1 */
  readonly count?: number | undefined
  /** An approval must be younger. @default any age */
  readonly maxAge?: Duration | undefined
  /** At least one of those who consented must have held one of these roles. @default any role, or none */
  readonly roles?: readonly string[] | undefined
}

const FACTS = /* @__PURE__ */ Object.freeze(['approvals'])

/**
 * Refuses what nobody but the asker has consented to. Reads the fact `approvals`. The asker's own, those of the future and those that
 * are too old do not count, and several by one person count once.
 *
 * Codes: `approval-needed`, `fact-missing`, `fact-invalid`.
 *
 * @throws WaxsealError `rule-invalid` when an option makes no sense.
 * @example
 * ```ts
 * import { secondPerson } from '@waxseal/policy'
 *
 * const rule = secondPerson({ actions: ['contacts.export'], maxAge: '4h' })
 * const at = Date.parse('2026-11-23T19:05:00Z')
 * const principal = { id: 'maria', roles: [], zones: [] }
 * const ask = (by: string) =>
 *   rule.check({ principal, action: 'contacts.export', list: undefined, context: { at }, facts: { approvals: [{ by, at }] } })
 * console.log(ask('maria')) // { refuse: 'approval-needed', message: 'another person must approve' }
 * console.log(ask('ivan')) // undefined
 * ```
 */
export function secondPerson(options: SecondPersonOptions): Rule {
  const reader = new OptionReader('secondPerson', options, ['count', 'maxAge', 'roles'])
  reader.required('actions', reader.get('actions'))
  const count = reader.count('count', 1, 100) ?? 1
  const maxAge = reader.duration('maxAge') ?? Number.POSITIVE_INFINITY
  const roles = reader.texts('roles')
  const needed = refusal('approval-needed', messageFor(count, roles))

  function counting({ principal, context }: RuleQuestion, approvals: readonly ApprovalFact[]): ApprovalFact[] {
    if (!isInstant(context.at)) return []
    return approvals.filter(({ by, at }) => by !== principal.id && at <= context.at && context.at - at < maxAge)
  }

  function isEnough(approvals: readonly ApprovalFact[]): boolean {
    if (new Set(approvals.map(({ by }) => by)).size < count) return false
    return roles === undefined || approvals.some((approval) => approval.roles?.some((role) => roles.includes(role)))
  }

  function check(question: RuleQuestion): RuleAnswer | undefined {
    const approvals = arrayOf(own(question.facts, 'approvals'), readApproval)
    if (approvals === undefined) return unreadable(question.facts, 'approvals')
    return isEnough(counting(question, approvals)) ? undefined : needed
  }

  /** The approvals that count, and the missing ones by people who are only numbered. */
  function cure(question: RuleQuestion): FactCure | undefined {
    const { at } = question.context
    if (!isInstant(at) || check(question) === undefined) return undefined
    const approvals = counting(question, arrayOf(own(question.facts, 'approvals'), readApproval) ?? [])
    const known = new Set([question.principal.id, ...approvals.map(({ by }) => by)])
    for (let person = 2; !isEnough(approvals); person++) {
      const by = `person ${person}`
      if (!known.has(by)) approvals.push({ by, at, ...(roles === undefined ? {} : { roles: roles.slice(0, 1) }) })
    }
    return { fact: 'approvals', value: approvals }
  }

  return reader.rule('second-person', undefined, { facts: FACTS, check, cure })
}

function messageFor(count: number, roles: readonly string[] | undefined): string {
  const people = count === 1 ? 'another person must approve' : `${count} other people must approve`
  if (roles === undefined) return people
  return `${people}${count === 1 ? '' : ', one of them'} with one of the roles \`${roles.join('`, `')}\``
}

function readApproval(value: unknown): ApprovalFact | undefined {
  const by = readText(own(value, 'by'))
  const at = own(value, 'at')
  const given = own(value, 'roles')
  const roles = given === undefined ? [] : arrayOf(given, readText)
  return by !== undefined && isInstant(at) && roles !== undefined ? { by, at, roles } : undefined
}
