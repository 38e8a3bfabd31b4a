import { compileAllowlist } from '../engine/allowlist.js'
import type { PrincipalRecord } from '../engine/principal-record.js'
import { readPrincipal } from '../engine/principal-record.js'
import { policyInvalid } from '../policy/problem.js'
import { isName } from '../policy/schema.js'
import type { Book } from './book.js'
import type { Undo } from './handlers.js'

/** Sets a principal's status, end date or networks and leaves the rest as it is. Throws `policy-invalid`. */
export function setPrincipal({ id, ...part }: Readonly<Record<string, unknown>>, { state }: Book): Undo {
  const before = typeof id === 'string' ? state.principals.get(id) : undefined
  if (before === undefined) throw policyInvalid([`no principal is named ${isName(id) ? `\`${id}\`` : 'so'}`])
  const { status, endsAt, networks, ...unknown } = part
  // Checked as a whole principal would be, so that the same words are refused.
  const checked = readPrincipal(
    { id, ...unknown, status, endsAt: endsAt ?? undefined, networks: networks ?? undefined },
    ['principal'],
  )
  if (typeof checked === 'string') throw policyInvalid([checked])
  if (Object.keys(unknown).length > 0) throw policyInvalid(['only `status`, `endsAt` and `networks` can be set'])
  const after: PrincipalRecord = {
    ...before,
    ...(status === undefined ? {} : { status }),
    ...(endsAt === undefined ? {} : { endsAt: endsAt ?? undefined }),
    ...(networks === undefined ? {} : { allowlist: networks === null ? undefined : compileAllowlist(networks) }),
  }
  state.principals.set(before.id, after)
  return () => state.principals.set(before.id, before)
}
