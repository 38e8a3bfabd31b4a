import type { Crowd } from './crowd.js'
import { crowdRate } from './crowd.js'
import type { DayLog } from './day-log.js'
import type { Habits } from './habits.js'
import type { Today } from './today.js'

/** Fewer different things refused are somebody's mistakes. */
const FEWEST = 8
/** Nats of surprise. */
const LIMIT = 9
const PEER_DAYS = 10

/** A day with many different things refused. */
export interface Probed {
  readonly count: number
  /** A day, for him; or what his peers were refused today, if that is more. */
  readonly usual: number
  readonly score: number
}

/**
 * Whether somebody tries what he may do. Different things are counted, not tries: a program that does the same again and again is no
 * burglar. Counts of refusals are geometric around a principal's mean (longer tails than Poisson's).
 */
export function probingScore(
  { log, person }: { readonly log: DayLog; readonly person: { readonly habits: Habits } },
  group: Crowd,
  company: Crowd,
  today: Today,
): Probed | undefined {
  const count = log.refused.size
  if (count < FEWEST) return undefined
  const peers = crowdRate(group, company, ({ refused, days }) => [refused, days])
  const { refused, days } = person.habits
  const own = (refused + PEER_DAYS * peers) / (days + PEER_DAYS)
  // Everybody is refused much on the day on which grants are set wrongly.
  const usual = Math.max(own, (today.refused - count) / Math.max(1, today.active - 1))
  const score = count * Math.log((1 + usual) / usual)
  return score >= LIMIT ? { count, usual, score } : undefined
}
