import { isWaxsealError, type JsonObject, WaxsealError } from '@waxseal/core'
import {
  createEngine,
  definePolicy,
  type Engine,
  type EngineOptions,
  type Policy,
  type PolicyDocument,
} from '@waxseal/policy'
import { readJson } from '../../json-file.js'

/** The shape of a directory file, by example. */
export const DIRECTORY_EXAMPLE = `{
  "lists": ["501", { "id": "502", "zones": ["moscow"] }],
  "principals": [
    { "id": "maria", "roles": ["sender"], "lists": ["501"], "networks": ["office"] },
    { "id": "ivan", "roles": ["viewer"], "lists": ["501"], "zones": ["moscow"] }
  ]
}`

/** The lists and principals of a host, as a file holds them. */
export type Directory = Pick<EngineOptions, 'lists' | 'principals'>

/** Reads a policy. Throws `json-invalid`, or `policy-file-invalid` with every fault in `details.problems`. */
export async function openPolicy(path: string): Promise<Policy> {
  const document: JsonObject = await readJson(path)
  return naming(path, path, () => definePolicy(document as unknown as PolicyDocument))
}

/** Reads the lists and principals of a host; what they hold is looked at by the engine. Throws as `openPolicy` does. */
export async function openDirectory(path: string): Promise<Directory> {
  const { lists, principals = [], ...unknown } = await readJson(path)
  const problems = Object.keys(unknown).map((key) => `${path}: ${key}: unknown key`)
  if (!Array.isArray(lists)) problems.push(`${path}: lists: must be an array`)
  if (!Array.isArray(principals)) problems.push(`${path}: principals: must be an array`)
  if (problems.length > 0) throw invalid(problems)
  return { lists, principals } as unknown as Directory
}

/** The paths of a policy and of the lists and principals that it is for. */
export interface Paths {
  readonly policy: string
  readonly directory: string
}

/** An engine of files, without the host's rules: those are code. Throws as `openPolicy` does. */
export async function openEngine(paths: Paths): Promise<Engine> {
  const policy = await openPolicy(paths.policy)
  return engineOf(policy, await openDirectory(paths.directory), paths)
}

/** An engine of what was read from files. Throws as `openPolicy` does. */
export function engineOf(policy: Policy, directory: Directory, paths: Paths): Engine {
  return naming(paths.policy, paths.directory, () => createEngine(policy, directory))
}

/** In which of two files a fault is: paths into the directory begin with one of its members. */
export function fileOf(place: string, { policy, directory }: Paths): string {
  return /^(?:lists|principals)\b/.test(place) ? directory : policy
}

function naming<Result>(policy: string, directory: string, make: () => Result): Result {
  try {
    return make()
  } catch (error) {
    if (!isWaxsealError(error, 'policy-invalid')) throw error
    const { problems } = error.details
    const lines = Array.isArray(problems) ? problems.map(String) : [error.message]
    throw invalid(lines.map((line) => `${fileOf(line, { policy, directory })}: ${line}`))
  }
}

function invalid(problems: readonly string[]): WaxsealError<'policy-file-invalid'> {
  return new WaxsealError('policy-file-invalid', problems[0] ?? 'a file is invalid', { details: { problems } })
}
