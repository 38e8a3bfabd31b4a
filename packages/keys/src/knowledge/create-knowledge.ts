import {
  type Clock,
  type Journal,
  type JournalEvent,
  type OpenFold,
  openFold,
  type SnapshotStore,
  systemClock,
} from '@waxseal/core'
import { NO_ROTATION, type Rotation } from '../rotation/rotation.js'
import { checkFact } from './check-fact.js'
import type { ContainerId, KnowledgeFact, SecretId } from './knowledge-fact.js'
import { knowledgeFold } from './knowledge-fold.js'
import { isOpen } from './knowledge-graph.js'
import type { KnowledgeState } from './knowledge-state.js'
import { type Knower, type KnownSecret, knowersOf, knownBy } from './known-by.js'
import { isContainerId, principalNode } from './node-name.js'
import { standingOf, type VersionStanding } from './secret-record.js'

/** What `createKnowledge` needs. */
export interface KnowledgeOptions {
  readonly journal: Journal
  /** @default 'default' */
  readonly tenant?: string | undefined
  /** @default systemClock */
  readonly clock?: Clock | undefined
  readonly snapshots?: SnapshotStore | undefined
}

/** What a principal's hands still lie on. */
export interface LastingAccess {
  readonly containers: readonly ContainerId[]
  readonly groups: readonly string[]
}

/** A secret and where its versions stand. */
export interface SecretStanding {
  readonly secret: SecretId
  readonly versions: readonly VersionStanding[]
}

/** Who knows which secret, by the record. Every question is answered after everything that is durable by now. */
export interface Knowledge {
  /** Resolves when the record was read. The other methods wait for it by themselves. */
  ready(): Promise<void>
  /** Puts a fact on the record. Throws `knowledge-invalid` and what the journal throws. */
  note(fact: KnowledgeFact): Promise<JournalEvent>
  /** The secrets that a principal can know, with the evidence; those of no use any more too. */
  knownBy(principal: string): Promise<readonly KnownSecret[]>
  /** Who can know a secret. */
  knowersOf(secret: SecretId): Promise<readonly Knower[]>
  /** What a principal has lasting access to by himself, and the groups that he is in. */
  accessOf(principal: string): Promise<LastingAccess>
  /** Where the versions of a secret stand. */
  standingOf(secret: SecretId): Promise<readonly VersionStanding[]>
  /** All secrets that the record speaks of. */
  secrets(): Promise<readonly SecretStanding[]>
  /** A secret's series, ready for the commands of the rotation; of what began a version it knows no more than when it expires. */
  rotationOf(secret: SecretId): Promise<Rotation>
  /** Keeps the state, so that the next start need not read all events. */
  snapshot(): Promise<void>
  close(): Promise<void>
}

/**
 * Keeps account of who can have learned which secret: shown, used, copied, exported, imported, or through containers and groups that he
 * had access to. Rotations of this package are taken in by themselves.
 *
 * @example
 * ```ts
 * import { memoryJournal } from '@waxseal/journal'
 * import { createKnowledge } from '@waxseal/keys'
 *
 * const knowledge = createKnowledge({ journal: memoryJournal(), clock: () => 0 })
 * await knowledge.note({ type: 'container.filled', container: 'vault/office', what: 'secret/smtp' })
 * await knowledge.note({ type: 'container.shared', container: 'vault/office', group: 'marketing' })
 * await knowledge.note({ type: 'group.joined', group: 'marketing', principal: 'maria' })
 * const [known] = await knowledge.knownBy('maria')
 * console.log(known?.secret, known?.versions[0]?.through) // secret/smtp [ 'vault/office', 'group/marketing' ]
 * ```
 */
export function createKnowledge(options: KnowledgeOptions): Knowledge {
  const { journal, tenant = 'default', clock = systemClock, snapshots } = options
  let opening: Promise<OpenFold<KnowledgeState>> | undefined
  const open = () => {
    opening ??= openFold(journal, knowledgeFold, { tenant, snapshots, clock }).catch((error) => {
      opening = undefined
      throw error
    })
    return opening
  }
  const latest = async () => (await open()).catchUp()

  return Object.freeze<Knowledge>({
    async ready() {
      await open()
    },
    async note(fact) {
      const { stream, type, data } = checkFact(fact)
      const { events } = await journal.append({ tenant, stream }, [{ type, at: clock(), data }])
      const event = events[0]
      if (event === undefined) throw new TypeError('the journal gave no event back')
      return event
    },
    knownBy: async (principal) => knownBy(await latest(), principal, clock()),
    knowersOf: async (secret) => knowersOf(await latest(), secret, clock()),
    accessOf: async (principal) => accessOf(await latest(), principal),
    async standingOf(secret) {
      const record = (await latest()).secrets.get(secret)
      return record === undefined ? [] : standingOf(record, clock())
    },
    async secrets() {
      const at = clock()
      const { secrets } = await latest()
      return Array.from(secrets, ([secret, record]) => ({ secret, versions: standingOf(record, at) })).sort(
        (one, other) => (one.secret < other.secret ? -1 : 1),
      )
    },
    rotationOf: async (secret) => (await latest()).secrets.get(secret)?.rotation ?? NO_ROTATION,
    async snapshot() {
      await (await open()).snapshot()
    },
    async close() {
      if (opening !== undefined) (await opening).close()
    },
  })
}

function accessOf({ graph }: KnowledgeState, principal: string): LastingAccess {
  const from = graph.into(principalNode(principal)).filter(isOpen)
  const nodes = from.map((edge) => edge.from).sort()
  return {
    containers: nodes.filter(isContainerId),
    groups: nodes.flatMap((node) => (node.startsWith('group/') ? [node.slice('group/'.length)] : [])),
  }
}
