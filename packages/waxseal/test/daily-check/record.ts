import type { JournalEvent, JsonObject } from '@waxseal/core'

export const DAY = 86_400_000
export const HOUR = 3_600_000
/** Monday. */
export const START = Date.UTC(2026, 5, 1)

/** A record written by hand: events in order, `day` counted from the start. */
export class Record {
  readonly events: JournalEvent[] = []

  add(day: number, type: string, stream: string, data: JsonObject = {}): this {
    const seq = this.events.length
    this.events.push({ type, at: START + day * DAY, seq, tenant: 'default', stream, version: seq, data })
    return this
  }

  /** A key that is in use from a day on. */
  key(day: number, stream: string, version: string, owner = 'maria'): this {
    this.add(day, 'rotation.begun', stream, { version, owner })
    return this.add(day, 'rotation.tested', stream, { version }).add(day, 'rotation.switched', stream, { version })
  }

  used(day: number, id: string, at = START + day * DAY): this {
    return this.add(day, 'key.used', 'key-use', { uses: [{ id, count: 3, at, networks: ['n1'] }] })
  }

  /** Nothing happens until a day, and that it has come is beyond doubt. */
  until(day: number): this {
    for (let times = 0; times < 3; times++) this.add(day, 'policy.adopted', 'policy')
    return this
  }
}

/** The date of a day counted from the start. */
export function date(day: number): string {
  return new Date(START + day * DAY).toISOString().slice(0, 10)
}
