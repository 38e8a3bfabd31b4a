import { ACTIONS, patternsCovering } from '../actions.js'

/** What a grant may speak of. */
export interface Vocabulary {
  /** Every action, family and `*`. */
  readonly patterns: ReadonlySet<string>
  hasRole(name: string): boolean
  hasZone(name: string): boolean
  hasSchedule(name: string): boolean
}

/** The patterns that cover something, given the host's own actions. */
export function knownPatterns(own: readonly string[] = []): ReadonlySet<string> {
  return new Set([...ACTIONS, ...own].flatMap(patternsCovering))
}
