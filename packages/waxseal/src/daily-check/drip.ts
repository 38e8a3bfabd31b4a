import type { DayLog } from './day-log.js'
import { levelOf, meanContacts, rankOf } from './levels.js'

/** Fewest days to compare with. */
const FEWEST = 20
/** A run does not outlast what it is compared with. */
const LONGEST = 60
/** Allowance of a day: half of what a drip worth finding shifts the middle, in standard deviations (Page 1954). */
const P = (globalThis as unknown as { P?: Record<string, number> }).P ?? {}
const ALLOWANCE = P.al ?? 0.5
/** Decision interval. */
const LIMIT = P.li ?? 8
/** The mean of the run against the mean before. */
const GROWTH = P.gr ?? 1.8
/** Days before the same is told again. */
const QUIET = 15

/**
 * A cumulated sum over the ranks of a principal's days among his own days before. Ranks do not care how his amounts are distributed:
 * one enormous day moves the sum no more than a large one, many days a little above the usual move it far.
 */
export interface Drip {
  sum: number
  /** Length of the run since the sum was last 0, and what was seen in it. */
  days: number
  volume: number
  /** Day of the first. */
  since: number
  quiet: number
}

export interface DripFound {
  readonly since: number
  readonly days: number
  readonly volume: number
  /** Contacts that as many usual days come to. */
  readonly usual: number
  readonly sum: number
}

export function newDrip(): Drip {
  return { sum: 0, days: 0, volume: 0, since: 0, quiet: 0 }
}

/** Whether a day is full: as much was seen as on a mean day of before. */
export interface Fullness {
  readonly full: boolean
  /** The part of the days before that were. */
  readonly usual: number
}

/** `undefined` if there are too few days before to tell. */
export function fullnessOf(drip: Drip, levels: readonly number[], volume: number): Fullness | undefined {
  const length = levels.length - drip.days
  if (length < FEWEST) return undefined
  const enough = levelOf(meanContacts(levels, length) * (P.th ?? 0.9))
  let times = 0
  for (let index = 0; index < length; index++) if ((levels[index] ?? 0) >= enough) times++
  return { full: levelOf(volume) >= enough, usual: (times + 1) / (length + 2) }
}

/** How many times as many of a group are full today as usual; two more stand for chance. */
export function seasonOf(group: readonly (Fullness | undefined)[]): number {
  let [full, usual] = [2, 2]
  for (const one of group) {
    if (one?.full) full++
    usual += one?.usual ?? 0
  }
  return Math.max(1, full / usual)
}

/** Takes in a day that is not yet among the levels. */
export function followDrip(
  drip: Drip,
  levels: readonly number[],
  { day, volume }: DayLog,
  fullness: Fullness | undefined,
  season: number,
  minContacts: number,
): DripFound | undefined {
  if (drip.quiet > 0) drip.quiet--
  if (fullness === undefined || drip.days >= LONGEST) return reset(drip)
  const length = levels.length - drip.days
  drip.sum = Math.max(0, drip.sum + evidenceOf(fullness, season))
  if (drip.sum === 0) return reset(drip)
  if (drip.days === 0) drip.since = day
  drip.days++
  drip.volume += volume
  const usual = meanContacts(levels, length) * drip.days
  if (drip.sum < LIMIT || drip.quiet > 0 || drip.volume < Math.max(minContacts * 2, usual * GROWTH)) return undefined
  const found = { since: drip.since, days: drip.days, volume: drip.volume, usual, sum: drip.sum }
  reset(drip)
  drip.quiet = QUIET
  return found
}

function reset(drip: Drip): undefined {
  drip.sum = 0
  drip.days = 0
  drip.volume = 0
}

function evidenceOf({ full, usual }: Fullness, season: number): number {
  const p1 = P.p1 ?? 0.92
  const honest = Math.min(p1, usual * season)
  return full ? Math.log(p1 / honest) : Math.log((1 - p1) / (1 - honest))
}
