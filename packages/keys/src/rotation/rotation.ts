import type { JsonObject } from '@waxseal/core'

/**
 * Where a version stands: `pending` (made), `tested` (it works), `current` (the one to use), `previous` (still accepted beside its
 * successor), `retired` (never accepted again).
 */
export type VersionState = 'pending' | 'tested' | 'current' | 'previous' | 'retired'

/** One secret of a series. All instants are epoch milliseconds. */
export interface Version {
  readonly id: string
  readonly state: VersionState
  readonly issuedAt: number
  /** When it became the current one. */
  readonly currentAt?: number
  /** When its successor took its place. */
  readonly rotatedAt?: number
  /** Of a previous one: accepted before this instant; absent: until it is retired by hand. */
  readonly until?: number
  readonly retiredAt?: number
  /** Why it was retired. */
  readonly reason?: string
  /** What the event that began it carried. */
  readonly data: JsonObject
}

/** A series of versions. Plain data: it can be kept as a snapshot. */
export interface Rotation {
  /** In the order in which they were begun. */
  readonly versions: readonly Version[]
  /** Events in the stream of the series: what the next append must expect. */
  readonly length: number
  /** The series is over: no version is accepted, none can follow. */
  readonly ended?: { readonly at: number; readonly reason: string }
}

/** A series before its first event. */
export const NO_ROTATION: Rotation = /* @__PURE__ */ Object.freeze({ versions: Object.freeze([]), length: 0 })

/**
 * The version of that id.
 *
 * @example
 * ```ts
 * import { findVersion, NO_ROTATION } from '@waxseal/keys'
 *
 * console.log(findVersion(NO_ROTATION, 'v1')) // undefined
 * ```
 */
export function findVersion(rotation: Rotation, id: string): Version | undefined {
  return rotation.versions.find((version) => version.id === id)
}

/**
 * The version to use; from the first switch to the end of the series there always is one.
 *
 * @example
 * ```ts
 * import { currentVersion, NO_ROTATION } from '@waxseal/keys'
 *
 * console.log(currentVersion(NO_ROTATION)) // undefined
 * ```
 */
export function currentVersion(rotation: Rotation): Version | undefined {
  return rotation.versions.find(({ state }) => state === 'current')
}

/**
 * The version that is pending or tested; there is at most one.
 *
 * @example
 * ```ts
 * import { NO_ROTATION, openVersion } from '@waxseal/keys'
 *
 * console.log(openVersion(NO_ROTATION)) // undefined
 * ```
 */
export function openVersion(rotation: Rotation): Version | undefined {
  return rotation.versions.find(isOpen)
}

/** Whether a version is on its way to become the current one. */
export function isOpen({ state }: Version): boolean {
  return state === 'pending' || state === 'tested'
}

/**
 * Whether a version is accepted at an instant (epoch milliseconds): the current one always, a previous one before its `until`, no
 * other.
 *
 * @example
 * ```ts
 * import { acceptedAt } from '@waxseal/keys'
 *
 * const version = { id: 'v1', state: 'previous', issuedAt: 0, currentAt: 0, rotatedAt: 50, until: 100, data: {} } as const
 * console.log(acceptedAt(version, 99), acceptedAt(version, 100)) // true false
 * ```
 */
export function acceptedAt({ state, until }: Version, at: number): boolean {
  return state === 'current' || (state === 'previous' && (until === undefined || at < until))
}
