import type { Edge } from './knowledge-graph.js'
import { isCopy, principalOf } from './node-name.js'

/** A span of events during which something was in a node, and how it came there. */
export interface Presence {
  readonly node: string
  readonly start: number
  readonly end: number
  readonly edge?: Edge
  readonly before?: Presence
}

/**
 * Follows one node's content through time: it flows along every edge while it is at the edge's beginning. A copy keeps what it got,
 * and so does a principal. Gives the earliest arrival at each principal, by the shortest way among equals.
 */
export function spread(source: string, edgesOf: (node: string) => readonly Edge[]): ReadonlyMap<string, Presence> {
  const learned = new Map<string, Presence>()
  const seen = new Map<string, Presence[]>()
  const first: Presence = { node: source, start: 0, end: Number.POSITIVE_INFINITY }
  const queue = [first]
  for (let next = 0; next < queue.length; next++) {
    const before = queue[next] ?? first
    for (const edge of edgesOf(before.node)) {
      const start = Math.max(before.start, edge.start)
      const end = Math.min(before.end, edge.end)
      if (start >= end) continue
      const principal = principalOf(edge.to)
      if (principal !== undefined) {
        const known = learned.get(principal)
        if (known === undefined || start < known.start)
          learned.set(principal, { node: edge.to, start, end, edge, before })
        continue
      }
      const spans = seen.get(edge.to) ?? []
      seen.set(edge.to, spans)
      const stays = isCopy(edge.to) ? Number.POSITIVE_INFINITY : end
      for (const span of uncovered(spans, start, stays)) {
        const presence = { node: edge.to, ...span, edge, before }
        spans.push(presence)
        queue.push(presence)
      }
    }
  }
  return learned
}

interface Span {
  readonly start: number
  readonly end: number
}

/** The parts of a span that no other covers: without this two containers inside each other would go round for ever. */
function uncovered(spans: readonly Span[], start: number, end: number): readonly Span[] {
  let left: Span[] = [{ start, end }]
  for (const span of spans) {
    left = left.flatMap((part) => [
      ...(part.start < span.start ? [{ start: part.start, end: Math.min(part.end, span.start) }] : []),
      ...(part.end > span.end ? [{ start: Math.max(part.start, span.end), end: part.end }] : []),
    ])
    if (left.length === 0) break
  }
  return left
}
