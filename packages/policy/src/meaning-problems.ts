import { parseEmailAddress, parseIpNetwork } from '@waxseal/core'
import { ACTIONS, patternsCovering } from './actions.js'
import { isHostPattern } from './host-pattern.js'
import { problemAt } from './problem.js'
import { findRoleCycle } from './roles.js'
import type { ParsedGrant, ParsedPolicy } from './schema.js'

type Report = (path: readonly PropertyKey[], what: string) => void

/** The faults of a policy whose shape is right: unknown names, cycles, doubled ids, bad networks, addresses and hosts. */
export function meaningProblems(policy: ParsedPolicy): readonly string[] {
  const problems: string[] = []
  const report: Report = (path, what) => problems.push(problemAt(path, what))
  checkNetworks(policy, report)
  checkRoles(policy, report)
  const patterns = new Set([...ACTIONS, ...(policy.actions ?? [])].flatMap(patternsCovering))
  const ids = new Set<string>()
  for (const [index, grant] of policy.grants.entries()) {
    if (ids.has(grant.id)) report(['grants', index, 'id'], `another grant is named \`${grant.id}\``)
    ids.add(grant.id)
    checkEffect(grant, ['grants', index], patterns, report)
    checkHolder(grant, ['grants', index, 'to'], policy, report)
    checkContentRule(grant, ['grants', index, 'content'], report)
  }
  return problems
}

function checkNetworks(policy: ParsedPolicy, report: Report): void {
  for (const [name, networks] of Object.entries(policy.networks ?? {})) {
    // A principal names networks and CIDRs in one array: a name that reads as a CIDR would have two meanings.
    if (parseIpNetwork(name) !== undefined) report(['networks', name], 'the name of a network must not be a network')
    for (const [index, text] of networks.entries()) {
      if (parseIpNetwork(text) === undefined) report(['networks', name, index], 'not a network in CIDR form')
    }
  }
}

function checkRoles(policy: ParsedPolicy, report: Report): void {
  let complete = true
  for (const [name, role] of Object.entries(policy.roles)) {
    for (const [index, included] of (role.includes ?? []).entries()) {
      if (Object.hasOwn(policy.roles, included)) continue
      complete = false
      report(['roles', name, 'includes', index], `no role is named \`${included}\``)
    }
  }
  const cycle = complete ? findRoleCycle(policy.roles) : undefined
  const first = cycle?.[0]
  if (cycle === undefined || first === undefined) return
  const way = cycle.length > 5 ? [...cycle.slice(0, 5), '…'] : [...cycle, first]
  report(['roles', first, 'includes'], `the role contains itself: ${way.map((name) => `\`${name}\``).join(' → ')}`)
}

function checkEffect(
  grant: ParsedGrant,
  path: readonly PropertyKey[],
  known: ReadonlySet<string>,
  report: Report,
): void {
  if ((grant.allow === undefined) === (grant.deny === undefined))
    report(path, 'must have exactly one of `allow` and `deny`')
  for (const effect of ['allow', 'deny'] as const) {
    for (const [index, pattern] of (grant[effect] ?? []).entries()) {
      if (!known.has(pattern)) report([...path, effect, index], unknownPattern(pattern))
    }
  }
  if (grant.deny === undefined) return
  for (const key of ['mask', 'content'] as const) {
    if (grant[key] !== undefined) report([...path, key], 'only a grant that allows can bind what it allows')
  }
}

function unknownPattern(pattern: string): string {
  const shown = pattern.length > 100 ? `${pattern.slice(0, 100)}…` : pattern
  return pattern.endsWith('.*') ? `no action is in the family \`${shown}\`` : `no action is named \`${shown}\``
}

function checkHolder(grant: ParsedGrant, path: readonly PropertyKey[], policy: ParsedPolicy, report: Report): void {
  const { role, principal } = grant.to
  if ((role === undefined) === (principal === undefined))
    report(path, 'must have exactly one of `role` and `principal`')
  if (role !== undefined && !Object.hasOwn(policy.roles, role)) {
    report([...path, 'role'], `no role is named \`${role}\``)
  }
}

function checkContentRule({ content }: ParsedGrant, path: readonly PropertyKey[], report: Report): void {
  if (content === undefined) return
  for (const key of ['from', 'replyTo'] as const) {
    for (const [index, text] of (content[key] ?? []).entries()) {
      if (parseEmailAddress(text) === undefined) report([...path, key, index], 'not an e-mail address')
    }
  }
  for (const key of ['linkHosts', 'imageHosts'] as const) {
    for (const [index, text] of (content[key] ?? []).entries()) {
      if (!isHostPattern(text)) report([...path, key, index], 'neither a host name nor `*.` with a domain')
    }
  }
}
