import type { VersionState } from '../rotation/rotation.js'
import type { Access } from './access.js'
import type { KeyCredential } from './key-credential.js'
import type { KeyEntry } from './key-series.js'
import { withoutUndefined } from './key-spec.js'
import type { ApiKeyState } from './key-state.js'

/** What is known of one version of a key: everything but its secret and the hash of it. Instants are epoch milliseconds. */
export interface KeyRecord extends Access {
  readonly id: string
  /** Id of the first version, which all versions share. */
  readonly series: string
  readonly environment: string
  readonly owner: string
  readonly purpose?: string
  readonly state: VersionState
  readonly issuedAt: number
  /** When another version took its place. */
  readonly rotatedAt?: number
  /** Of a previous version: it is accepted before this instant. */
  readonly until?: number
  readonly expiresAt?: number
  readonly retiredAt?: number
  /** Why it was retired. */
  readonly reason?: string
  /** Where it was found in the open. */
  readonly leaks?: readonly string[]
  /** By the uses written down so far; see `flush`. */
  readonly uses: number
  readonly lastUsedAt?: number
}

/** Why a version is not good at an instant, whatever is asked of it. */
export function lapse(entry: KeyEntry, at: number): 'revoked' | 'retired' | 'expired' | undefined {
  const { version, series, leaks, expiresAt } = entry
  const { state, until = Number.POSITIVE_INFINITY } = version
  if (state === 'retired') return series.rotation.ended !== undefined || leaks.length > 0 ? 'revoked' : 'retired'
  if (state === 'previous' && at >= until) return 'retired'
  return at >= expiresAt ? 'expired' : undefined
}

/**
 * The keys that were good at an instant (epoch milliseconds), by a state as of then: `stateAt(journal, apiKeys, { tenant, at })`.
 * A new version that is not yet the current one is among them.
 */
export function validKeys(state: ApiKeyState, at: number): readonly KeyRecord[] {
  return state.entries.filter((entry) => lapse(entry, at) === undefined).map(recordOf)
}

export function recordOf(entry: KeyEntry): KeyRecord {
  const { version, series, leaks } = entry
  const { owner, purpose, environment, scopes, lists, ips } = series.data
  const { until, retiredAt, reason } = version
  return Object.freeze(
    withoutUndefined({
      id: entry.id,
      series: series.id,
      environment,
      owner,
      purpose,
      scopes,
      lists,
      ips,
      ...credentialOf(entry),
      until,
      retiredAt,
      reason,
      leaks: leaks.length > 0 ? Object.freeze([...leaks]) : undefined,
      uses: entry.uses,
      lastUsedAt: entry.lastUsedAt,
    }),
  )
}

export function credentialOf({ version, expiresAt }: KeyEntry): KeyCredential {
  return withoutUndefined({
    state: version.state,
    issuedAt: version.issuedAt,
    rotatedAt: version.rotatedAt,
    expiresAt: Number.isFinite(expiresAt) ? expiresAt : undefined,
  })
}
