import { setBounded } from './bounded.js'
import { newCrowd } from './crowd.js'
import { type DayLog, newDayLog } from './day-log.js'
import { DAY } from './lengths.js'
import type { Settings } from './settings.js'
import { changeGroup, type DailyState, newPerson, type Person } from './state.js'

/** What is said to be farther in the future is counted to the present day: a clock is wrong. */
const AHEAD = 100
const GREATEST_GROUPS = 1000

/** One event's principal, when, and by the clock on his wall. */
export interface Moment {
  readonly principal: string
  readonly at: number
  /** Days from 1970-01-01. */
  readonly day: number
}

/** The log of a principal's day. `shows`: he sees contacts in clear. */
export function logOf(state: DailyState, settings: Settings, moment: Moment, shows: boolean): DayLog {
  const present = Math.floor(state.now / DAY)
  // What comes too late for its day is counted to the next that is not over.
  const day = moment.day > present + AHEAD ? present : Math.max(moment.day, state.closed + 1)
  const person = personOf(state, settings, moment, day, shows)
  return person.logs.get(day) ?? openDay(state, settings, moment, person, day)
}

function openDay(
  state: DailyState,
  settings: Settings,
  { principal, at }: Moment,
  person: Person,
  day: number,
): DayLog {
  const group = settings.groupOf(principal, at)
  if (group !== person.group) changeGroup(person, group)
  if (!state.groups.has(group) && state.groups.size < GREATEST_GROUPS) state.groups.set(group, newCrowd())
  const names = state.open.get(day)
  if (names === undefined) state.open.set(day, new Set([principal]))
  else names.add(principal)
  const log = newDayLog(day)
  person.logs.set(day, log)
  return log
}

function personOf(
  state: DailyState,
  settings: Settings,
  { principal, at }: Moment,
  day: number,
  shows: boolean,
): Person {
  const { people, strangers } = state
  const known = people.get(principal)
  if (known !== undefined) {
    // Those seen last stand last.
    if (!known.logs.has(day)) {
      people.delete(principal)
      people.set(principal, known)
    }
    return known
  }
  const stranger = strangers.get(principal)
  if (stranger !== undefined && !shows) return stranger
  strangers.delete(principal)
  const person = stranger ?? newPerson(settings.groupOf(principal, at), day)
  forget(state, setBounded(shows ? people : strangers, principal, person, settings.maxPrincipals))
  return person
}

function forget(state: DailyState, name: string | undefined): void {
  if (name === undefined) return
  state.forgotten++
  for (const names of state.open.values()) names.delete(name)
}
