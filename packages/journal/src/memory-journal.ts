import {
  type Appended,
  type AppendTarget,
  type EventDraft,
  type Journal,
  type JournalEvent,
  type ReadOptions,
  utf8,
} from '@waxseal/core'
import { checkTarget, closedError, streamKey } from './append-target.js'
import { checkDraft, placeEvent } from './event-draft.js'
import { headOf } from './journal-head.js'
import { leafHash, MerkleTree } from './merkle-tree.js'
import { Subscriptions } from './subscriptions.js'

/**
 * A journal in memory, for tests and for runtimes without files: everything the port promises except to outlive the process.
 *
 * Its methods throw `journal-closed`, `journal-conflict`, `journal-event-invalid` and `journal-event-too-large`.
 *
 * @example
 * ```ts
 * import { memoryJournal } from '@waxseal/journal'
 *
 * const journal = memoryJournal()
 * const target = { tenant: 'default', stream: 'campaign/cmp_1', expected: 0 }
 * await journal.append(target, [{ type: 'campaign.intended', at: 0, data: { recipients: 2 } }])
 * for await (const event of journal.read()) console.log(event.seq, event.type) // 0 campaign.intended
 * console.log(journal.head().size) // 1
 * ```
 */
export function memoryJournal(): Journal {
  const events: JournalEvent[] = []
  const streams = new Map<string, JournalEvent[]>()
  const tree = new MerkleTree()
  let head = headOf(tree)
  let closed = false

  function add(draft: ReturnType<typeof checkDraft>, { tenant, stream }: AppendTarget): JournalEvent {
    const key = streamKey(tenant, stream)
    const story = streams.get(key) ?? []
    streams.set(key, story)
    const { event, json } = placeEvent(draft, { seq: events.length, tenant, stream, version: story.length })
    tree.append(leafHash(utf8(json)))
    events.push(event)
    story.push(event)
    return event
  }

  async function append(target: AppendTarget, drafts: readonly EventDraft[]): Promise<Appended> {
    if (closed) throw closedError()
    const checked = drafts.map(checkDraft)
    checkTarget(target, (tenant, stream) => streams.get(streamKey(tenant, stream))?.length ?? 0)
    const added = checked.map((draft) => add(draft, target))
    head = headOf(tree)
    const appended = { events: Object.freeze(added), head }
    subscriptions.publish(added)
    return appended
  }

  async function* read({ from = 0, tenant, stream }: ReadOptions = {}): AsyncGenerator<JournalEvent> {
    if (closed) throw closedError()
    const source =
      tenant === undefined || stream === undefined ? events : (streams.get(streamKey(tenant, stream)) ?? [])
    const end = source.length
    for (let index = source === events ? Math.max(0, Math.ceil(from)) : 0; index < end; index++) {
      const event = source[index]
      if (event === undefined || event.seq < from) continue
      if ((tenant ?? event.tenant) === event.tenant && (stream ?? event.stream) === event.stream) yield event
    }
  }

  const subscriptions = new Subscriptions({ size: () => events.length, read: (from) => read({ from }) })

  return {
    append,
    read,
    subscribe: (from, listener) => {
      if (closed) throw closedError()
      return subscriptions.add(from, listener)
    },
    async catchUp() {
      if (closed) throw closedError()
      await subscriptions.catchUp()
      return head
    },
    age: () => 0,
    head: () => head,
    close: async () => {
      closed = true
      subscriptions.close()
    },
  }
}
