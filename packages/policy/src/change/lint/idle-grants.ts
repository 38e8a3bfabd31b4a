import { nameOf } from '../../engine/refusal.js'
import type { CompiledSchedule } from '../../schedule/compile-schedule.js'
import type { FindingCode, FindingLevel, Note } from './finding.js'
import type { Line } from './grant-shelf.js'
import type { Ground } from './ground.js'
import { hasEnded, isActive } from './standing.js'
import { grantWord, quoted } from './words.js'

const YEAR = 366 * 86_400_000

/** Notes a finding about the grant at hand; true, because it did. */
type Tell = (code: FindingCode, level: FindingLevel, where: readonly (string | number)[], why: string) => true

/** Notes why a grant decides nothing, whatever the other grants say: the first reason. Tells whether there is one. */
export function noteIdle(line: Line, ground: Ground, note: Note): boolean {
  const { id, source, during } = line.grant
  const tell: Tell = (code, level, where, why) => {
    note(code, level, ['grants', line.index, ...where], `${grantWord(id)} ${why}`, [id])
    return true
  }
  if (ground.directory?.principals !== undefined && noteHolder(line, ground, tell)) return true
  if (ground.directory !== undefined && noteScope(line, ground, tell)) return true
  if (during === undefined || ground.at === undefined || opensWithinYear(during.hours, ground.at)) return false
  const why = `holds during ${quoted('schedule', source.during)}, which is not open for a year to come`
  return tell('schedule-closed', 'warning', ['during'], why)
}

function noteHolder({ grant }: Line, ground: Ground, tell: Tell): boolean {
  const { to } = grant.source
  if (to.role !== undefined) {
    const standing = ground.standingOf(to)
    const made = `is made to ${quoted('role', to.role)}`
    if (standing === undefined) return tell('role-unheld', 'warning', ['to', 'role'], `${made}, which nobody holds`)
    if (standing.active) return false
    return tell('holder-inactive', 'warning', ['to', 'role'], `${made}, and nobody who holds it is active`)
  }
  const person = ground.directory?.principals?.get(to.principal ?? '')
  const where = ['to', 'principal']
  if (person === undefined) return tell('holder-unknown', 'warning', where, 'is made to a principal who is not known')
  const made = `is made to ${nameOf(person.id)}`
  if (!isActive(person)) {
    const level = person.status === 'suspended' ? 'note' : 'warning'
    return tell('holder-inactive', level, where, `${made}, who is ${person.status}`)
  }
  if (!hasEnded(person, ground.at)) return false
  return tell('holder-expired', 'warning', where, `${made}, whose end date has passed`)
}

function noteScope({ grant, parts }: Line, { directory, zones, standingOf }: Ground, tell: Tell): boolean {
  const { on, to } = grant.source
  if (Array.isArray(on.zones)) {
    if (on.zones.some((zone) => zones.has(zone))) return false
    return tell('zone-empty', 'warning', ['on', 'zones'], 'is on zones to which no list belongs')
  }
  if (Array.isArray(on.lists)) return noteLists(on.lists, directory?.lists, tell)
  if (directory?.principals === undefined || on.account || on.lists === 'any') return false
  const standing = standingOf(to)
  if (parts.has('own-lists') && standing?.ownLists === false) {
    return tell('own-lists-missing', 'warning', ['on', 'lists'], 'is on own lists, and no holder has one')
  }
  if (parts.has('own-zones') && standing?.ownZones === false) {
    const why = 'is on own zones, and no list belongs to a zone of a holder'
    return tell('own-zones-missing', 'warning', ['on', 'zones'], why)
  }
  return false
}

/** Tells whether none of them is known. */
function noteLists(names: readonly string[], known: ReadonlyMap<string, unknown> | undefined, tell: Tell): boolean {
  let none = true
  for (const [index, list] of names.entries()) {
    if (known?.has(list)) none = false
    else tell('list-unknown', 'error', ['on', 'lists', index], 'names a list that is not known')
  }
  return none
}

function opensWithinYear(hours: CompiledSchedule, at: number): boolean {
  if (hours.isOpen(at)) return true
  const opens = hours.nextChange(at)
  return opens !== undefined && opens <= at + YEAR
}
