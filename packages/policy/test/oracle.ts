import type { Rule, RuleObligation } from '@waxseal/core'
import type { ContentRule, GrantDocument, ListDocument, PolicyDocument, Principal } from '@waxseal/policy'
import { mayComeFrom } from './oracle/address.js'
import { type Deed, grantsByHolder } from './oracle/grants.js'
import { type ReadQuestion, readQuestion } from './oracle/read.js'
import { askRules } from './oracle/rules.js'
import { isOpen } from './oracle/schedule.js'

/** All that an answer depends on, beside the request. */
export interface World {
  readonly policy: PolicyDocument
  /** Every action there is: the known ones and those of the policy. */
  readonly actions: readonly string[]
  readonly lists: readonly (string | ListDocument)[]
  readonly principals?: readonly Principal[]
  readonly rules?: readonly Rule[]
  /** Own kinds of obligation that the caller can meet. */
  readonly obligations?: readonly string[]
}

/** What the oracle says of a request; messages are not its business. */
export interface Verdict {
  readonly code: string
  /** The rule that refused and why. */
  readonly rule?: string
  readonly detail?: string
  readonly grants: readonly string[]
  readonly masked: readonly string[]
  readonly content: readonly ContentRule[]
  /** Obligations of the host's own kinds. */
  readonly duties: readonly RuleObligation[]
}

/** Answers by the meaning alone, read off line by line. */
export interface Oracle {
  ask(request: unknown): Verdict
  /** The lists on which a principal may act, and the known principals who may act on a list (`undefined`: on the account). */
  listsFor(principal: unknown, action: string, context?: OracleContext): readonly string[]
  whoCan(action: string, list: string | undefined, context?: OracleContext): readonly string[]
}

/** Without an instant, any state of the schedules will do and the address is not looked at. */
export interface OracleContext {
  readonly at?: number | undefined
  readonly ip?: string | undefined
  readonly facts?: Readonly<Record<string, unknown>> | undefined
}

/** The meaning of a policy; shares nothing with the engine: no index beyond the grants of each holder, nothing kept between requests. */
export function createOracle({ policy, actions, lists, principals = [], rules = [], obligations = [] }: World): Oracle {
  const documents = lists.map((list) => (typeof list === 'string' ? { id: list } : list))
  const vocabulary = {
    actions: new Set(actions),
    lists: new Map(documents.map((list) => [list.id, list])),
    principals: new Map(principals.map((principal) => [principal.id, principal])),
  }
  const applyingTo = grantsByHolder(policy)

  function ask(request: unknown): Verdict {
    const question = readQuestion(request, vocabulary)
    if (question === 'unknown') return no('unknown')
    const { principal, at, ip } = question
    const gone = lapsed(question)
    if (gone !== undefined) return no(gone)
    if (principal.networks !== undefined && !mayComeFrom(policy.networks, principal.networks, ip)) return no('address')
    const now = Number(at)
    const applying = applyingTo(question, (name) => isScheduleOpen(policy, name, now))
    const denies = idsOf(applying.filter((grant) => grant.deny !== undefined))
    if (denies.length > 0) return no('denied', denies)
    if (applying.length === 0) return no('no-grant')
    const verdict = askRules(rules, obligations, question)
    if ('rule' in verdict) return { ...no('rule'), ...verdict }
    const masks = applying.map((grant) => grant.mask ?? [])
    const maskedByAll = masks.flat().filter((field) => masks.every((mask) => mask.includes(field)))
    const byId = [...applying].sort((one, other) => (one.id < other.id ? -1 : 1))
    return {
      code: 'allowed',
      grants: idsOf(applying),
      masked: [...new Set([...maskedByAll, ...verdict.masked])].sort(),
      content: byId.flatMap((grant) => grant.content ?? []),
      duties: verdict.duties,
    }
  }

  /** Whether some state of the schedules lets him: each is open or not, whatever the others are; two of the same hours are one. */
  function mayEver({ principal, action, list }: Deed): boolean {
    const resource = list === undefined ? { type: 'account' } : { type: 'list', id: list.id }
    const question = readQuestion({ principal, action, resource }, vocabulary)
    if (question === 'unknown' || !isActive(question) || !hasEndOrNone(question)) return false
    const names = applyingTo(question, () => true).flatMap((grant) => grant.during ?? [])
    const hours = [...new Set(names.map((name) => hoursOf(policy, name)))]
    for (let state = 0; state < 2 ** hours.length; state++) {
      const applying = applyingTo(question, (name) => (state & (1 << hours.indexOf(hoursOf(policy, name)))) !== 0)
      if (applying.length > 0 && applying.every((grant) => grant.deny === undefined)) return true
    }
    return false
  }

  function may(principal: unknown, action: string, list: string | undefined, context: OracleContext): boolean {
    const { at, ip, facts } = context
    if (at !== undefined) {
      const resource = list === undefined ? { type: 'account' } : { type: 'list', id: list }
      return ask({ principal, action, resource, context: { at, ip }, facts }).code === 'allowed'
    }
    const person = typeof principal === 'string' ? vocabulary.principals.get(principal) : (principal as Principal)
    const named = list === undefined ? undefined : vocabulary.lists.get(list)
    if (person === undefined || (list !== undefined && named === undefined)) return false
    return mayEver({ principal: person, action, list: named })
  }

  return {
    ask: (request) => {
      try {
        return ask(request)
      } catch {
        return no('unknown')
      }
    },
    listsFor: (principal, action, context = {}) =>
      [...vocabulary.lists.keys()].filter((list) => may(principal, action, list, context)).sort(),
    whoCan: (action, list, context = {}) =>
      [...vocabulary.principals.keys()].filter((person) => may(person, action, list, context)).sort(),
  }
}

function no(code: string, grants: readonly string[] = []): Verdict {
  return { code, grants, masked: [], content: [], duties: [] }
}

function idsOf(grants: readonly GrantDocument[]): readonly string[] {
  return [...new Set(grants.map((grant) => grant.id))].sort()
}

function isActive({ principal }: ReadQuestion): boolean {
  return principal.status === undefined || principal.status === 'active'
}

function lapsed(question: ReadQuestion): 'inactive' | 'expired' | undefined {
  const { at, principal } = question
  if (!isActive(question)) return 'inactive'
  const { endsAt } = principal
  // The last instant that a Date can name (ECMA-262 section 21.4.1.1).
  if (typeof at !== 'number' || !(Math.abs(at) <= 8.64e15)) return 'expired'
  if (!hasEndOrNone(question)) return 'expired'
  return endsAt === undefined || at < endsAt ? undefined : 'expired'
}

/** An end that is no time has passed. */
function hasEndOrNone({ principal }: ReadQuestion): boolean {
  const endsAt: unknown = principal.endsAt
  return endsAt === undefined || (typeof endsAt === 'number' && Number.isFinite(endsAt))
}

function hoursOf({ schedules = {} }: PolicyDocument, name: string): string {
  const { timeZone, windows, holidays = [] } = schedules[name] ?? { timeZone: name, windows: [] }
  return JSON.stringify([timeZone, windows, [...holidays].sort()])
}

function isScheduleOpen({ schedules = {} }: PolicyDocument, name: string, at: number): boolean {
  const schedule = Object.hasOwn(schedules, name) ? schedules[name] : undefined
  return schedule !== undefined && isOpen(schedule, at)
}
