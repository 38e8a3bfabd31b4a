import type { Clock, Journal, JournalEvent, JsonObject } from '@waxseal/core'

/** Writes and reads one tenant's events. */
export interface TenantRecord {
  /** Appends one event; resolves when it is durable. */
  write(stream: string, type: string, data: JsonObject): Promise<JournalEvent>
  read(): AsyncIterable<JournalEvent>
}

/** The tenant's own view of the journal. */
export function tenantRecord(journal: Journal, tenant: string, clock: Clock): TenantRecord {
  return {
    async write(stream, type, data) {
      const { events } = await journal.append({ tenant, stream }, [{ type, at: clock(), data }])
      const event = events[0]
      if (event === undefined) throw new TypeError('the journal gave no event back')
      return event
    },
    read: () => journal.read({ tenant }),
  }
}
