import { type Book, openBook } from '../change/book.js'
import { checkNamedLists } from '../change/handlers.js'
import type { Policy } from '../policy/document.js'
import { policyInvalid, problemAt } from '../policy/problem.js'
import type { EngineOptions } from './engine.js'
import { readList } from './list-record.js'
import { readPrincipal } from './principal-record.js'
import { EngineState } from './state.js'

/**
 * Opens a policy with the lists and principals of a host.
 *
 * @throws WaxsealError `policy-invalid`
 */
export function bookFrom(policy: Policy, { lists, principals = [] }: EngineOptions): Book {
  const state = new EngineState(policy)
  const problems: string[] = []
  for (const [index, value] of lists.entries()) {
    const read = readList(value, ['lists', index])
    if (typeof read === 'string') problems.push(read)
    else if (state.lists.has(read.id))
      problems.push(problemAt(['lists', index], `another list is named \`${read.id}\``))
    else state.putList(read)
  }
  for (const [index, value] of principals.entries()) {
    const read = readPrincipal(value, ['principals', index])
    if (typeof read === 'string') problems.push(read)
    else if (state.principals.has(read.id))
      problems.push(problemAt(['principals', index, 'id'], 'another principal has this id'))
    else state.principals.set(read.id, read)
  }
  return checked(openBook(state, policy), policy, problems)
}

/** Opens another policy with the lists and principals that a state has now. */
export function bookLike(policy: Policy, { lists, principals }: EngineState): Book {
  const state = new EngineState(policy)
  for (const { id, zones, region } of lists.values()) state.putList({ id, zones, region })
  // A record remembers what it holds in one state, so that another state needs one of its own.
  for (const record of principals.values()) state.principals.set(record.id, { ...record, holders: [], version: -1 })
  return checked(openBook(state, policy), policy, [])
}

function checked(book: Book, policy: Policy, problems: string[]): Book {
  for (const [index, grant] of policy.grants.entries()) {
    checkNamedLists(grant, ['grants', index], book, (path, what) => problems.push(problemAt(path, what)))
  }
  if (problems.length > 0) throw policyInvalid(problems)
  return book
}
