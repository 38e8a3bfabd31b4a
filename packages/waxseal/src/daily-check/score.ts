import { type Crowd, crowdDensity, crowdRate, crowdTail } from './crowd.js'
import type { DayLog } from './day-log.js'
import type { Signal, SignalKind } from './finding.js'
import { type DayFacts, type Habits, timesAt } from './habits.js'
import { kernelMass, levelOf, median } from './levels.js'
import { countAbove, seasonOf, type Today } from './today.js'

type Circumstance = Exclude<SignalKind, 'volume'>
/** Days with a habit, of so many days. */
type Often = (habits: Habits) => readonly [times: number, days: number]

/**
 * How a thief behaves nobody knows, so these are guesses on the side of caution: his amounts are large, each factor up to some hundreds as
 * likely as the next (a density per nat), and in so many of the thefts a circumstance is met at all.
 */
const THEFT_LEVEL = 0.18
const THEFT_HAS: Readonly<Record<Circumstance, number>> = {
  export: 0.4,
  lists: 0.4,
  hours: 0.3,
  network: 0.7,
  zone: 0.5,
}
/** No circumstance alone decides; an amount may. */
const GREATEST = 6
const GREATEST_VOLUME = 12
/** Nobody's habits are sure before he has lived so many days: as many of his peers' are added. Of amounts fewer, and fewer with time. */
const HABIT_DAYS = 40
const LEVEL_DAYS = 4

/** What a principal is used to. */
export interface Baseline {
  readonly habits: Habits
  readonly levels: readonly number[]
  readonly group: Crowd
  readonly company: Crowd
}

/** How a day compares with a baseline. */
export interface Score {
  /** Sum of the weights. */
  readonly score: number
  /** The strongest first. */
  readonly signals: readonly Signal[]
  /** Contacts on a usual day. */
  readonly usual: number
}

/**
 * Compares one day: the logarithm of how much likelier it is on a day of theft than on an honest one of this principal, each signal
 * taken by itself (naive Bayes). What more of his peers do today than on other days counts for less: the end of the month, a season of
 * campaigns, a move of the office.
 */
export function scoreDay(log: DayLog, facts: DayFacts, baseline: Baseline, today: Today, minContacts: number): Score {
  const usual = Math.expm1(median(baseline.levels))
  const odds = new Odds(baseline, today, Math.max(minContacts, usual / 2))
  odds.volume(log.volume, usual)
  if (log.exported > 0) odds.add('export', log.exported, today.exporters, (of) => [of.exportDays, of.days])
  if (facts.newLists > 0) odds.add('lists', facts.newLists, 0, (of) => [of.newListDays, of.listDays])
  if (log.outside > 0) odds.add('zone', log.outside, today.outsiders, (of) => [of.outsideDays, of.days])
  if (facts.newNetworks > 0) {
    odds.add('network', facts.newNetworks, today.newcomers, (of) => [of.newNetworkDays, of.networkDays])
  }
  odds.hours(log, facts.kind)
  const signals = odds.signals.sort((left, right) => right.weight - left.weight)
  return { score: signals.reduce((sum, { weight }) => sum + weight, 0), signals, usual }
}

class Odds {
  readonly signals: Signal[] = []

  constructor(
    readonly baseline: Baseline,
    readonly today: Today,
    /** So many contacts count half. */
    readonly material: number,
  ) {}

  volume(volume: number, usual: number): void {
    const { levels, group, company } = this.baseline
    const level = levelOf(volume)
    if (volume <= usual) return
    const borrowed = LEVEL_DAYS / (1 + levels.length / 10)
    const own = kernelMass(levels, level) + borrowed * crowdDensity(group, company, level)
    // Nearly so much counts as so much.
    const near = level - 0.5
    const season = seasonOf(this.today, countAbove(this.today, near), crowdTail(group, near))
    const honest = (own / (levels.length + borrowed)) * season
    const weight = Math.min(GREATEST_VOLUME, Math.log(THEFT_LEVEL / honest))
    if (weight > 0) this.signals.push({ kind: 'volume', weight, count: volume, usual })
  }

  add(kind: Circumstance, count: number, seen: number, often: Often): void {
    this.#weigh(kind, count, this.#rate(seen, often))
  }

  /** All contacts seen at odd hours together, by how odd the hours are. */
  hours(log: DayLog, kind: 0 | 1): void {
    let count = 0
    let sum = 0
    for (const [hour, seen] of log.hours.entries()) {
      if (seen === 0 || log.expected & (1 << hour)) continue
      const usual = this.#rate(this.today.hours[hour] ?? 0, (of) => [timesAt(of, kind, hour), of.elapsed[kind]])
      if (usual >= THEFT_HAS.hours / Math.E) continue
      count += seen
      sum += seen * Math.log(usual)
    }
    if (count > 0) this.#weigh('hours', count, Math.exp(sum / count))
  }

  /** The part of his days on which the like is expected; more on a day on which `seen` of his peers do the like. */
  #rate(seen: number, often: Often): number {
    const { habits, group, company } = this.baseline
    const [times, days] = often(habits)
    const peers = crowdRate(group, company, often)
    return ((times + HABIT_DAYS * peers) / (days + HABIT_DAYS)) * seasonOf(this.today, seen, peers)
  }

  #weigh(kind: Circumstance, count: number, usual: number): void {
    const full = Math.min(GREATEST, Math.log(THEFT_HAS[kind] / usual))
    // A glance is no theft.
    const weight = full * (count / (count + this.material))
    if (weight > 0) this.signals.push({ kind, weight, count, usual: Math.min(1, usual) })
  }
}
