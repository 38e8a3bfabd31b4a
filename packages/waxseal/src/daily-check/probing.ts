import { type Crowd, crowdRate } from './crowd.js'
import type { DayLog } from './day-log.js'
import type { Habits } from './habits.js'
import type { Today } from './today.js'

/** Fewer different things refused are somebody's mistakes. */
const FEWEST = 8
/** Nats of surprise. */
const LIMIT = 9
const PEER_DAYS = 10

/** A day with many different things refused. */
export interface Probing {
  readonly count: number
  /** On his days; or what each of his peers was refused today, if that is more. */
  readonly usual: number
  readonly score: number
}

/**
 * Whether somebody tries what he may do. Different things are counted, not tries: a program that does the same again and again is no
 * burglar. Counts are taken to be geometric around a principal's mean, which has a longer tail than Poisson's.
 */
export function probingOf(
  log: DayLog,
  habits: Habits,
  group: Crowd,
  company: Crowd,
  today: Today,
): Probing | undefined {
  const count = log.refused.size
  if (count < FEWEST) return undefined
  const peers = crowdRate(group, company, ({ refused, days }) => [refused, days])
  const own = (habits.refused + PEER_DAYS * peers) / (habits.days + PEER_DAYS)
  // When grants are set wrongly, everybody is refused much.
  const usual = Math.max(own, (today.refused - count) / Math.max(1, today.active - 1))
  const score = count * Math.log((1 + usual) / usual)
  return score >= LIMIT ? { count, usual, score } : undefined
}
