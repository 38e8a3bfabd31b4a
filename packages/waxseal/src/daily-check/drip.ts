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

/** How many standard deviations a day is above those before the run, by its rank; `undefined` if there are too few to tell. */
export function deviationOf(drip: Drip, levels: readonly number[], volume: number): number | undefined {
  const length = levels.length - drip.days
  if (length < FEWEST) return undefined
  const rank = rankOf(levels, length, levelOf(volume))
  // The logistic curve for the normal one: near enough, and without tables.
  return Math.log(rank / (1 - rank)) / 1.702
}

/** Takes in a day that is not yet among the levels. */
export function followDrip(
  drip: Drip,
  levels: readonly number[],
  { day, volume }: DayLog,
  deviation: number | undefined,
  minContacts: number,
): DripFound | undefined {
  if (drip.quiet > 0) drip.quiet--
  if (deviation === undefined || drip.days >= LONGEST) return reset(drip)
  const length = levels.length - drip.days
  drip.sum = Math.max(0, drip.sum + deviation - ALLOWANCE)
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
