import { isWaxsealError, type JournalEvent, type JsonObject, WaxsealError } from '@waxseal/core'
import { type FoundSecret, mergeFound } from './found.js'
import type { OffboardPorts } from './offboard-ports.js'
import { type OffboardErrorCode, type Order, orderData } from './order.js'
import { type OpenStep, type Step, stepId } from './step.js'

/** A step with what became of it so far. */
export interface Entry {
  readonly step: Step
  readonly status: 'done' | 'open'
  /** Why it is still open. */
  readonly code?: string
  /** A version that was made for it and is not yet in use. */
  readonly staged?: string
  /** Versions that are in the hands of those who need them. */
  readonly delivered?: readonly string[]
}

/** What the record keeps of a report. */
export interface ReportNote {
  /** SHA-256 of the report's payload, base64url. */
  readonly hash: string
  readonly at: number
  readonly complete: boolean
  readonly head: { readonly size: number; readonly root: string }
}

/** Data of one event may take 256 KiB; keeping well below leaves room for its other members. */
const CHUNK = 100_000

/**
 * What was ordered, found, planned and done, as it stands on a stream of the record. Every event is appended behind all that is known:
 * when another process has gone on with it, the append is refused.
 */
export class RunRecord {
  readonly #ports: Pick<OffboardPorts, 'clock' | 'journal' | 'tenant'>
  readonly #stream: string
  readonly #prefix: string
  #length = 0
  #entries = new Map<string, Entry>()
  found: readonly FoundSecret[] = []
  order: Order | undefined
  begunAt = 0
  departed = false
  /** The report that covers everything so far. */
  report: ReportNote | undefined

  private constructor(ports: Pick<OffboardPorts, 'clock' | 'journal' | 'tenant'>, stream: string) {
    this.#ports = ports
    this.#stream = stream
    this.#prefix = stream.slice(0, stream.indexOf('/'))
  }

  static async open(ports: Pick<OffboardPorts, 'clock' | 'journal' | 'tenant'>, stream: string): Promise<RunRecord> {
    const record = new RunRecord(ports, stream)
    await ports.journal.catchUp()
    for await (const event of ports.journal.read({ tenant: ports.tenant, stream })) record.#apply(event)
    return record
  }

  get entries(): readonly Entry[] {
    return [...this.#entries.values()]
  }

  entry(step: Step): Entry | undefined {
    return this.#entries.get(stepId(step))
  }

  /** Steps that are done, and those that are not, each in the order of the plan. */
  outcome(): { readonly deeds: readonly Step[]; readonly open: readonly OpenStep[] } {
    return {
      deeds: this.entries.flatMap(({ status, step }) => (status === 'done' ? [step] : [])),
      open: this.entries.flatMap(({ status, step, code }) =>
        status === 'open' ? [{ ...step, code: code ?? 'not-begun' }] : [],
      ),
    }
  }

  /** Begins, in one append with everything that was found. */
  async begin(order: Order, found: readonly FoundSecret[], steps: readonly Step[]): Promise<void> {
    await this.#append([['begun', orderData(order)], ...plannedEvents(found, steps)])
  }

  async plan(found: readonly FoundSecret[], steps: readonly Step[]): Promise<void> {
    await this.#append(plannedEvents(found, steps))
  }

  async note(
    type: 'delivered' | 'done' | 'intended' | 'open' | 'staged',
    step: Step,
    data: JsonObject = {},
  ): Promise<void> {
    await this.#append([[type, { ...data, step: stepId(step) }]])
  }

  async noteReport({ at, ...note }: ReportNote): Promise<void> {
    await this.#append([['reported', { ...note, head: { ...note.head } }]], at)
  }

  /** Writes an event about the principal himself. */
  async notePrincipal(type: 'principal.offboarded' | 'principal.reinstated', data: JsonObject): Promise<void> {
    await this.#append([[type, data]])
  }

  async #append(
    events: readonly (readonly [type: string, data: JsonObject])[],
    at = this.#ports.clock(),
  ): Promise<void> {
    const { journal, tenant } = this.#ports
    const drafts = events.map(([type, data]) => ({
      type: type.includes('.') ? type : `${this.#prefix}.${type}`,
      at,
      data,
    }))
    try {
      const appended = await journal.append({ tenant, stream: this.#stream, expected: this.#length }, drafts)
      for (const event of appended.events) this.#apply(event)
    } catch (error) {
      if (!isWaxsealError(error, 'journal-conflict')) throw error
      const message = 'somebody else has gone on with this, so this run stops'
      throw new WaxsealError<OffboardErrorCode>('offboarding-taken-over', message, { cause: error })
    }
  }

  #apply({ type, at, data, version }: JournalEvent): void {
    this.#length = version + 1
    if (type !== `${this.#prefix}.reported`) this.report = undefined
    switch (type.slice(type.indexOf('.') + 1)) {
      case 'offboarded':
        this.departed = true
        return
      case 'reinstated':
        this.departed = false
        this.#reset(undefined, at)
        return
      case 'begun':
        this.#reset(data as unknown as Order, at)
        return
      case 'found':
        this.found = mergeFound(this.found, data.secrets as unknown as readonly FoundSecret[])
        return
      case 'planned':
        for (const step of data.steps as unknown as readonly Step[])
          this.#entries.set(stepId(step), { ...this.entry(step), step, status: 'open' })
        return
      case 'reported':
        this.report = { ...(data as unknown as Omit<ReportNote, 'at'>), at }
        return
      default:
        this.#turn(type.slice(type.indexOf('.') + 1), data)
    }
  }

  #turn(word: string, { step: id, version, code }: JsonObject): void {
    const entry = this.#entries.get(String(id))
    if (entry === undefined) return
    const turned = TURNS.get(word)?.(entry, { version: String(version), code: String(code) })
    if (turned !== undefined) this.#entries.set(String(id), turned)
  }

  #reset(order: Order | undefined, at: number): void {
    this.order = order
    this.begunAt = at
    this.#entries = new Map()
    this.found = []
  }
}

type Turn = (entry: Entry, words: { readonly version: string; readonly code: string }) => Entry

const TURNS: ReadonlyMap<string, Turn> = /* @__PURE__ */ new Map(
  Object.entries<Turn>({
    done: ({ code: _, ...entry }) => ({ ...entry, status: 'done' }),
    open: (entry, { code }) => ({ ...entry, status: 'open', code }),
    staged: (entry, { version }) => ({ ...entry, staged: version }),
    delivered: (entry, { version }) => ({ ...entry, delivered: [...(entry.delivered ?? []), version] }),
  }),
)

function plannedEvents(found: readonly FoundSecret[], steps: readonly Step[]): [string, JsonObject][] {
  return [
    ...chunks(found).map((secrets): [string, JsonObject] => ['found', { secrets } as unknown as JsonObject]),
    ...chunks(steps).map((some): [string, JsonObject] => ['planned', { steps: some } as unknown as JsonObject]),
  ]
}

function chunks<T>(items: readonly T[]): readonly (readonly T[])[] {
  const parts: T[][] = []
  let left = 0
  for (const item of items) {
    const size = JSON.stringify(item).length
    if (left < size) {
      parts.push([])
      left = CHUNK
    }
    parts.at(-1)?.push(item)
    left -= size
  }
  return parts
}
