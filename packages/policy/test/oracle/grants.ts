import type { GrantDocument, ListDocument, PolicyDocument, Principal } from '@waxseal/policy'

/** What a grant is compared with. */
export interface Deed {
  readonly principal: Principal
  readonly action: string
  /** `undefined`: the request names no list. */
  readonly list: ListDocument | undefined
}

/** Finds the grants that apply. They stand by holder, so that a request looks at those of its principal and his roles only. */
export function grantsByHolder(policy: PolicyDocument) {
  const byRole = new Map<string, GrantDocument[]>()
  const byPrincipal = new Map<string, GrantDocument[]>()
  for (const grant of policy.grants) {
    if (grant.to.role !== undefined) append(byRole, grant.to.role, grant)
    else append(byPrincipal, grant.to.principal, grant)
  }
  return (deed: Deed, isOpenNow: (schedule: string) => boolean): readonly GrantDocument[] => {
    const { principal } = deed
    const made = [...rolesOf(policy, principal.roles ?? [])].flatMap((role) => byRole.get(role) ?? [])
    return [...made, ...(byPrincipal.get(principal.id) ?? [])].filter((grant) => {
      const covered = (grant.allow ?? grant.deny ?? []).some((pattern) => covers(pattern, deed.action))
      return covered && inScope(grant, deed) && (grant.during === undefined || isOpenNow(grant.during))
    })
  }
}

/** The roles held directly or through roles. */
export function rolesOf(policy: PolicyDocument, names: readonly string[], held = new Set<string>()): Set<string> {
  for (const name of names) {
    if (held.has(name) || !Object.hasOwn(policy.roles, name)) continue
    held.add(name)
    rolesOf(policy, policy.roles[name]?.includes ?? [], held)
  }
  return held
}

export function covers(pattern: string, action: string): boolean {
  if (pattern === '*') return true
  return pattern.endsWith('.*') ? action.startsWith(pattern.slice(0, -1)) : pattern === action
}

function inScope({ on }: GrantDocument, { principal, list }: Deed): boolean {
  if (on.account === true) return list === undefined
  if (on.lists === 'any') return true
  if (list === undefined) return false
  if (on.lists === 'own') return (principal.lists ?? []).includes(list.id)
  if (on.lists !== undefined) return on.lists.includes(list.id)
  const zones = on.zones === 'own' ? (principal.zones ?? []) : on.zones
  return (list.zones ?? []).some((zone) => zones.includes(zone))
}

function append(map: Map<string, GrantDocument[]>, key: string, grant: GrantDocument): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, [grant])
  else known.push(grant)
}
