import { type Clock, type Journal, type JournalEvent, type JsonObject, type OpenFold, openFold } from '@waxseal/core'
import { type RecordState, recordFold } from './record-state.js'

/** One tenant's events: writes them, and knows what they come to. */
export interface TenantRecord {
  /** What the record says by now. */
  readonly state: RecordState
  /** Appends one event; resolves when it is durable and taken in. `expected`: only if its stream has so many events. */
  write(stream: string, type: string, data: JsonObject, expected?: number): Promise<JournalEvent>
  /** Takes in what other processes wrote. */
  catchUp(): Promise<RecordState>
  /** For how many milliseconds events of other processes may have gone unheard. */
  age(): number
  /** Whether other processes may be writing at this moment. */
  readonly shared: boolean
}

/** Opens the tenant's own view of the journal. */
export async function openRecord(journal: Journal, tenant: string, clock: Clock): Promise<TenantRecord> {
  const fold: OpenFold<RecordState> = await openFold(journal, recordFold, { tenant })
  return {
    get state() {
      return fold.state
    },
    async write(stream, type, data, expected) {
      const target = { tenant, stream, ...(expected === undefined ? {} : { expected }) }
      const { events } = await journal.append(target, [{ type, at: clock(), data }])
      const event = events[0]
      if (event === undefined) throw new TypeError('the journal gave no event back')
      if (fold.size <= event.seq) await fold.catchUp()
      return event
    },
    catchUp: () => fold.catchUp(),
    age: () => journal.age(),
    shared: journal.shared === true,
  }
}
