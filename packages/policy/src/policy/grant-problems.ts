import { parseEmailAddress } from '@waxseal/core'
import { isHostPattern } from '../content/host-pattern.js'
import type { Report } from './problem.js'
import type { ParsedGrant } from './schema.js'
import type { Vocabulary } from './vocabulary.js'

/** Reports the faults of a grant whose shape is right: unknown names, effects and scopes that are not one, bad addresses and hosts. */
export function checkGrant(
  grant: ParsedGrant,
  path: readonly PropertyKey[],
  vocabulary: Vocabulary,
  report: Report,
): void {
  checkEffect(grant, path, vocabulary.patterns, report)
  checkHolder(grant, [...path, 'to'], vocabulary, report)
  checkScope(grant, [...path, 'on'], vocabulary, report)
  if (grant.during !== undefined && !vocabulary.hasSchedule(grant.during)) {
    report([...path, 'during'], `no schedule is named \`${grant.during}\``)
  }
  checkContentRule(grant, [...path, 'content'], report)
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

function checkHolder(grant: ParsedGrant, path: readonly PropertyKey[], vocabulary: Vocabulary, report: Report): void {
  const { role, principal } = grant.to
  if ((role === undefined) === (principal === undefined))
    report(path, 'must have exactly one of `role` and `principal`')
  if (role !== undefined && !vocabulary.hasRole(role)) report([...path, 'role'], `no role is named \`${role}\``)
}

function checkScope({ on }: ParsedGrant, path: readonly PropertyKey[], vocabulary: Vocabulary, report: Report): void {
  const named = [on.lists, on.zones, on.account].filter((scope) => scope !== undefined)
  if (named.length !== 1) report(path, 'must have exactly one of `lists`, `zones` and `account`')
  if (on.zones === undefined || typeof on.zones === 'string') return
  for (const [index, zone] of on.zones.entries()) {
    if (!vocabulary.hasZone(zone)) report([...path, 'zones', index], `no zone is named \`${zone}\``)
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
