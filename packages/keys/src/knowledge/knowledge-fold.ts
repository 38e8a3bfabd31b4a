import type { Fold, JournalEvent, JsonObject } from '@waxseal/core'
import type { SecretId } from './knowledge-fact.js'
import { KnowledgeState } from './knowledge-state.js'
import { groupNode, isContainerId, isName, isSecretId, principalNode } from './node-name.js'

/**
 * Who can know what, as a fold over the record: the facts of `Knowledge.note` and every rotation. With `stateAt` it tells what was
 * known at an instant.
 *
 * @example
 * ```ts
 * import { stateAt } from '@waxseal/core'
 * import { memoryJournal } from '@waxseal/journal'
 * import { createKnowledge, knowledgeFold, knownBy } from '@waxseal/keys'
 *
 * const journal = memoryJournal()
 * const knowledge = createKnowledge({ journal, clock: () => 500 })
 * await knowledge.note({ type: 'secret.revealed', what: 'secret/smtp', principal: 'maria' })
 * const before = await stateAt(journal, knowledgeFold, { tenant: 'default', at: 499 })
 * console.log(knownBy(before, 'maria', 499)) // []
 * ```
 */
export const knowledgeFold: Fold<KnowledgeState> = {
  name: 'knowledge',
  version: 2,
  start: () => new KnowledgeState(),
  apply(state, event) {
    if (isSecretId(event.stream)) followRotation(state, event)
    else HANDLERS.get(event.type)?.(state, event)
    return state
  },
  save: (state) => state.save(),
  load: (saved) => KnowledgeState.load(saved),
}

type Handler = (state: KnowledgeState, event: JournalEvent) => void

// What is malformed was written by other hands than `note`: it says nothing.
const HANDLERS: ReadonlyMap<string, Handler> = /* @__PURE__ */ new Map(
  Object.entries<Handler>({
    'secret.revealed': learn,
    'secret.used': learn,
    'secret.copied': take,
    'secret.exported': take,
    'secret.imported': take,
    'secret.changed': change,
    'secret.ended': (state, event) => {
      if (isOwn(event.data.what)) moveOwn(state, event.data.what, event, ['rotation.ended'])
    },
    'container.filled': (state, event) => {
      const { container } = event.data
      const node = subjectOf(state, event)
      if (node !== undefined && isContainerId(container)) state.graph.open(node, container, event)
    },
    'container.emptied': (state, { seq, data: { container, what, version } }) => {
      if (!isContainerId(container)) return
      state.empty(
        container,
        what === undefined ? undefined : `${what}${version === undefined ? '' : `#${version}`}`,
        seq,
      )
    },
    'container.shared': (state, event) => {
      const holder = holderOf(event.data)
      if (holder !== undefined && isContainerId(event.data.container))
        state.graph.open(event.data.container, holder, event)
    },
    'container.unshared': (state, { seq, data }) => {
      const holder = holderOf(data)
      if (holder !== undefined && isContainerId(data.container)) state.graph.end(data.container, holder, seq)
    },
    'group.joined': (state, event) => {
      const member = memberOf(event.data)
      if (member !== undefined && isName(event.data.group)) state.graph.open(groupNode(event.data.group), member, event)
    },
    'group.left': (state, { seq, data }) => {
      const member = memberOf(data)
      if (member !== undefined && isName(data.group)) state.graph.end(groupNode(data.group), member, seq)
    },
  }),
)

function learn(state: KnowledgeState, event: JournalEvent): void {
  const node = subjectOf(state, event)
  const holder = holderOf(event.data)
  if (node !== undefined && holder !== undefined) state.touch(node, holder, event)
}

function take(state: KnowledgeState, event: JournalEvent): void {
  const node = subjectOf(state, event)
  if (node === undefined) return
  learn(state, event)
  if (isContainerId(event.data.into)) state.copy(node, event.data.into, event)
}

function change(state: KnowledgeState, event: JournalEvent): void {
  const { what, version } = event.data
  if (!isOwn(what) || !isName(version)) return
  state.reopen(what, version, event)
  moveOwn(state, what, event, ['rotation.begun', 'rotation.tested', 'rotation.replaced'])
  seen(state, what, version, event)
}

/** Every event of a series is looked at: whoever goes on with it must know how many there are. */
function followRotation(state: KnowledgeState, event: JournalEvent): void {
  const { stream, type, data } = event
  if (!isSecretId(stream)) return
  state.rotate(stream, event, event)
  // Whoever brings a secret that is the current one already knows it too.
  const brought = type === 'rotation.begun' || type === 'rotation.replaced'
  if (brought && typeof data.version === 'string') seen(state, stream, data.version, event)
}

/** A secret of the host's own moves through the same states, in one step. */
function moveOwn(state: KnowledgeState, secret: SecretId, event: JournalEvent, types: readonly string[]): void {
  for (const type of types) state.rotate(secret, { ...event, type }, event)
}

function seen(state: KnowledgeState, secret: SecretId, version: string, event: JournalEvent): void {
  const { seenBy } = event.data
  if (!Array.isArray(seenBy)) return
  const node = state.node(secret, version, event, secret)
  for (const id of seenBy) if (isName(id)) state.touch(node, principalNode(id), event)
}

function subjectOf(state: KnowledgeState, event: JournalEvent): string | undefined {
  const { what, version } = event.data
  if (isContainerId(what)) return what
  if (!isSecretId(what)) return undefined
  return state.node(what, isName(version) ? version : undefined, event, what)
}

function holderOf({ principal, group }: JsonObject): string | undefined {
  if (isName(principal)) return principalNode(principal)
  return isName(group) ? groupNode(group) : undefined
}

function memberOf({ principal, subgroup }: JsonObject): string | undefined {
  return holderOf({
    ...(principal === undefined ? {} : { principal }),
    ...(subgroup === undefined ? {} : { group: subgroup }),
  })
}

function isOwn(what: unknown): what is `secret/${string}` {
  return isSecretId(what) && what.startsWith('secret/')
}
