import type { DayLog } from './day-log.js'
import type { DayFacts } from './habits.js'
import { median } from './levels.js'
import type { Person } from './state.js'

/** Networks and lists that are remembered of one principal; those used longest ago are forgotten. */
const KEPT = 64
/** Days of work after which a list or network can be new to somebody. */
const SETTLED = 6
/** What makes an hour one of work: this part of what he sees on a usual day. */
const WORTH = 0.1
/** A network in which so many principals were seen is the house's own. */
const SHARED = 3

/** What a day means for this principal. */
export function factsOf(log: DayLog, person: Person, networks: ReadonlyMap<string, number>): DayFacts {
  const { habits } = person
  let newLists = 0
  for (const [list, count] of log.lists) if (!person.lists.has(list)) newLists += count
  let count = 0
  let seen = false
  for (const [network, shown] of log.networks) {
    if (person.networks.has(network) || (networks.get(network) ?? 0) >= SHARED) continue
    seen = true
    count += shown
  }
  return {
    kind: isWeekend(log.day) ? 1 : 0,
    mask: workHours(log, WORTH * Math.expm1(median(person.levels))),
    exported: log.exported > 0,
    newLists: log.lists.size > 0 && habits.days >= SETTLED ? newLists : undefined,
    outside: log.outside,
    newNetworks: log.networks.size > 0 && person.networkDays >= SETTLED ? { count, seen } : undefined,
    refused: log.refused.size,
  }
}

/** A look in passing late at night makes no working hours: a bit for each hour at which enough was seen. */
function workHours({ hours }: DayLog, enough: number): number {
  let mask = 0
  for (const [hour, count] of hours.entries()) if (count > 0 && count >= enough) mask |= 1 << hour
  return mask
}

/** Remembers where he was and which lists he used. */
export function remember(log: DayLog, person: Person, networks: Map<string, number>, greatest: number): void {
  for (const list of log.lists.keys()) renew(person.lists, list, log.day)
  for (const network of log.networks.keys()) {
    if (!person.networks.has(network) && (networks.has(network) || networks.size < greatest)) {
      networks.set(network, (networks.get(network) ?? 0) + 1)
    }
    renew(person.networks, network, log.day)
  }
  if (log.networks.size > 0) person.networkDays++
}

function renew(last: Map<string, number>, name: string, day: number): void {
  last.delete(name)
  last.set(name, day)
  if (last.size <= KEPT) return
  for (const oldest of last.keys()) {
    last.delete(oldest)
    break
  }
}

/** The epoch was a Thursday. */
export function isWeekend(day: number): boolean {
  const fromMonday = (day + 3) % 7
  return (fromMonday < 0 ? fromMonday + 7 : fromMonday) > 4
}
