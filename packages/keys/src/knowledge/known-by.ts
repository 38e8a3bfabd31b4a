import type { SecretId } from './knowledge-fact.js'
import type { Edge } from './knowledge-graph.js'
import type { KnowledgeState } from './knowledge-state.js'
import { isCopy, isSecretId, principalNode, versionNode, versionOf } from './node-name.js'
import { standingOf, type VersionStanding } from './secret-record.js'
import { type Presence, spread } from './spread.js'

/** A version that somebody can know, and by what. */
export interface KnownVersion extends VersionStanding {
  /** When he first could know it (epoch milliseconds). */
  readonly since: number
  /** Places in the record of the events that show it. */
  readonly evidence: readonly number[]
  /** The containers and groups that it came through; none when he was shown it directly. */
  readonly through: readonly string[]
}

/** A secret of which somebody can know at least one version. */
export interface KnownSecret {
  readonly secret: SecretId
  readonly versions: readonly KnownVersion[]
}

/** Somebody who can know a version. */
export interface Knower extends KnownVersion {
  readonly principal: string
}

/**
 * What a principal can know by the state, at an instant (epoch milliseconds) that tells which versions are still of use. See
 * `knowledgeFold`; secrets and versions in a fixed order.
 */
export function knownBy(state: KnowledgeState, principal: string, at: number): readonly KnownSecret[] {
  const { edges, versions } = upstream(state, principalNode(principal))
  return [...versions.keys()].sort().flatMap((secret) => {
    const record = state.secrets.get(secret)
    const known = (record === undefined ? [] : standingOf(record, at)).flatMap((standing) => {
      if (versions.get(secret)?.has(standing.version) !== true) return []
      const learned = spread(versionNode(secret, standing.version), (node) => edges.get(node) ?? []).get(principal)
      return learned === undefined ? [] : [{ ...standing, ...wayOf(learned) }]
    })
    return known.length === 0 ? [] : [{ secret, versions: known }]
  })
}

/** Who can know a secret, by version in the order in which they were made, then by principal. */
export function knowersOf(state: KnowledgeState, secret: SecretId, at: number): readonly Knower[] {
  const record = state.secrets.get(secret)
  return (record === undefined ? [] : standingOf(record, at)).flatMap((standing) => {
    const learned = spread(versionNode(secret, standing.version), (node) => state.graph.out(node))
    const knowers = Array.from(learned, ([principal, presence]) => ({ principal, ...standing, ...wayOf(presence) }))
    return knowers.sort((one, other) => (one.principal < other.principal ? -1 : 1))
  })
}

/** Everything that could ever flow into a node, whenever that was: what is not in here need not be followed through time. */
function upstream(state: KnowledgeState, node: string) {
  const edges = new Map<string, Edge[]>()
  const versions = new Map<SecretId, Set<string>>()
  const seen = new Set([node])
  for (const to of seen) {
    for (const edge of state.graph.into(to)) {
      const known = edges.get(edge.from)
      if (known === undefined) edges.set(edge.from, [edge])
      else known.push(edge)
      seen.add(edge.from)
    }
    const version = versionOf(to)
    if (version === undefined) continue
    versions.set(version.secret, (versions.get(version.secret) ?? new Set()).add(version.version))
  }
  return { edges, versions }
}

function wayOf(learned: Presence): Pick<KnownVersion, 'evidence' | 'since' | 'through'> {
  const evidence = new Set<number>()
  const through: string[] = []
  let since = 0
  for (let step: Presence | undefined = learned; step?.edge !== undefined; step = step.before) {
    const { start, at, from } = step.edge
    evidence.add(start)
    // He knows it from the last thing on that had to happen for it.
    if (start === learned.start) since = at
    if (!isCopy(from) && versionOf(from) === undefined && !isSecretId(from)) through.unshift(from)
  }
  return { since, evidence: [...evidence].sort((one, other) => one - other), through }
}
