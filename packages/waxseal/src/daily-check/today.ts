import type { DayLog } from './day-log.js'
import type { DayFacts } from './habits.js'
import { levelOf, median } from './levels.js'

/** Fewer peers than this do not make a season. */
const FEWEST = 6

/** What a group did on one day: how many of its members did what. */
export interface Today {
  readonly active: number
  readonly exporters: number
  readonly outsiders: number
  /** Who came from a network new to him. */
  readonly newcomers: number
  /** Who was at work, by hour. */
  readonly hours: readonly number[]
  /** Different things refused, to all together. */
  readonly refused: number
  /** Levels of all, ascending. */
  readonly levels: Float64Array
  /** Contacts that the middle one of those who saw any saw. */
  readonly volume: number
}

/** Sums up a group's day. */
export function sumUp(members: readonly { readonly log: DayLog; readonly facts: DayFacts }[]): Today {
  const hours: number[] = new Array(24).fill(0)
  const volumes: number[] = []
  let [exporters, outsiders, newcomers, refused] = [0, 0, 0, 0]
  for (const { log, facts } of members) {
    for (let hour = 0; hour < 24; hour++) if (facts.mask & (1 << hour)) hours[hour] = (hours[hour] ?? 0) + 1
    if (facts.exported) exporters++
    if (facts.outside) outsiders++
    if (facts.inNewNetwork) newcomers++
    refused += facts.refused
    if (log.volume > 0) volumes.push(log.volume)
  }
  const levels = Float64Array.from(members, ({ log }) => levelOf(log.volume)).sort()
  const volume = median(volumes)
  return { active: members.length, exporters, outsiders, newcomers, hours, refused, levels, volume }
}

/**
 * How many times as many of the others do something today as on other days: `seen` of all did so, himself among them; `rate` is the
 * part of the days on which members do. Two more are taken to be seen and expected: one more or less in a small group says little. Never
 * below 1: a quiet day of the others makes nobody suspect.
 */
export function seasonOf({ active }: Today, seen: number, rate: number): number {
  return active < FEWEST ? 1 : Math.max(1, (Math.max(0, seen - 1) + 2) / ((active - 1) * rate + 2))
}

/** How many were at a level or above it today. */
export function countAbove({ levels }: Today, level: number): number {
  let low = 0
  let high = levels.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((levels[middle] ?? 0) < level) low = middle + 1
    else high = middle
  }
  return levels.length - low
}
