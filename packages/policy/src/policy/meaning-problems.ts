import { parseIpNetwork } from '@waxseal/core'
import { scheduleProblems } from '../schedule/schedule-problems.js'
import type { RoleDocument } from './document.js'
import { checkGrant } from './grant-problems.js'
import { problemAt, type Report } from './problem.js'
import { findRoleCycle } from './roles.js'
import type { ParsedPolicy } from './schema.js'
import { knownPatterns, type Vocabulary } from './vocabulary.js'

/** The faults of a policy whose shape is right: unknown names, cycles, doubled ids, bad networks, hours, addresses and hosts. */
export function meaningProblems(policy: ParsedPolicy): readonly string[] {
  const problems: string[] = []
  const report: Report = (path, what) => problems.push(problemAt(path, what))
  for (const [name, networks] of Object.entries(policy.networks ?? {})) checkNetwork(name, networks, report)
  for (const [name, schedule] of Object.entries(policy.schedules ?? {})) {
    for (const { path, what } of scheduleProblems(schedule)) report(['schedules', name, ...path], what)
  }
  checkRoles(policy.roles, report)
  const vocabulary = vocabularyOf(policy)
  const ids = new Set<string>()
  for (const [index, grant] of policy.grants.entries()) {
    if (ids.has(grant.id)) report(['grants', index, 'id'], `another grant is named \`${grant.id}\``)
    ids.add(grant.id)
    checkGrant(grant, ['grants', index], vocabulary, report)
  }
  return problems
}

function vocabularyOf(policy: ParsedPolicy): Vocabulary {
  const zones = new Set(policy.zones)
  return {
    patterns: knownPatterns(policy.actions),
    hasRole: (name) => Object.hasOwn(policy.roles, name),
    hasZone: (name) => zones.has(name),
    hasSchedule: (name) => policy.schedules !== undefined && Object.hasOwn(policy.schedules, name),
  }
}

/** Reports the faults of one named network. */
export function checkNetwork(name: string, networks: readonly string[], report: Report): void {
  // A principal names networks and CIDRs in one array: a name that reads as a CIDR would have two meanings.
  if (parseIpNetwork(name) !== undefined) report(['networks', name], 'the name of a network must not be a network')
  for (const [index, text] of networks.entries()) {
    if (parseIpNetwork(text) === undefined) report(['networks', name, index], 'not a network in CIDR form')
  }
}

/** Reports roles that include what is no role, or themselves. */
export function checkRoles(roles: Readonly<Record<string, RoleDocument>>, report: Report): void {
  let complete = true
  for (const [name, role] of Object.entries(roles)) {
    for (const [index, included] of (role.includes ?? []).entries()) {
      if (Object.hasOwn(roles, included)) continue
      complete = false
      report(['roles', name, 'includes', index], `no role is named \`${included}\``)
    }
  }
  const cycle = complete ? findRoleCycle(roles) : undefined
  const first = cycle?.[0]
  if (cycle === undefined || first === undefined) return
  const way = cycle.length > 5 ? [...cycle.slice(0, 5), '…'] : [...cycle, first]
  report(['roles', first, 'includes'], `the role contains itself: ${way.map((name) => `\`${name}\``).join(' → ')}`)
}
