import { nameOf } from '../../engine/refusal.js'
import type { Note } from './finding.js'
import type { Ground } from './ground.js'
import { quoted } from './words.js'

/** Notes names in the directory that lead nowhere. */
export function noteNames({ policy, state, directory }: Ground, note: Note): void {
  if (directory === undefined) return
  // A policy without zones may still speak of own zones: then the directory alone says which there are.
  const zones = policy.zones === undefined ? undefined : new Set(policy.zones)
  const noteZones = (names: readonly string[], path: readonly (string | number)[], who: string) => {
    for (const [index, zone] of names.entries()) {
      if (zones?.has(zone) === false) {
        note('zone-unknown', 'error', [...path, 'zones', index], `${who} names a zone that the policy does not have`)
      }
    }
  }
  let index = 0
  for (const list of directory.lists.values()) noteZones(list.zones, ['lists', index++], quoted('list', list.id))
  index = 0
  for (const person of directory.principals?.values() ?? []) {
    const path = ['principals', index++]
    const who = nameOf(person.id)
    for (const [place, role] of person.roles.entries()) {
      if (state.roles.has(role)) continue
      note('role-unknown', 'error', [...path, 'roles', place], `${who} names a role that the policy does not have`)
    }
    for (const [place, list] of person.lists.entries()) {
      if (directory.lists.has(list)) continue
      note('list-unknown', 'error', [...path, 'lists', place], `${who} names a list that is not known`)
    }
    noteZones(person.zones, path, who)
  }
}
