import type { DayLog } from './day-log.js'
import { levelOf, meanContacts } from './levels.js'

/** Fewest days to compare with. */
const FEWEST = 20
/** A run does not outlast what it is compared with. */
const LONGEST = 60
/** A day is full on which as much was seen as this part of a mean day of before. */
const FULL = 0.9
/** So many of the days of a drip are. */
const DRIP_FULL = 0.92
/** Decision interval, in nats. */
const LIMIT = 8
/** The mean of the run, against the mean before. */
const GROWTH = 1.8
/** Days of work before the same person is told of again. */
const QUIET = 15

/**
 * A cumulated sum (Page 1954) of the evidence of days for a drip and against honest work. Honest work is heavy on some days and light on others,
 * a drip fills them all: so days are counted as full or not, and one enormous day moves the sum no more than a full one.
 */
export interface Drip {
  readonly sum: number
  /** Length of the run since the sum was last 0, what was seen in it, and its first day. */
  readonly days: number
  readonly volume: number
  readonly since: number
  /** Days for which nothing is told. */
  readonly quiet: number
}

/** Whether a day is full, and the part of the days before the run that were. */
export interface Fullness {
  readonly full: boolean
  readonly usual: number
}

/** A run that was long and full enough. */
export interface DripFound {
  readonly since: number
  readonly days: number
  readonly volume: number
  /** Contacts that as many mean days of before come to. */
  readonly usual: number
  readonly sum: number
}

export const NO_DRIP: Drip = /* @__PURE__ */ Object.freeze({ sum: 0, days: 0, volume: 0, since: 0, quiet: 0 })

/** `undefined` if there are too few days before to tell. */
export function fullnessOf(drip: Drip, levels: readonly number[], volume: number): Fullness | undefined {
  const length = levels.length - drip.days
  if (length < FEWEST) return undefined
  const enough = levelOf(meanContacts(levels, length) * FULL)
  let times = 0
  for (let index = 0; index < length; index++) if ((levels[index] ?? 0) >= enough) times++
  return { full: levelOf(volume) >= enough, usual: (times + 1) / (length + 2) }
}

/** How many times as many of a group are full today as on other days; two more stand for chance. */
export function fullSeason(group: readonly (Fullness | undefined)[]): number {
  let [full, usual] = [2, 2]
  for (const one of group) {
    if (one?.full) full++
    usual += one?.usual ?? 0
  }
  return Math.max(1, full / usual)
}

/** The drip after a day that is not yet among the levels, and what is found. */
export function followDrip(
  drip: Drip,
  levels: readonly number[],
  { day, volume }: DayLog,
  fullness: Fullness | undefined,
  season: number,
  minContacts: number,
): { readonly drip: Drip; readonly found?: DripFound } {
  const quiet = Math.max(0, drip.quiet - 1)
  const none = { drip: { ...NO_DRIP, quiet } }
  if (fullness === undefined || drip.days >= LONGEST) return none
  const sum = drip.sum + evidenceOf(fullness, season)
  if (sum <= 0) return none
  const since = drip.days === 0 ? day : drip.since
  const next = { sum, days: drip.days + 1, volume: drip.volume + volume, since, quiet }
  const usual = meanContacts(levels, levels.length - drip.days) * next.days
  const much = next.volume >= Math.max(minContacts * 2, usual * GROWTH)
  if (sum < LIMIT || quiet > 0 || !much) return { drip: next }
  return { drip: { ...NO_DRIP, quiet: QUIET }, found: { since, days: next.days, volume: next.volume, usual, sum } }
}

function evidenceOf({ full, usual }: Fullness, season: number): number {
  const honest = Math.min(DRIP_FULL, usual * season)
  return full ? Math.log(DRIP_FULL / honest) : Math.log((1 - DRIP_FULL) / (1 - honest))
}
