import type { Fold, JournalEvent, JsonValue } from '@waxseal/core'
import { applyRotation } from '../rotation/apply-rotation.js'
import { NO_ROTATION, type Rotation } from '../rotation/rotation.js'

/** What the record says of a series of signing keys. Versions have the key's `kid` as their id. */
export interface SigningRecord {
  readonly rotation: Rotation
  /** Keys that somebody else may have, and since when, in epoch milliseconds. */
  readonly compromised: Readonly<Record<string, number>>
}

/** Says that keys may be in other hands: `{ kids, since }`. */
export const COMPROMISED = 'signing.compromised'

/** The state of one series; it sees the events of its stream only. */
export function signingFold(name: string): Fold<SigningRecord> {
  return {
    name: `signing-${name}`,
    version: 1,
    start: () => ({ rotation: NO_ROTATION, compromised: {} }),
    apply: (record, event) => ({
      rotation: applyRotation(record.rotation, event),
      compromised: event.type === COMPROMISED ? marked(record.compromised, event) : record.compromised,
    }),
    save: (record) => record as unknown as JsonValue,
    load: (saved) => saved as unknown as SigningRecord,
  }
}

/** Of two instants the earlier one counts. */
function marked(known: SigningRecord['compromised'], { data }: JournalEvent): SigningRecord['compromised'] {
  const { kids, since } = data
  if (!Array.isArray(kids) || typeof since !== 'number') return known
  const added = kids.map((kid) => [String(kid), Math.min(since, known[String(kid)] ?? since)])
  return { ...known, ...Object.fromEntries(added) }
}
