import {
  type Facts,
  parseIpAddress,
  type Rule,
  type RuleObligation,
  type RuleQuestion,
  WaxsealError,
} from '@waxseal/core'
import type { Decision, Obligation } from '../decision.js'
import { isName } from '../policy/schema.js'
import type { ActionTable, ActionWord, Coverage } from './action-table.js'
import { refuseByRule } from './refusal.js'
import type { Situation } from './situation.js'
import { isTexts } from './texts.js'

interface Entry {
  readonly rule: Rule
  readonly name: string
  readonly covers: Coverage
  readonly facts: readonly string[]
  readonly optionalFacts: readonly string[]
}

/** The rules of an engine, checked once. */
export interface RuleBook {
  readonly size: number
  readonly entries: readonly Entry[]
  /** Own obligations that the caller can meet. */
  readonly obligations: ReadonlySet<string>
}

/** @throws WaxsealError `rule-invalid` */
export function createRuleBook(
  rules: readonly Rule[],
  obligations: readonly string[],
  actions: ActionTable,
  known: ReadonlySet<string>,
): RuleBook {
  const names = new Set<string>()
  const entries = rules.map((rule): Entry => {
    const { name, actions: patterns = ['*'], facts = [], optionalFacts = [] } = rule ?? {}
    if (!isName(name) || typeof rule.check !== 'function') throw invalid('a rule needs `name` and `check`')
    if (names.has(name)) throw invalid(`two rules are named \`${name}\``)
    names.add(name)
    if (!isTexts(facts) || !isTexts(optionalFacts))
      throw invalid(`the facts of rule \`${name}\` must be an array of names`)
    // A rule that watches a misspelt action would watch nothing.
    if (!isTexts(patterns) || patterns.length === 0 || !patterns.every((pattern) => known.has(pattern))) {
      throw invalid(`rule \`${name}\` watches an action that the policy does not know`)
    }
    return { rule, name, covers: actions.coverageOf(patterns), facts: [...facts], optionalFacts: [...optionalFacts] }
  })
  for (const type of obligations) {
    if (!isOwnType(type)) throw invalid('obligations are named like `crm:watermark`')
  }
  return { size: entries.length, entries, obligations: new Set(obligations) }
}

function invalid(message: string): WaxsealError<'rule-invalid'> {
  return new WaxsealError('rule-invalid', message)
}

function isOwnType(type: unknown): type is `${string}:${string}` {
  return typeof type === 'string' && /^[^:]+:[^:]/.test(type)
}

/** Names of the facts that rules look at for an action, sorted. */
export function factsFor(book: RuleBook, action: ActionWord | undefined): readonly string[] {
  const watching = book.entries.filter(({ covers }) => action !== undefined && covers[action.index] === 1)
  return [...new Set(watching.flatMap(({ facts, optionalFacts }) => [...facts, ...optionalFacts]))].sort()
}

/** Asks the rules about what the grants allow: the first that refuses ends it, what they oblige to adds up. */
export function applyRules(book: RuleBook, decision: Decision, situation: Situation): Decision {
  const { action } = situation
  let question: RuleQuestion | undefined
  const added: RuleObligation[] = []
  for (const entry of book.entries) {
    if (entry.covers[action.index] !== 1) continue
    question ??= questionOf(situation)
    const { facts } = question
    const missing = entry.facts.find((fact) => !hasFact(facts, fact))
    if (missing !== undefined) {
      return refuseByRule(entry.name, 'fact-missing', `rule \`${entry.name}\` does not know \`${missing}\``)
    }
    const refused = ask(entry, question, book.obligations, added)
    if (refused !== undefined) return refused
  }
  return added.length === 0 ? decision : { ...decision, obligations: unite(decision.obligations, added) }
}

function hasFact(facts: Facts, name: string): boolean {
  return Object.hasOwn(facts, name) && facts[name] !== undefined && facts[name] !== null
}

/** The refusal of one rule, or nothing; its obligations are added to the others. Whatever it does wrong is a refusal. */
function ask(
  { rule, name }: Entry,
  question: RuleQuestion,
  met: ReadonlySet<string>,
  added: RuleObligation[],
): Decision | undefined {
  const broken = () => refuseByRule(name, 'broken', `rule \`${name}\` gave no readable answer`)
  try {
    const answer: unknown = rule.check(question)
    if (answer === undefined) return undefined
    if (typeof answer !== 'object' || answer === null) return broken()
    const { refuse, message, oblige, ...unknown } = answer as Readonly<Record<string, unknown>>
    if (Object.keys(unknown).length > 0) return broken()
    if (refuse !== undefined) {
      return isName(refuse) && typeof message === 'string' ? refuseByRule(name, refuse, message) : broken()
    }
    if (!Array.isArray(oblige)) return broken()
    for (const obligation of [...oblige]) {
      const copy = readObligation(obligation)
      if (copy === undefined) return broken()
      if (copy.type !== 'mask' && !met.has(copy.type)) {
        return refuseByRule(name, 'obligation-unknown', `rule \`${name}\` asks for what nobody here can do`)
      }
      added.push(copy)
    }
    return undefined
  } catch {
    // What it threw may hold anything: it is not repeated.
    return broken()
  }
}

function readObligation(value: unknown): RuleObligation | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { type, ...members } = value as Readonly<Record<string, unknown>>
  if (type === 'mask') return isTexts(members.fields) ? { type, fields: [...members.fields] } : undefined
  return isOwnType(type) ? { ...members, type } : undefined
}

/** Masks are joined into one; the rest is added once each, in the order of the rules. */
function unite(given: readonly Obligation[], added: readonly RuleObligation[]): readonly Obligation[] {
  const all = [...given, ...added]
  const fields = new Set(all.flatMap((obligation) => (obligation.type === 'mask' ? obligation.fields : [])))
  const rest = all.filter((obligation) => obligation.type !== 'mask')
  return fields.size === 0 ? rest : [{ type: 'mask', fields: [...fields].sort() }, ...rest]
}

/** The situation as rules see it. */
export function questionOf({ principal, action, list, ip, at, facts }: Situation): RuleQuestion {
  return Object.freeze({
    principal: Object.freeze({
      id: principal.id,
      roles: Object.freeze([...principal.roles]),
      zones: Object.freeze([...principal.zones]),
      mailbox: principal.mailbox,
    }),
    action: action.name,
    list:
      list === undefined
        ? undefined
        : Object.freeze({ id: list.id, zones: Object.freeze([...list.zones]), region: list.region }),
    context: Object.freeze({ ip: typeof ip === 'string' && parseIpAddress(ip) ? ip : undefined, at: Number(at) }),
    // Copied once: what is looked for, what one rule sees and what the next one sees must be the same.
    facts: Object.freeze(typeof facts === 'object' && facts !== null ? { ...facts } : {}),
  })
}
