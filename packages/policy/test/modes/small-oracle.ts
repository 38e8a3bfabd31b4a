import { ACTIONS, patternsCovering } from '../../src/actions.js'
import type { Policy } from '../../src/policy/document.js'

/** Who asks, as the small oracle needs to know him. */
export interface Asker {
  readonly id: string
  readonly roles?: readonly string[]
  readonly lists?: readonly string[]
}

/** The answer by the letter of the rules, without any index: deny wins, no grant, no access. */
export function allows(policy: Policy, asker: Asker, action: string, list?: string): boolean {
  const roles = new Set(asker.roles)
  for (const role of roles) for (const included of policy.roles[role]?.includes ?? []) roles.add(included)
  const applying = policy.grants.filter(({ to, on, allow, deny }) => {
    if (to.principal === undefined ? !roles.has(to.role) : to.principal !== asker.id) return false
    if (!(allow ?? deny)?.some((pattern) => patternsCovering(action).includes(pattern))) return false
    if (on.lists === 'any') return true
    if (on.lists === undefined || list === undefined) return false
    return (on.lists === 'own' ? (asker.lists ?? []) : on.lists).includes(list)
  })
  return applying.length > 0 && applying.every((grant) => grant.deny === undefined)
}

/** All known actions that are allowed. */
export function allowed(policy: Policy, asker: Asker, list?: string): readonly string[] {
  return ACTIONS.filter((action) => allows(policy, asker, action, list))
}
