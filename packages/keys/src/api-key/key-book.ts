import { type JournalEvent, type OpenFold, openFold, WaxsealError } from '@waxseal/core'
import type { KeysErrorCode } from '../keys-error-code.js'
import type { CheckedOptions } from '../keys-options.js'
import { commitRotation } from '../rotation/commit-rotation.js'
import type { Decision, RotationEvent } from '../rotation/decision.js'
import { NO_ROTATION, type Rotation } from '../rotation/rotation.js'
import { apiKeys } from './api-keys.js'
import type { KeyEntry, KeySeries } from './key-series.js'
import { type ApiKeyState, KEY_STREAM } from './key-state.js'
import { Peppers } from './peppers.js'

/** Milliseconds between two looks for a pepper that the ring did not give. */
const PEPPER_PAUSE = 1_000

/** The keys of one tenant as they stand on the record, and the way to change them. */
export class KeyBook {
  readonly options: CheckedOptions
  readonly peppers: Peppers
  #opening: Promise<OpenFold<ApiKeyState>> | undefined
  #open: OpenFold<ApiKeyState> | undefined
  #closed = false
  #soughtAt = Number.NEGATIVE_INFINITY

  constructor(options: CheckedOptions) {
    this.options = options
    this.peppers = new Peppers(options.keyRing, options.tenant)
  }

  /** Loads what is not loaded. After a failure it can be asked again. */
  async open(): Promise<OpenFold<ApiKeyState>> {
    this.#checkOpen()
    this.#opening ??= this.#load().catch((error) => {
      this.#opening = undefined
      throw error
    })
    const open = await this.#opening
    this.#checkOpen()
    return open
  }

  /** The state by what was heard so far; `undefined` when it cannot be relied on. */
  current(): ApiKeyState | undefined {
    try {
      return this.#open?.state
    } catch {
      return undefined
    }
  }

  /** The same, for those who can be told why not. Throws `keys-not-ready`, `keys-closed` and `fold-broken`. */
  heard(): ApiKeyState {
    this.#checkOpen()
    if (this.#open === undefined)
      throw new WaxsealError<KeysErrorCode>('keys-not-ready', 'the keys are not loaded: await `ready()`')
    return this.#open.state
  }

  /** The state by everything that is durable by now. */
  async latest(): Promise<ApiKeyState> {
    const state = await (await this.open()).catchUp()
    await this.#loadPeppers(state)
    return state
  }

  /** Fetches the peppers that the ring did not give before. */
  async heal(): Promise<void> {
    await this.#loadPeppers((await this.open()).state)
  }

  /** The same in the background, not too often. */
  healSoon(now: number): void {
    if (now >= this.#soughtAt && now < this.#soughtAt + PEPPER_PAUSE) return
    this.#soughtAt = now
    this.heal().catch(() => undefined)
  }

  async snapshot(): Promise<void> {
    await (await this.open()).snapshot()
  }

  close(): void {
    this.#closed = true
    this.#open?.close()
    this.#open = undefined
  }

  /** The version of that id, if its keys begin as ours do. */
  find(state: ApiKeyState, id: string): KeyEntry | undefined {
    const entry = state.find(id)
    return entry !== undefined && this.owns(entry) ? entry : undefined
  }

  owns({ series: { data } }: KeyEntry): boolean {
    const { prefix, environment } = this.options.head
    return data.prefix === prefix && data.environment === environment
  }

  /** The series that a version belongs to, by everything on record. Throws `key-unknown`. */
  async seriesOf(id: string): Promise<KeySeries> {
    const entry = typeof id === 'string' ? this.find(await this.latest(), id) : undefined
    if (entry === undefined) throw new WaxsealError<KeysErrorCode>('key-unknown', 'no key has this id')
    return entry.series
  }

  /**
   * Decides by the record and writes what was decided, again if another process was faster. Gives back the events; throws the code of
   * a refusal.
   */
  async commit(
    series: string,
    by: string | undefined,
    decide: (rotation: Rotation, at: number, state: ApiKeyState) => Decision<KeysErrorCode>,
  ): Promise<readonly JournalEvent[]> {
    const { journal, tenant, clock } = this.options
    let state = apiKeys.start()
    const latest = async () => {
      state = await this.latest()
      return state.seriesOf(series)?.rotation ?? NO_ROTATION
    }
    const place = { journal, tenant, clock, stream: `${KEY_STREAM}${series}`, latest }
    const done = await commitRotation(place, (rotation, at) => {
      const decision = decide(rotation, at, state)
      return decision.ok ? { ok: true, events: decision.events.map((event) => signed(event, by)) } : decision
    })
    if (done.ok) return done.events
    throw new WaxsealError<KeysErrorCode>(
      done.code,
      `the key \`${series}\` does not stand so that this can be done: ${done.code}`,
      {
        details: { series },
      },
    )
  }

  async #load(): Promise<OpenFold<ApiKeyState>> {
    const { journal, tenant, snapshots, clock } = this.options
    // The ring may have a new pepper before this process is asked for a key that was made under it.
    const fold: typeof apiKeys = {
      ...apiKeys,
      apply: (state, event) => {
        const known = state.peppers.length
        const next = apiKeys.apply(state, event)
        if (next.peppers.length > known) this.#loadPeppers(next).catch(() => undefined)
        return next
      },
    }
    const open = await openFold(journal, fold, { tenant, snapshots, clock })
    try {
      await this.#loadPeppers(open.state)
      this.#checkOpen()
    } catch (error) {
      open.close()
      throw error
    }
    this.#open = open
    return open
  }

  async #loadPeppers({ peppers }: ApiKeyState): Promise<void> {
    for (const id of peppers) await this.peppers.load(id)
  }

  #checkOpen(): void {
    if (this.#closed) throw new WaxsealError<KeysErrorCode>('keys-closed', 'the keys are closed')
  }
}

/** Whoever is shown a new secret is named as such, whoever does anything else as the one who did it. */
function signed(event: RotationEvent, by: string | undefined): RotationEvent {
  if (by === undefined) return event
  const { type, data } = event
  return { type, data: type === 'rotation.begun' ? { ...data, seenBy: [by] } : { ...data, by } }
}
