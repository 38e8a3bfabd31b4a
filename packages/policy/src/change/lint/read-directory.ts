import type { EngineOptions } from '../../engine/engine.js'
import { readList } from '../../engine/list-record.js'
import { readPrincipal } from '../../engine/principal-record.js'
import { isTexts } from '../../engine/texts.js'
import { policyInvalid, problemAt } from '../../policy/problem.js'

/** Lists and principals as an engine is given them. */
export type Directory = Pick<EngineOptions, 'lists' | 'principals'>

/** A list of the directory. */
export interface KnownList {
  readonly id: string
  readonly zones: readonly string[]
}

/** A principal of the directory. */
export interface Person {
  readonly id: string
  readonly roles: readonly string[]
  readonly lists: readonly string[]
  readonly zones: readonly string[]
  readonly networks: readonly string[] | undefined
  readonly status: unknown
  readonly endsAt: unknown
}

/** A directory that was checked, in the order of the documents. */
export interface ReadDirectory {
  readonly lists: ReadonlyMap<string, KnownList>
  /** `undefined`: nothing is known about who there is. */
  readonly principals: ReadonlyMap<string, Person> | undefined
}

/**
 * Reads a directory as `createEngine` would, but leaves networks as they were written.
 *
 * @throws WaxsealError `policy-invalid`
 */
export function readDirectory({ lists, principals }: Directory): ReadDirectory {
  const problems: string[] = []
  const known = new Map<string, KnownList>()
  for (const [index, value] of lists.entries()) {
    const read = readList(value, ['lists', index])
    if (typeof read === 'string') problems.push(read)
    else if (known.has(read.id)) problems.push(problemAt(['lists', index], `another list is named \`${read.id}\``))
    else known.set(read.id, read)
  }
  const people = new Map<string, Person>()
  for (const [index, value] of (principals ?? []).entries()) {
    const { networks, ...rest }: { readonly networks?: unknown } = Object(value)
    const read = readPrincipal(rest, ['principals', index])
    if (typeof read === 'string') problems.push(read)
    else if (networks !== undefined && !isTexts(networks))
      problems.push(problemAt(['principals', index, 'networks'], 'must be an array of texts'))
    else if (people.has(read.id)) problems.push(problemAt(['principals', index, 'id'], 'another principal has this id'))
    else people.set(read.id, { ...read, networks })
  }
  if (problems.length > 0) throw policyInvalid(problems)
  return { lists: known, principals: principals === undefined ? undefined : people }
}
