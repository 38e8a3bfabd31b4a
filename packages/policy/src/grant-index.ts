import { type CompiledGrant, compileGrants } from './compiled-grant.js'
import type { Policy } from './document.js'
import { roleClosure } from './roles.js'

/** The grants of one holder under one pattern, by scope. */
interface Shelf {
  any: CompiledGrant[] | undefined
  own: CompiledGrant[] | undefined
  byList: Map<string, CompiledGrant[]> | undefined
}

/** The grants made to one role or principal, by pattern. */
type Holder = Map<string, Shelf>

/** What a look-up needs of a request. */
export interface GrantQuery {
  readonly principal: string
  readonly roles: readonly string[]
  /** The patterns that cover the action. */
  readonly patterns: readonly string[]
  /** `undefined`: the request names no list. */
  readonly list: string | undefined
  /** Whether the list is the principal's own. */
  readonly owns: boolean
}

/** Finds the grants that apply to a request; one that is reached on two ways comes twice. */
export interface GrantIndex {
  find(query: GrantQuery): CompiledGrant[]
}

/** Sorts the grants by holder, pattern and list. Each is stored once for each pattern and list it names, whatever the number of roles. */
export function indexGrants(policy: Policy): GrantIndex {
  const byPrincipal = new Map<string, Holder>()
  const byRole = new Map<string, Holder>()
  for (const grant of compileGrants(policy)) {
    const { to, allow, deny } = grant.source
    if (to.principal !== undefined) store(holderOf(byPrincipal, to.principal), allow ?? deny, grant)
    else if (to.role !== undefined) store(holderOf(byRole, to.role), allow ?? deny, grant)
  }
  const holdersOfRole = roleHolders(policy, byRole)
  return {
    find({ principal, roles, patterns, list, owns }) {
      const found: CompiledGrant[] = []
      const self = byPrincipal.get(principal)
      if (self !== undefined) take(self, patterns, list, owns, found)
      for (const role of roles) {
        for (const holder of holdersOfRole(role)) take(holder, patterns, list, owns, found)
      }
      return found
    },
  }
}

/** The holders that a role stands for: its own grants and those of the roles it includes. Found at the first question. */
function roleHolders(policy: Policy, byRole: ReadonlyMap<string, Holder>): (role: string) => readonly Holder[] {
  const roles = new Map(Object.entries(policy.roles).map(([name, role]) => [name, role.includes ?? []]))
  const closures = new Map<string, readonly Holder[]>()
  return (role) => {
    const known = closures.get(role)
    // Names that the policy does not know are not remembered: whoever sends them must not fill the memory.
    if (known !== undefined || !roles.has(role)) return known ?? []
    const holders = [...roleClosure(roles, role)].flatMap((name) => byRole.get(name) ?? [])
    closures.set(role, holders)
    return holders
  }
}

function take(
  holder: Holder,
  patterns: readonly string[],
  list: string | undefined,
  owns: boolean,
  found: CompiledGrant[],
): void {
  for (const pattern of patterns) {
    const shelf = holder.get(pattern)
    if (shelf === undefined) continue
    if (shelf.any !== undefined) for (const grant of shelf.any) found.push(grant)
    if (list === undefined) continue
    if (owns && shelf.own !== undefined) for (const grant of shelf.own) found.push(grant)
    const listed = shelf.byList?.get(list)
    if (listed !== undefined) for (const grant of listed) found.push(grant)
  }
}

function holderOf(holders: Map<string, Holder>, name: string): Holder {
  const holder = holders.get(name) ?? new Map<string, Shelf>()
  holders.set(name, holder)
  return holder
}

function store(holder: Holder, patterns: readonly string[] = [], grant: CompiledGrant): void {
  const { lists } = grant.source.on
  for (const pattern of patterns) {
    const shelf: Shelf = holder.get(pattern) ?? { any: undefined, own: undefined, byList: undefined }
    holder.set(pattern, shelf)
    if (lists === 'any') {
      shelf.any ??= []
      shelf.any.push(grant)
    } else if (lists === 'own') {
      shelf.own ??= []
      shelf.own.push(grant)
    } else {
      shelf.byList ??= new Map()
      for (const list of lists) {
        const grants = shelf.byList.get(list)
        if (grants === undefined) shelf.byList.set(list, [grant])
        else grants.push(grant)
      }
    }
  }
}
