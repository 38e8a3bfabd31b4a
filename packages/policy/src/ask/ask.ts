import type { Facts } from '@waxseal/core'
import type { ActionWord } from '../engine/action-table.js'
import { barrierOf, judge } from '../engine/judge.js'
import type { ListRecord } from '../engine/list-record.js'
import type { PrincipalRecord } from '../engine/principal-record.js'
import type { RuleBook } from '../engine/rule-book.js'
import type { EngineState } from '../engine/state.js'
import { accessOf } from './access.js'

/**
 * When and from where a reverse question is asked. Then it is answered exactly as `decide` would. Left out, time, address and
 * rules play no part: the answer names everybody, or every list, for whom there is a state of the schedules that allows it.
 */
export interface AskContext {
  readonly at: number
  readonly ip?: string | undefined
  readonly facts?: Facts | undefined
}

/** Ids of the lists on which a principal may act, sorted. */
export function listsFor(
  state: EngineState,
  rules: RuleBook,
  principal: PrincipalRecord,
  action: ActionWord,
  context: AskContext | undefined,
): readonly string[] {
  const may = asker(state, rules, context)
  const ids: string[] = []
  for (const list of state.lists.values()) if (may(principal, action, list)) ids.push(list.id)
  return ids.sort()
}

/** Ids of the known principals who may act on a list, or on the account, sorted. */
export function whoCan(
  state: EngineState,
  rules: RuleBook,
  action: ActionWord,
  list: ListRecord | undefined,
  context: AskContext | undefined,
): readonly string[] {
  const may = asker(state, rules, context)
  const ids: string[] = []
  for (const principal of state.principals.values()) if (may(principal, action, list)) ids.push(principal.id)
  return ids.sort()
}

type May = (principal: PrincipalRecord, action: ActionWord, list: ListRecord | undefined) => boolean

function asker(state: EngineState, rules: RuleBook, context: AskContext | undefined): May {
  if (context === undefined)
    return (principal, action, list) => accessOf(state, principal, action, list).ways.length > 0
  const { at, ip, facts } = context
  return (principal, action, list) => {
    const found = state.applying(principal, action, list, at)
    if (found.length === 0 || found.some((grant) => grant.denies)) return false
    const situation = { principal, action, list, ip, at, facts }
    return rules.size > 0 ? judge(situation, state, rules).allowed : barrierOf(situation, state) === undefined
  }
}
