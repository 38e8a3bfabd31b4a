/**
 * What a finding is about.
 *
 * Grants that decide nothing; without them no decision would be another, as long as people, lists and hours stay as they are:
 * - `role-unheld`: made to a role that nobody holds, directly or through roles
 * - `holder-unknown`: made to a principal who is not in the directory
 * - `holder-inactive`: made to somebody suspended or offboarded, or to a role all of whose holders are so or past their end date
 * - `holder-expired`: made to a principal whose end date has passed
 * - `zone-empty`: no list belongs to any of the zones that the grant names
 * - `own-lists-missing`: on own lists, and no holder has one
 * - `own-zones-missing`: on own zones, and no list belongs to a zone of any holder
 * - `schedule-closed`: during a schedule that is not open for a year to come
 * - `grant-shadowed`: an allow all of whose actions and places are denied whenever it holds
 *
 * Grants that decide nothing alone, or against each other:
 * - `grant-redundant`: another grant covers it: same or wider holder, actions, place and hours; of allows, with no other mask and all its
 *   content. Of two that say the same, the one with the greater id. All redundant grants may be removed at once
 * - `grant-conflict`: an allow from which denies to the very same holder take a part
 * - `content-missing`: an allow to send e-mail without a content rule: its letters have no sender that they may name
 *
 * Names and addresses that match nothing:
 * - `list-unknown`: a grant or a principal names a list that is not in the directory
 * - `role-unknown`: a principal names a role that the policy does not have; a ban that hangs on it is not in force
 * - `zone-unknown`: a list or a principal names a zone that the policy, which has zones, does not have
 * - `network-unknown`: a principal names a network that the policy does not have
 * - `network-malformed`: what reads like an address is none: `10.0.0.5/8`, `010.0.0.5`
 * - `allowlist-empty`: a principal's networks admit no address at all
 *
 * Networks that bind nobody:
 * - `network-any`: every address, `0.0.0.0/0` or `::/0`
 * - `network-wide`: wider than any one organization's
 * - `allowlist-wide`: networks that together hold half of the internet
 *
 * Words of the policy that nothing uses: `network-unused`, `role-unused`, `schedule-unused`, `zone-unused`.
 */
export type FindingCode =
  | 'allowlist-empty'
  | 'allowlist-wide'
  | 'content-missing'
  | 'grant-conflict'
  | 'grant-redundant'
  | 'grant-shadowed'
  | 'holder-expired'
  | 'holder-inactive'
  | 'holder-unknown'
  | 'list-unknown'
  | 'network-any'
  | 'network-malformed'
  | 'network-unknown'
  | 'network-unused'
  | 'network-wide'
  | 'own-lists-missing'
  | 'own-zones-missing'
  | 'role-unheld'
  | 'role-unknown'
  | 'role-unused'
  | 'schedule-closed'
  | 'schedule-unused'
  | 'zone-empty'
  | 'zone-unknown'
  | 'zone-unused'

/**
 * - `error`: a slip. What is written is not what is meant: a name that does not exist, an allowlist that lets everybody in
 * - `warning`: somebody relies on a right, a ban or a limit that is not there
 * - `note`: what may be intended, or left out
 */
export type FindingLevel = 'error' | 'warning' | 'note'

/** Something in a policy, or in its lists and principals, that is not as its author believes. */
export interface Finding {
  readonly code: FindingCode
  readonly level: FindingLevel
  /** Where: from the root of the policy, or of the directory when it begins with `lists` or `principals`. `['grants', 2, 'to', 'role']` */
  readonly path: readonly (string | number)[]
  /** The grant that it is about, then the grants that cover, shadow or cut it, sorted; at most ten of those. Empty if it is about no grant. */
  readonly grants: readonly string[]
  /** Names words of the policy only: no address, no e-mail address, nothing that is unknown. */
  readonly message: string
}

/** Takes note of a finding. */
export type Note = (
  code: FindingCode,
  level: FindingLevel,
  path: readonly (string | number)[],
  message: string,
  grants?: readonly string[],
) => void
