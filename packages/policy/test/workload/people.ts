import type { ListDocument, Principal } from '../../src/policy/directory.js'
import { drawNetwork } from './networks.js'
import { numbered, type Random } from './random.js'

export interface Sizes {
  readonly people: number
  readonly lists: number
  readonly zones: number
  /** Of these a little more than half contain others. */
  readonly roles: number
  /** CIDRs that everybody has for himself, beside those of his zone. */
  readonly ownNetworks: number
  /** CIDRs of a zone, as a named network. */
  readonly sharedNetworks: number
}

export const officeOf = (zone: string) => `office-${zone}`

/** Roles by name; each contains only roles before it. */
export function drawRoles(random: Random, { roles }: Sizes): Record<string, { readonly includes?: readonly string[] }> {
  const names = Array.from({ length: roles }, (_, index) => numbered('role-', index, 2))
  const containing = new Set(names.slice(-Math.floor(roles * 0.55)))
  return Object.fromEntries(
    names.map((name, index) => [
      name,
      containing.has(name) && index > 0 ? { includes: random.some(names.slice(0, index), 1 + random.below(2)) } : {},
    ]),
  )
}

/** Most lists belong to one zone, some to two or none. */
export function drawLists(random: Random, zones: readonly string[], { lists }: Sizes): ListDocument[] {
  return Array.from({ length: lists }, (_, index) => ({
    id: numbered('list-', index, 4),
    zones: random.some(zones, random.pick([0, 1, 1, 1, 1, 1, 1, 2])),
    ...(random.chance(0.5) && { region: random.pick(['ru', 'eu']) }),
  }))
}

/** One in twenty is bound to no network, one in thirty is not active, one in twenty ends. */
export function drawPeople(
  random: Random,
  zones: readonly string[],
  roles: readonly string[],
  lists: readonly ListDocument[],
  { people, ownNetworks }: Sizes,
): Principal[] {
  return Array.from({ length: people }, (_, index) => {
    const home = random.pick(zones)
    const own = Array.from({ length: ownNetworks }, () => drawNetwork(random))
    return {
      id: numbered('user-', index, 5),
      roles: random.some(roles, random.pick([0, 1, 1, 1, 1, 2])),
      lists: random.some(lists, random.below(8)).map((list) => list.id),
      zones: random.chance(0.2) ? [home, random.pick(zones)] : [home],
      ...(random.chance(0.95) && { networks: [officeOf(home), ...own] }),
      ...(random.chance(0.03) && { status: random.pick(['suspended', 'offboarded', 'active'] as const) }),
      ...(random.chance(0.05) && { endsAt: Date.parse('2026-01-01') + random.below(900) * 86_400_000 }),
    }
  })
}
