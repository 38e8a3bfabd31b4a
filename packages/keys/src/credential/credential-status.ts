import type { CredentialStatus } from './credential.js'
import { type CredentialRecord, isPaused } from './credential-record.js'
import type { Workshop } from './workshop.js'

/** What is known of a credential. */
export function statusOf({ clock, leases }: Workshop, record: CredentialRecord): CredentialStatus {
  const { rotation, refused, proved, destroyed, pausedUntil } = record
  const versions = rotation.versions.map((version) => {
    const refusedAt = refused[version.id]
    return {
      ...version,
      running: leases.running(version.id),
      proved: proved.includes(version.id),
      destroyed: destroyed.includes(version.id),
      ...(refusedAt === undefined ? {} : { refusedAt }),
    }
  })
  return {
    versions,
    ...(rotation.ended === undefined ? {} : { endedAt: rotation.ended.at }),
    ...(pausedUntil !== undefined && isPaused(record, clock()) ? { pausedUntil } : {}),
  }
}
