import { WaxsealError } from '@waxseal/core'
import { isTime } from '../../engine/judge.js'
import { ensurePolicy } from '../../policy/define-policy.js'
import type { Policy } from '../../policy/document.js'
import type { Finding, FindingLevel, Note } from './finding.js'
import { noteGrants } from './grants.js'
import { groundOf } from './ground.js'
import { noteNames } from './names.js'
import { noteNetworks } from './networks.js'
import { type Directory, readDirectory } from './read-directory.js'
import { noteUnused } from './unused.js'

/** How a policy is looked over. */
export interface LintOptions {
  /** The instant at which end dates and the year of the schedules are judged, epoch milliseconds. @default they are not judged */
  readonly at?: number | undefined
}

const LEVELS: readonly FindingLevel[] = /* @__PURE__ */ Object.freeze(['error', 'warning', 'note'])

/**
 * Finds what in a policy is not as its author believes: grants that decide nothing, names that lead nowhere, networks that bind
 * nobody. With the lists and principals that the engine is given it finds more; what it cannot know without them it does not claim.
 * A right that hangs on own lists or own zones is compared with like rights only: whose they are changes from day to day.
 *
 * @returns errors first, then warnings and notes; each in the order of the documents
 * @throws WaxsealError `policy-invalid` for a policy, a list or a principal that `createEngine` would not take; `lint-invalid` when `at`
 * is no time.
 * @example
 * ```ts
 * import { definePolicy, lint } from '@waxseal/policy'
 *
 * const policy = definePolicy({
 *   networks: { home: ['0.0.0.0/0'] },
 *   roles: { viewer: {}, editor: { includes: ['viewer'] } },
 *   grants: [
 *     { id: 'view', allow: ['contacts.*'], to: { role: 'viewer' }, on: { lists: 'any' } },
 *     { id: 'edit', allow: ['contacts.edit'], to: { role: 'editor' }, on: { lists: 'own' } },
 *   ],
 * })
 * const [first, second] = lint(policy)
 * console.log(first?.code, first?.path) // network-any [ 'networks', 'home', 0 ]
 * console.log(second?.message) // all that grant `edit` allows, grant `view` allows too
 * ```
 */
export function lint(policy: Policy, directory?: Directory, { at }: LintOptions = {}): readonly Finding[] {
  if (at !== undefined && !isTime(at)) throw new WaxsealError('lint-invalid', '`at` is no time in epoch milliseconds')
  const ground = groundOf(ensurePolicy(policy), directory && readDirectory(directory), at)
  const findings: Finding[] = []
  const note: Note = (code, level, path, message, grants = []) => findings.push({ code, level, path, grants, message })
  noteNetworks(ground, note)
  noteNames(ground, note)
  noteGrants(ground, note)
  noteUnused(ground, note)
  return LEVELS.flatMap((level) => findings.filter((finding) => finding.level === level))
}
