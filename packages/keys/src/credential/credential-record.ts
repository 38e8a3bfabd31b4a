import type { Fold, JournalEvent, JsonValue } from '@waxseal/core'
import { applyRotation } from '../rotation/apply-rotation.js'
import type { RotationEvent } from '../rotation/decision.js'
import { NO_ROTATION, type Rotation } from '../rotation/rotation.js'

/** A process that said it still uses a version, and when. */
export interface Hold {
  readonly version: string
  readonly holder: string
  readonly at: number
}

/** What the record says of a provider's credential. All instants are epoch milliseconds. */
export interface CredentialRecord {
  readonly rotation: Rotation
  /** Nothing is lent before this instant, unless it is resumed earlier. */
  readonly pausedUntil?: number
  /** When the provider first refused a version. */
  readonly refused: Readonly<Record<string, number>>
  /** Versions that the provider refused when it was asked about them after they were given up: nobody can use them any more. */
  readonly proved: readonly string[]
  /** Retired versions whose text is gone from the store. */
  readonly destroyed: readonly string[]
  readonly held: readonly Hold[]
  /** When the last hold on a version ended. */
  readonly released: Readonly<Record<string, number>>
}

/** The events beside those of the rotation. */
export type CredentialEventType =
  | 'credential.destroyed'
  | 'credential.held'
  | 'credential.paused'
  | 'credential.refused'
  | 'credential.released'
  | 'credential.resumed'

/** Reason of a `rotation.retired` that says more than the others: the provider was asked, and refused the version. */
const REFUSED_BY_PROVIDER = 'refused-by-provider'

/** The event that says so. It may come after another one that retired the version. */
export function proofOf(version: string): RotationEvent {
  return { type: 'rotation.retired', data: { version, reason: REFUSED_BY_PROVIDER } }
}

/** The version that an event proves to be dead at the provider. */
export function provedBy({ type, data }: Pick<JournalEvent, 'data' | 'type'>): string | undefined {
  const proves = type === 'rotation.retired' && data.reason === REFUSED_BY_PROVIDER
  return proves && typeof data.version === 'string' ? data.version : undefined
}

/** The state of one credential; it sees the events of its stream only. */
export function credentialFold(name: string): Fold<CredentialRecord> {
  return {
    name: `credential-${name}`,
    version: 2,
    start: () => ({ rotation: NO_ROTATION, refused: {}, proved: [], destroyed: [], held: [], released: {} }),
    apply: (record, event) => applied({ ...record, rotation: applyRotation(record.rotation, event) }, event),
    save: (record) => record as unknown as JsonValue,
    load: (saved) => saved as unknown as CredentialRecord,
  }
}

/** Whether nothing is lent at an instant. */
export function isPaused({ pausedUntil }: CredentialRecord, at: number): boolean {
  return pausedUntil !== undefined && at < pausedUntil
}

function applied(record: CredentialRecord, event: JournalEvent): CredentialRecord {
  const { type, at, data } = event
  const proved = provedBy(event)
  if (proved !== undefined) return { ...record, proved: [...record.proved, proved] }
  const version = String(data.version)
  const holder = String(data.holder)
  const others = record.held.filter((hold) => hold.version !== version || hold.holder !== holder)
  switch (type as CredentialEventType) {
    case 'credential.paused':
      return typeof data.until === 'number' ? { ...record, pausedUntil: data.until } : record
    case 'credential.resumed': {
      const { pausedUntil: _, ...resumed } = record
      return resumed
    }
    case 'credential.refused':
      return { ...record, refused: { [version]: at, ...record.refused } }
    case 'credential.destroyed':
      return {
        ...record,
        destroyed: [...record.destroyed, version],
        held: record.held.filter((hold) => hold.version !== version),
      }
    case 'credential.held':
      return { ...record, held: [...others, { version, holder, at }] }
    case 'credential.released':
      return { ...record, held: others, released: { ...record.released, [version]: at } }
    default:
      return record
  }
}
