import type { Note } from './finding.js'
import { type Ground, holderKey } from './ground.js'
import { quoted } from './words.js'

/** Notes words of the policy that nothing uses. */
export function noteUnused(ground: Ground, note: Note): void {
  const { policy, lines } = ground
  const during = new Set(lines.map(({ grant }) => grant.source.during))
  for (const name of Object.keys(policy.schedules ?? {})) {
    if (!during.has(name)) {
      note('schedule-unused', 'note', ['schedules', name], `no grant holds during ${quoted('schedule', name)}`)
    }
  }
  noteZones(ground, note)
  noteRoles(ground, note)
}

function noteZones({ policy, directory, lines, zones }: Ground, note: Note): void {
  const spoken = new Set<string>()
  for (const { parts } of lines) for (const part of parts) spoken.add(part)
  for (const person of directory?.principals?.values() ?? [])
    for (const zone of person.zones) spoken.add(`zone:${zone}`)
  // Who and what is in a zone is known to the host alone; it may matter when a grant is on own zones.
  if (directory?.principals === undefined && spoken.has('own-zones')) return
  for (const [index, zone] of (policy.zones ?? []).entries()) {
    if (spoken.has(`zone:${zone}`) || zones.has(zone)) continue
    note('zone-unused', 'note', ['zones', index], `nothing speaks of ${quoted('zone', zone)}`)
  }
}

/** A role gives what grants are made to it or to roles behind it. Grants to a role that nobody holds are noted for themselves. */
function noteRoles(ground: Ground, note: Note): void {
  const { policy, directory, state, holders, holdersBehind, standingOf } = ground
  const included = new Set([...state.roles.values()].flatMap(({ includes }) => includes))
  for (const role of Object.keys(policy.roles)) {
    const known = directory?.principals !== undefined
    const unused = known
      ? standingOf({ role }) === undefined && !holders.has(holderKey({ role }))
      : !included.has(role) && holdersBehind({ role }).length === 0
    if (!unused) continue
    const why = known ? 'nobody holds' : 'no grant reaches'
    note('role-unused', 'note', ['roles', role], `${why} ${quoted('role', role)}`)
  }
}
