import type { JsonValue } from '@waxseal/core'

/** What was in one node could be learned in another, from one event on until another. */
export interface Edge {
  readonly from: string
  readonly to: string
  /** Place in the record of the event that began it. */
  readonly start: number
  /** Place of the event that ended it, itself not included; infinite while it lasts. */
  readonly end: number
  /** When it began. */
  readonly at: number
}

/** Where in the record something happened, and when. */
export interface Instant {
  readonly seq: number
  readonly at: number
}

/**
 * Who could learn what from where, and when: secrets flow along edges that exist at the same instant. Nothing is deleted, so it
 * answers for every past moment, and it is as large as the facts, not as what follows from them.
 */
export class KnowledgeGraph {
  readonly #out = new Map<string, Edge[]>()
  readonly #into = new Map<string, Edge[]>()

  out(node: string): readonly Edge[] {
    return this.#out.get(node) ?? []
  }

  into(node: string): readonly Edge[] {
    return this.#into.get(node) ?? []
  }

  /** Whether there ever was an edge. */
  has(from: string, to: string): boolean {
    return this.#shorter(from, to).some((edge) => edge.from === from && edge.to === to)
  }

  /** For one instant. */
  touch(from: string, to: string, { seq, at }: Instant): void {
    this.#add({ from, to, start: seq, end: seq + 1, at })
  }

  /** From now on; nothing new where it is so already. */
  open(from: string, to: string, { seq, at }: Instant): void {
    const known = this.#shorter(from, to).some((edge) => isOpen(edge) && edge.from === from && edge.to === to)
    if (!known) this.#add({ from, to, start: seq, end: Number.POSITIVE_INFINITY, at })
  }

  /** Until now. */
  end(from: string, to: string, seq: number): void {
    for (const edge of this.#shorter(from, to)) {
      if (isOpen(edge) && edge.from === from && edge.to === to) this.close(edge, seq)
    }
  }

  close(edge: Edge, seq: number): void {
    const closed = { ...edge, end: seq }
    replace(this.#out.get(edge.from), edge, closed)
    replace(this.#into.get(edge.to), edge, closed)
  }

  /** All edges in the order in which they were added to their nodes. */
  save(): JsonValue {
    return [...this.#out.values()]
      .flat()
      .sort((one, other) => one.start - other.start)
      .map(({ from, to, start, end, at }) => [from, to, start, Number.isFinite(end) ? end : null, at])
  }

  static load(saved: JsonValue): KnowledgeGraph {
    const graph = new KnowledgeGraph()
    for (const [from, to, start, end, at] of saved as [string, string, number, number | null, number][]) {
      graph.#add({ from, to, start, end: end ?? Number.POSITIVE_INFINITY, at })
    }
    return graph
  }

  #add(edge: Edge): void {
    push(this.#out, edge.from, edge)
    push(this.#into, edge.to, edge)
  }

  /** A group has many members and a member few groups: looking from the right side keeps every event cheap. */
  #shorter(from: string, to: string): readonly Edge[] {
    const out = this.out(from)
    const into = this.into(to)
    return out.length < into.length ? out : into
  }
}

/** Whether it still lasts. */
export function isOpen({ end }: Edge): boolean {
  return end === Number.POSITIVE_INFINITY
}

function push(edges: Map<string, Edge[]>, node: string, edge: Edge): void {
  const known = edges.get(node)
  if (known === undefined) edges.set(node, [edge])
  else known.push(edge)
}

function replace(edges: Edge[] | undefined, edge: Edge, other: Edge): void {
  const index = edges?.indexOf(edge) ?? -1
  if (index >= 0) edges?.splice(index, 1, other)
}
