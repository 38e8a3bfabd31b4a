import { isWaxsealError, type JournalEvent, type JsonObject, WaxsealError } from '@waxseal/core'
import { type Claim, type ClaimTerms, claimData, isTaken, needsWord } from './claim.js'
import { type FoundSecret, mergeFound } from './found.js'
import type { OffboardPorts } from './offboard-ports.js'
import { type OffboardErrorCode, type Order, orderData } from './order.js'
import { type Draft, plannedEvents } from './planned-events.js'
import { type Entry, TURNS } from './run-entry.js'
import { type OpenStep, type Step, stepId } from './step.js'

/** What the record keeps of a report. */
export interface ReportNote {
  /** SHA-256 of the report's payload, base64url. */
  readonly hash: string
  readonly at: number
  readonly complete: boolean
  readonly head: { readonly size: number; readonly root: string }
}

/** Words that say nothing about what a report tells. */
const SILENT: ReadonlySet<string> = /* @__PURE__ */ new Set(['claimed', 'released', 'reported'])

/**
 * What was ordered, found, planned and done, as it stands on a stream of the record. With its first word a run claims what it works on, and
 * every event is appended behind all that is known: a run from which another has taken over gets no further word in.
 */
export class RunRecord {
  readonly #ports: Pick<OffboardPorts, 'clock' | 'journal' | 'tenant'>
  readonly #stream: string
  readonly #prefix: string
  #length = 0
  #next = 0
  #claim: Claim | undefined
  #terms: ClaimTerms | undefined
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
    await record.#catchUp()
    return record
  }

  /** What is appended from now on is the word of a run. Throws `offboarding-under-way` while another one is at it. */
  workAs(terms: ClaimTerms): void {
    this.#terms = terms
    this.#assertFree()
  }

  /** Whether the run is still the one that is at it, by everything that is durable by now. */
  async isHeld(): Promise<boolean> {
    await this.#catchUp()
    return this.#isHolder
  }

  /** Lets others go on, when a run stops before its end. */
  async release(): Promise<void> {
    if (await this.isHeld()) await this.#append([['released', {}]])
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

  /**
   * Says that a version arrived after another run took over: whoever holds the run now delivers again, and if nobody does, this run.
   * Throws `offboarding-taken-over`.
   */
  async noteLate(step: Step, version: string): Promise<void> {
    await this.#write(() => [['delivered', { step: stepId(step), version, late: true }]])
    if (this.#terms !== undefined) this.#terms = { ...this.#terms, takeOver: false }
    if (this.#isTaken()) throw takenOver()
    await this.#append([])
  }

  /** Notes a report and lets go. Gives `false` when something was noted meanwhile that the report does not cover. */
  async noteReport({ at, ...note }: ReportNote): Promise<boolean> {
    const length = this.#length
    const events: readonly Draft[] = [
      ['reported', { ...note, head: { ...note.head } }],
      ['released', {}],
    ]
    await this.#append(() => (this.#length === length ? events : []), at)
    return this.report !== undefined
  }

  /** Writes an event about the principal himself. */
  async notePrincipal(type: 'principal.offboarded' | 'principal.reinstated', data: JsonObject): Promise<void> {
    const departed = type === 'principal.offboarded'
    await this.#write(() => (this.departed === departed ? [] : [[type, data]]))
  }

  /** Appends what a run says, while it is the one that is at it. */
  async #append(given: readonly Draft[] | (() => readonly Draft[]), at = this.#ports.clock()): Promise<void> {
    const terms = this.#terms
    const wasHolder = this.#isHolder
    await this.#write((isAgain) => {
      if (wasHolder && !this.#isHolder) throw takenOver()
      this.#assertFree()
      // Others went on by what this run did not know.
      if (isAgain && !wasHolder) throw takenOver()
      const drafts = typeof given === 'function' ? given() : given
      const now = this.#ports.clock()
      if (terms === undefined || !needsWord(this.#claim, terms, now)) return drafts
      return [['claimed', claimData(terms, now)], ...drafts]
    }, at)
  }

  /** Appends behind everything that is known; when others were faster, decides again. */
  async #write(decide: (isAgain: boolean) => readonly Draft[], at = this.#ports.clock()): Promise<void> {
    const { journal, tenant } = this.#ports
    for (let isAgain = false; ; isAgain = true) {
      const drafts = decide(isAgain).map(([type, data]) => ({
        type: type.includes('.') ? type : `${this.#prefix}.${type}`,
        at,
        data,
      }))
      if (drafts.length === 0) return
      try {
        const appended = await journal.append({ tenant, stream: this.#stream, expected: this.#length }, drafts)
        for (const event of appended.events) this.#apply(event)
        return
      } catch (error) {
        if (!isWaxsealError(error, 'journal-conflict')) throw error
        await this.#catchUp()
      }
    }
  }

  async #catchUp(): Promise<void> {
    const { journal, tenant } = this.#ports
    await journal.catchUp()
    for await (const event of journal.read({ tenant, stream: this.#stream, from: this.#next })) this.#apply(event)
  }

  get #isHolder(): boolean {
    return this.#terms !== undefined && this.#claim?.holder === this.#terms.holder
  }

  #isTaken(): boolean {
    return this.#terms !== undefined && isTaken(this.#claim, this.#terms, this.#ports.clock())
  }

  #assertFree(): void {
    if (this.#isTaken()) {
      const message = 'another run is at it: wait until it is over, or take over from it'
      throw new WaxsealError<OffboardErrorCode>('offboarding-under-way', message)
    }
  }

  #apply({ seq, type, at, data, version }: JournalEvent): void {
    this.#length = version + 1
    this.#next = seq + 1
    const word = type.slice(type.indexOf('.') + 1)
    if (!SILENT.has(word)) this.report = undefined
    switch (word) {
      case 'claimed':
        this.#claim = { holder: String(data.holder), until: Number(data.until) }
        return
      case 'released':
        this.#claim = undefined
        return
      case 'offboarded':
        this.departed = true
        return
      case 'reinstated':
        this.departed = false
        this.#claim = undefined
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
          this.#entries.set(stepId(step), { ...this.#unfinished(step), step, status: 'open' })
        return
      case 'reported':
        this.report = { ...(data as unknown as Omit<ReportNote, 'at'>), at }
        return
      default:
        this.#turn(word, data)
    }
  }

  /** What was made for a step that is done is of the past. */
  #unfinished(step: Step): Entry | undefined {
    const entry = this.entry(step)
    return entry?.status === 'open' ? entry : undefined
  }

  #turn(word: string, { step: id, version, code, late }: JsonObject): void {
    const entry = this.#entries.get(String(id))
    if (entry === undefined) return
    const turned = TURNS.get(word)?.(entry, { version: String(version), code: String(code), late: late === true })
    if (turned !== undefined) this.#entries.set(String(id), turned)
  }

  #reset(order: Order | undefined, at: number): void {
    this.order = order
    this.begunAt = at
    this.#entries = new Map()
    this.found = []
  }
}

function takenOver(): WaxsealError<OffboardErrorCode> {
  return new WaxsealError('offboarding-taken-over', 'somebody else has gone on with this, so this run stops')
}
