import type { JournalEvent } from '@waxseal/core'
import { changeGroup, closeDay } from './close-day.js'
import { newCrowd } from './crowd.js'
import { type DayLog, newDayLog, noteDeed, noteRefusal, noteReveal } from './day-log.js'
import type { Settings } from './settings.js'
import { type DailyState, newPerson, type Person } from './state.js'
import { DAY, HOUR } from './zone-clock.js'

/** Instants beyond are no dates. */
const FARTHEST = 8e15
/** A day is over everywhere when it is noon of the next at Greenwich. */
const EVERYWHERE = 12 * HOUR
/** Clocks of several processes differ, and now and then one is wrong by years: what is so far off is counted to the present day. */
const AHEAD = 100
const BEHIND = 3
const LONGEST_NAME = 256
const GREATEST_COUNT = 1e9
const GREATEST_GROUPS = 1000

/** Takes one event in. */
export function takeEvent(state: DailyState, settings: Settings, event: JournalEvent): void {
  const { type, at, data } = event
  if (!Number.isFinite(at) || Math.abs(at) > FARTHEST) return
  state.events++
  tellTime(state, settings, at)
  const { principal } = data
  if (typeof principal !== 'string' || principal === '' || principal.length > LONGEST_NAME) return
  if (isDeed(type)) takeDeed(state, settings, event, principal)
}

function isDeed(type: string): boolean {
  return (
    type.startsWith('contacts.') ||
    type.startsWith('campaign.') ||
    type === 'deliveries.viewed' ||
    type === 'access.refused' ||
    type === 'call.failed'
  )
}

/** The present is where the last three events agree to be. */
function tellTime(state: DailyState, settings: Settings, at: number): void {
  const { recent } = state
  if (recent.length === 0) {
    recent.push(at, at, at)
    state.now = at
    state.closed = Math.floor(at / DAY) - BEHIND
    return
  }
  recent[0] = recent[1] ?? at
  recent[1] = recent[2] ?? at
  recent[2] = at
  const [first = at, second = at] = recent
  const least = Math.min(first, second, at)
  if (least > state.now) {
    state.now = least
    endDays(state, settings)
  } else if (Math.max(first, second, at) < state.now - BEHIND * DAY) {
    state.now = least
    state.closed = Math.min(state.closed, Math.floor(least / DAY) - BEHIND)
  }
}

function endDays(state: DailyState, settings: Settings): void {
  const last = Math.floor((state.now - EVERYWHERE) / DAY) - 1
  if (last <= state.closed) return
  const over = [...state.open.keys()].filter((day) => day <= last).sort((left, right) => left - right)
  for (const day of over) closeDay(state, settings, day)
  state.closed = last
}

function takeDeed(state: DailyState, settings: Settings, event: JournalEvent, principal: string): void {
  const { type, at, seq, stream, data } = event
  const local = settings.clockOf(principal, at).local(at)
  const day = Math.floor(local / DAY)
  const hour = Math.floor((local - day * DAY) / HOUR)
  const shows = type === 'contacts.viewed' || type === 'contacts.exported' || type === 'deliveries.viewed'
  const count = shows && !isHidden(type, data.masked) ? countOf(data.count) : 0
  const log = logOf(state, settings, principal, at, day, count > 0)
  const network = typeof data.network === 'string' && data.network.length <= LONGEST_NAME ? data.network : ''
  noteDeed(log, network)
  if (count > 0) {
    const list = stream.startsWith('list/') && stream.length <= LONGEST_NAME ? stream.slice(5) : ''
    const exported = type === 'contacts.exported'
    const sample = { seq, count, hour, network, list, outside: data.outside === true, exported }
    noteReveal(log, sample, settings.expected(principal, at))
  } else if (type === 'access.refused') noteRefusal(log, seq, `${text(data.operation)} ${text(data.list)}`)
}

function logOf(
  state: DailyState,
  settings: Settings,
  principal: string,
  at: number,
  local: number,
  shows: boolean,
): DayLog {
  const present = Math.floor(state.now / DAY)
  const day = local > present + AHEAD ? present : Math.max(local, state.closed + 1)
  const person = personOf(state, settings, principal, at, day, shows)
  const known = person.logs.get(day)
  if (known !== undefined) return known
  const group = settings.groupOf(principal, at)
  if (group !== person.group) changeGroup(person, group)
  if (!state.groups.has(group) && state.groups.size < GREATEST_GROUPS) state.groups.set(group, newCrowd())
  const log = newDayLog(day)
  person.logs.set(day, log)
  const names = state.open.get(day) ?? new Set()
  state.open.set(day, names)
  names.add(principal)
  return log
}

function personOf(
  state: DailyState,
  settings: Settings,
  principal: string,
  at: number,
  day: number,
  shows: boolean,
): Person {
  const { people, strangers } = state
  const known = people.get(principal)
  if (known !== undefined) {
    if (!known.logs.has(day)) {
      people.delete(principal)
      people.set(principal, known)
    }
    return known
  }
  const person = strangers.get(principal) ?? newPerson(settings.groupOf(principal, at), day)
  const home = shows ? people : strangers
  if (shows) strangers.delete(principal)
  if (!home.has(principal)) {
    home.set(principal, person)
    if (home.size > settings.maxPrincipals) forgetOldest(state, home)
  }
  return person
}

function forgetOldest(state: DailyState, home: Map<string, Person>): void {
  for (const [oldest, person] of home) {
    for (const day of person.logs.keys()) state.open.get(day)?.delete(oldest)
    home.delete(oldest)
    state.forgotten++
    return
  }
}

/** Deliveries show addresses only. */
function isHidden(type: string, masked: unknown): boolean {
  if (!Array.isArray(masked) || !masked.includes('email')) return false
  return type === 'deliveries.viewed' || masked.includes('phone')
}

function countOf(value: unknown): number {
  return typeof value === 'number' && value > 0 ? Math.min(Math.ceil(value), GREATEST_COUNT) : 0
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, LONGEST_NAME) : ''
}
