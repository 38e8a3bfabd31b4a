import type { DayLog } from './day-log.js'
import type { DayFacts } from './habits.js'
import { median } from './levels.js'
import type { Person } from './state.js'

/** Networks and lists that are remembered of one principal; those used longest ago are forgotten. */
const KEPT = 64
/** Days after which a list or a network can be new to somebody. */
const SETTLED = 6
/** A network in which so many principals were seen is the house's own. */
const SHARED = 3
/** What makes an hour one of work: this part of what he sees on a usual day. */
const WORTH = 0.1

/** What a day means for this principal. */
export function factsOf(log: DayLog, person: Person, networks: ReadonlyMap<string, number>): DayFacts {
  const listsSettled = log.lists.size > 0 && person.habits.days >= SETTLED
  const networksSettled = log.networks.size > 0 && person.networkDays >= SETTLED
  let [newLists, newNetworks, inNewNetwork] = [0, 0, false]
  if (listsSettled) for (const [list, count] of log.lists) if (!person.lists.has(list)) newLists += count
  if (networksSettled) {
    for (const [network, count] of log.networks) {
      if (person.networks.has(network) || (networks.get(network) ?? 0) >= SHARED) continue
      inNewNetwork = true
      newNetworks += count
    }
  }
  return {
    kind: isWeekend(log.day) ? 1 : 0,
    mask: workHours(log, WORTH * Math.expm1(median(person.levels))),
    exported: log.exported > 0,
    outside: log.outside > 0,
    refused: log.refused.size,
    ...{ listsSettled, newLists, networksSettled, inNewNetwork, newNetworks },
  }
}

/** Remembers where he was and which lists he used. `greatest`: networks of the whole company that are told apart. */
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

/** The epoch was a Thursday. */
export function isWeekend(day: number): boolean {
  const fromMonday = (day + 3) % 7
  return (fromMonday < 0 ? fromMonday + 7 : fromMonday) > 4
}

/** A bit for each hour at which enough was seen: a look in passing late at night makes no working hours. */
function workHours({ hours }: DayLog, enough: number): number {
  let mask = 0
  for (const [hour, count] of hours.entries()) if (count > 0 && count >= enough) mask |= 1 << hour
  return mask
}

function renew(last: Map<string, number>, name: string, day: number): void {
  last.delete(name)
  last.set(name, day)
  const oldest = last.size > KEPT ? last.keys().next().value : undefined
  if (oldest !== undefined) last.delete(oldest)
}
