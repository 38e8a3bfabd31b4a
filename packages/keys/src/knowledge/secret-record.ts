import type { JsonValue } from '@waxseal/core'
import { type AppliedEvent, applyRotation } from '../rotation/apply-rotation.js'
import { acceptedAt, currentVersion, isOpen, NO_ROTATION, type Rotation } from '../rotation/rotation.js'

/** A version as far as it matters for who knows what. */
export interface VersionStanding {
  /** Empty for the version that a secret had before the record knew any. */
  readonly version: string
  /** Whether it is, or can still become, of use. */
  readonly live: boolean
  /** Of a live one: it is of no use from this instant on (epoch milliseconds). */
  readonly until?: number
  /** When it was made (epoch milliseconds); absent when the record does not tell. */
  readonly issuedAt?: number
}

/** What the fold knows of one secret. Of what began a version only the instant is kept. */
export interface SecretRecord {
  readonly rotation: Rotation
  /** Versions that facts speak of and no rotation began: of use until the next one takes their place. */
  readonly strays: ReadonlyMap<string, boolean>
}

export const NEW_SECRET: SecretRecord = /* @__PURE__ */ Object.freeze({ rotation: NO_ROTATION, strays: new Map() })

/** The version that stands for the secret when none is named. */
export function currentOf({ rotation, strays }: SecretRecord): string | undefined {
  return currentVersion(rotation)?.id ?? (strays.get('') === true ? '' : undefined)
}

/** The record after an event of the secret's series. `adopted`: its first version may be what was known before the record knew any. */
export function rotated(
  record: SecretRecord,
  adopted: boolean,
  { type, at, version, data }: AppliedEvent,
): SecretRecord {
  const before = currentVersion(record.rotation)
  const { version: named, until, reason, expiresAt } = data
  // The rest of what an event carries, the hash of a key for one, belongs in no snapshot of this fold.
  const kept = Object.fromEntries(Object.entries({ version: named, until, reason, expiresAt }).filter(isGiven))
  const rotation = applyRotation(record.rotation, { type, at, version, data: kept })
  const next = currentVersion(rotation)
  const exchanged = next !== undefined && next.id !== before?.id && (before !== undefined || !adopted)
  const displaced = rotation.ended !== undefined || exchanged
  const strays = [...record.strays].flatMap(([id, live]): [string, boolean][] =>
    rotation.versions.some((one) => one.id === id) ? [] : [[id, live && !displaced]],
  )
  return { rotation, strays: new Map(strays) }
}

/** The record after a fact spoke of a version, or of the secret as such. */
export function mentioned(record: SecretRecord, version: string | undefined): SecretRecord {
  const { rotation, strays } = record
  const id = version ?? ''
  const known = version === undefined ? currentOf(record) !== undefined : rotation.versions.some((one) => one.id === id)
  if (known || strays.has(id)) return record
  return { rotation, strays: new Map(strays).set(id, rotation.ended === undefined) }
}

/** Where the versions stand at an instant (epoch milliseconds), in the order in which they were made. */
export function standingOf({ rotation, strays }: SecretRecord, at: number): readonly VersionStanding[] {
  return [
    ...Array.from(strays, ([version, live]) => ({ version, live })),
    ...rotation.versions.map((one) => ({
      version: one.id,
      live: (acceptedAt(one, at) || isOpen(one)) && !(Number(one.data.expiresAt) <= at),
      ...(one.until === undefined ? {} : { until: one.until }),
      issuedAt: one.issuedAt,
    })),
  ]
}

function isGiven(entry: [string, JsonValue | undefined]): entry is [string, JsonValue] {
  return entry[1] !== undefined
}
