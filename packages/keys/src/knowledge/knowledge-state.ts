import type { JsonValue } from '@waxseal/core'
import type { AppliedEvent } from '../rotation/apply-rotation.js'
import type { SecretId } from './knowledge-fact.js'
import { type Edge, type Instant, isOpen, KnowledgeGraph } from './knowledge-graph.js'
import { copyNode, isCopy, principalOf, versionNode, versionOf } from './node-name.js'
import { currentOf, mentioned, newSecret, reopened, rotated, type SecretRecord, type Stray } from './secret-record.js'

/** Everything that the record says of who can know what. */
export class KnowledgeState {
  readonly graph: KnowledgeGraph
  readonly secrets: Map<SecretId, SecretRecord>

  constructor(graph = new KnowledgeGraph(), secrets = new Map<SecretId, SecretRecord>()) {
    this.graph = graph
    this.secrets = secrets
  }

  /** Takes in an event of a secret's series: the secret is its current version from here on. */
  rotate(secret: SecretId, event: AppliedEvent, instant: Instant): void {
    this.#update(secret, rotated(this.#record(secret), event), instant)
  }

  /** Makes one of the host's own secrets ready for a version that is to be of use, whatever was with it before. */
  reopen(secret: SecretId, version: string, instant: Instant): void {
    const record = this.#record(secret)
    if (currentOf(record) !== version) this.#update(secret, reopened(record, version), instant)
  }

  /** The node of a secret or a container, made known if it is not. */
  node(what: string, version: string | undefined, instant: Instant, secret: SecretId | undefined): string {
    if (secret === undefined) return what
    this.#update(secret, mentioned(this.#record(secret), version), instant)
    return version === undefined ? secret : versionNode(secret, version)
  }

  /** What was in a node at this instant is learned in another. */
  touch(node: string, to: string, instant: Instant): void {
    const current = this.#currentNode(node)
    if (current === undefined) return
    // Used every minute, a secret is still learned once: a version does not change, and a principal does not forget.
    const again = versionOf(current) !== undefined && principalOf(to) !== undefined && this.graph.has(current, to)
    if (!again) this.graph.touch(current, to, instant)
  }

  /** What is in a node at this instant stays in the container. */
  copy(node: string, container: string, instant: Instant): void {
    const current = this.#currentNode(node)
    if (current === undefined) return
    // A single version cannot change: the copy of it is itself.
    const copy = versionOf(current) === undefined ? copyNode(instant.seq) : current
    if (copy !== current) this.graph.touch(current, copy, instant)
    this.graph.open(copy, container, instant)
  }

  /** Takes something out of a container, or everything. */
  empty(container: string, node: string | undefined, seq: number): void {
    for (const edge of this.graph.into(container).filter(isOpen)) {
      if (node === undefined || this.#isOf(edge, node)) this.graph.close(edge, seq)
    }
  }

  save(): JsonValue {
    const secrets = Array.from(this.secrets, ([id, { rotation, strays, dead }]) => [
      ...[id, rotation, [...strays]],
      dead === undefined ? null : [...dead],
    ])
    return { secrets, edges: this.graph.save() } as unknown as JsonValue
  }

  static load(saved: JsonValue): KnowledgeState {
    const { secrets, edges } = saved as unknown as Saved
    const records = secrets.map(([id, rotation, strays, dead]): [SecretId, SecretRecord] => [
      id,
      { rotation, strays: new Map(strays), ...(dead === null ? {} : { dead: new Set(dead) }) },
    ])
    return new KnowledgeState(KnowledgeGraph.load(edges), new Map(records))
  }

  #record(secret: SecretId): SecretRecord {
    return this.secrets.get(secret) ?? newSecret(secret)
  }

  #update(secret: SecretId, record: SecretRecord, instant: Instant): void {
    const before = currentOf(this.#record(secret))
    this.secrets.set(secret, record)
    const now = currentOf(record)
    if (before === now) return
    if (before !== undefined) this.graph.end(versionNode(secret, before), secret, instant.seq)
    if (now !== undefined) this.graph.open(versionNode(secret, now), secret, instant)
  }

  /** A secret stands for its current version; a secret that has none holds nothing. */
  #currentNode(node: string): string | undefined {
    const record = this.secrets.get(node as SecretId)
    if (record === undefined) return node
    const current = currentOf(record)
    return current === undefined ? undefined : versionNode(node, current)
  }

  /** Whether an edge into a container is one of a node, of one of its versions, or of a copy of these. */
  #isOf({ from }: Edge, node: string): boolean {
    const origin = isCopy(from) ? (this.graph.into(from)[0]?.from ?? '') : from
    return origin === node || versionOf(origin)?.secret === node
  }
}

interface Saved {
  readonly secrets: readonly [
    SecretId,
    SecretRecord['rotation'],
    readonly [string, Stray][],
    readonly string[] | null,
  ][]
  readonly edges: JsonValue
}
