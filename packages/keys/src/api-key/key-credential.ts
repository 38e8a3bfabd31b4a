import type { VersionState } from '../rotation/rotation.js'

/** What `@waxseal/policy`'s rule `keyRotation` reads as the fact `credential`. */
export interface KeyCredential {
  readonly state: VersionState
  readonly issuedAt: number
  readonly rotatedAt?: number
  readonly expiresAt?: number
}
