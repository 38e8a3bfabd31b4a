import type { JsonValue } from '@waxseal/core'
import { provedBy } from '../credential/credential-record.js'
import { type AppliedEvent, applyRotation } from '../rotation/apply-rotation.js'
import { acceptedAt, currentVersion, isOpen, NO_ROTATION, type Rotation, type Version } from '../rotation/rotation.js'
import { COMPROMISED } from '../signing/signing-record.js'
import type { SecretId } from './knowledge-fact.js'

/** A version as far as it matters for who knows what. */
export interface VersionStanding {
  /** Empty for the version that a secret had before the record knew any. */
  readonly version: string
  /**
   * Whether it is, or can still become, of use to whoever knows it. Of a credential until the provider was asked and refused it; of a
   * signing key until it is marked as compromised, because signatures can be dated back.
   */
  readonly live: boolean
  /** Of a live one that is out of use here: nothing shows yet that it is of no use elsewhere. */
  readonly unproved?: true
  /** Of a live one: it is of no use from this instant on (epoch milliseconds). */
  readonly until?: number
  /** When it was made (epoch milliseconds); absent when the record does not tell. */
  readonly issuedAt?: number
}

/** What the fold knows of one secret. Of what began a version only the instant is kept. */
export interface SecretRecord {
  readonly rotation: Rotation
  /** Versions that facts speak of and no rotation began. */
  readonly strays: ReadonlyMap<string, Stray>
  /**
   * Of a secret that others than the house accept: the versions that were shown to be of no use to anybody. Absent where the house
   * decides: there the record itself says when one is.
   */
  readonly dead?: ReadonlySet<string>
}

/** A version that no rotation began. */
export interface Stray {
  /** Where the house decides: of use until the next version takes its place. */
  readonly live: boolean
  /** How many versions had been begun when it was first spoken of: it may be each of them. */
  readonly begun: number
}

/** What is known of a secret before anything is. */
export function newSecret(secret: SecretId): SecretRecord {
  const record = { rotation: NO_ROTATION, strays: new Map<string, Stray>() }
  return /^(?:credential|signing)\//.test(secret) ? { ...record, dead: new Set() } : record
}

/** The version that stands for the secret when none is named. */
export function currentOf({ rotation, strays, dead }: SecretRecord): string | undefined {
  const current = currentVersion(rotation)?.id
  if (current !== undefined) return current
  const used = rotation.versions.findLast(wasCurrent)
  // Others go on accepting what the house has given up.
  if (used !== undefined) return dead === undefined ? undefined : used.id
  return strays.has('') && (rotation.ended === undefined || dead !== undefined) ? '' : undefined
}

/** The record after an event of the secret's series. */
export function rotated(record: SecretRecord, event: AppliedEvent): SecretRecord {
  const { type, at, version, data } = event
  const before = currentVersion(record.rotation)
  const { version: named, until, reason, expiresAt } = data
  // The rest of what an event carries, the hash of a key for one, belongs in no snapshot of this fold.
  const kept = Object.fromEntries(Object.entries({ version: named, until, reason, expiresAt }).filter(isGiven))
  const rotation = applyRotation(record.rotation, { type, at, version, data: kept })
  const next = currentVersion(rotation)
  const displaced = rotation.ended !== undefined || (next !== undefined && next.id !== before?.id)
  const strays = [...record.strays].flatMap(([id, { live, begun }]): [string, Stray][] =>
    rotation.versions.some((one) => one.id === id) ? [] : [[id, { live: live && !displaced, begun }]],
  )
  const moved = { rotation, strays: new Map(strays) }
  if (record.dead === undefined) return moved
  const shown = deadBy(event)
  return { ...moved, dead: shown.length === 0 ? record.dead : new Set([...record.dead, ...shown]) }
}

/** The record ready for a version that one of the host's own secrets gets anew: after its end, or under a name that it had before. */
export function reopened({ rotation, strays }: SecretRecord, version: string): SecretRecord {
  const { ended: _, ...open } = rotation
  return { rotation: { ...open, versions: rotation.versions.filter(({ id }) => id !== version) }, strays }
}

/** The record after a fact spoke of a version, or of the secret as such. */
export function mentioned(record: SecretRecord, version: string | undefined): SecretRecord {
  const { rotation, strays } = record
  const id = version ?? ''
  const stray = { live: rotation.ended === undefined, begun: rotation.versions.length }
  const known = version === undefined ? currentOf(record) !== undefined : rotation.versions.some((one) => one.id === id)
  if (known || strays.has(id)) return record
  return { ...record, strays: new Map(strays).set(id, stray) }
}

/** Where the versions stand at an instant (epoch milliseconds), in the order in which they were made. */
export function standingOf(record: SecretRecord, at: number): readonly VersionStanding[] {
  const { rotation, strays, dead } = record
  if (dead !== undefined) return lastingStandings(record, dead)
  return [
    ...Array.from(strays, ([version, { live }]) => ({ version, live })),
    ...rotation.versions.map((one) => ({
      version: one.id,
      live: (acceptedAt(one, at) || isOpen(one)) && !(Number(one.data.expiresAt) <= at),
      ...(one.until === undefined ? {} : { until: one.until }),
      issuedAt: one.issuedAt,
    })),
  ]
}

/** What others accept has no end that the house could set. */
function lastingStandings({ rotation, strays }: SecretRecord, dead: ReadonlySet<string>): readonly VersionStanding[] {
  const isDead = (version: string, { begun }: Stray): boolean => {
    if (dead.has(version)) return true
    const first = rotation.versions.findIndex(wasCurrent)
    // What was known before there was any version in use is the one that came into use first.
    const mayBe = rotation.versions.filter((_, index) => index < begun || (index === first && first >= begun))
    return mayBe.length > 0 && mayBe.every(({ id }) => dead.has(id))
  }
  return [
    ...Array.from(strays, ([version, stray]) => ({ version, live: !isDead(version, stray) })),
    ...rotation.versions.map(({ id, state, issuedAt }) => ({
      version: id,
      live: !dead.has(id),
      ...(state === 'retired' && !dead.has(id) ? { unproved: true as const } : {}),
      issuedAt,
    })),
  ]
}

/** The versions that an event shows to be of no use to anybody. */
function deadBy(event: AppliedEvent): readonly string[] {
  const { kids } = event.data
  if (event.type === COMPROMISED) return Array.isArray(kids) ? kids.filter((kid) => typeof kid === 'string') : []
  const proved = provedBy(event)
  return proved === undefined ? [] : [proved]
}

function wasCurrent({ currentAt }: Version): boolean {
  return currentAt !== undefined
}

function isGiven(entry: [string, JsonValue | undefined]): entry is [string, JsonValue] {
  return entry[1] !== undefined
}
