import type { Crowd } from './crowd.js'
import { crowdDensity, crowdRate, crowdTail } from './crowd.js'
import type { DayLog } from './day-log.js'
import type { Signal, SignalKind } from './finding.js'
import { type DayFacts, type Habits, timesAt } from './habits.js'
import { kernelMass, levelOf, median } from './levels.js'
import { countAbove, seasonOf, type Today } from './today.js'

/**
 * Naive Bayes, tempered. Each signal is the logarithm of how much likelier it is on a day of theft than on an honest day of this principal.
 * How a thief behaves nobody knows, so these are plain guesses on the side of caution: amounts that are large, each factor as
 * likely as the next; and in so many of the thefts the circumstance is met at all.
 */
const P = (globalThis as unknown as { P?: Record<string, number> }).P ?? {}
const THEFT_LEVEL = P.tl ?? 0.18
const THEFT_HAS: Readonly<Record<Exclude<SignalKind, 'volume'>, number>> = {
  export: 0.6,
  lists: 0.4,
  hours: 0.3,
  network: 0.4,
  zone: 0.4,
}
/** No circumstance alone decides; an amount may. */
const GREATEST = P.g ?? 6
const GREATEST_VOLUME = 12
/** Circumstances come together on honest days too (a journey: new network, odd hours), so each further one counts less. */
const FURTHER = [1, P.f ?? 1, P.f ?? 1, P.f ?? 1, P.f ?? 1]
/** A principal's own days count for themselves; so many of his peers' are added. */
const PEER_DAYS = P.pd ?? 4
const HABIT_DAYS = P.pc ?? 30

/** What a principal is used to. */
export interface Baseline {
  readonly habits: Habits
  readonly levels: readonly number[]
  readonly group: Crowd
  readonly company: Crowd
}

/** How a day compares with a baseline. */
export interface Score {
  readonly score: number
  /** The strongest first. */
  readonly signals: readonly Signal[]
  readonly usual: number
}

/** Compares one day. What most peers do on the same day (a season of campaigns, the end of a month, a move) is not odd. */
export function scoreDay(log: DayLog, facts: DayFacts, baseline: Baseline, today: Today, minContacts: number): Score {
  const { habits, levels } = baseline
  const center = median(levels)
  const usual = Math.expm1(center)
  const volume = volumeSignal(log, baseline, center, today)
  const odds = new Odds(baseline, today, Math.max(minContacts, usual / 2))
  if (log.exported > 0) odds.add('export', log.exported, today.exporters, (of) => [of.exportDays, of.days])
  if (facts.newLists !== undefined && facts.newLists > 0) {
    odds.add('lists', facts.newLists, 0, (of) => [of.newListDays, of.listDays])
  }
  if (log.outside > 0) odds.add('zone', log.outside, today.outsiders, (of) => [of.outsideDays, of.days])
  const { newNetworks } = facts
  if (newNetworks !== undefined && newNetworks.count > 0) {
    odds.add('network', newNetworks.count, today.newcomers, (of) => [of.newNetworkDays, of.networkDays])
  }
  addHours(odds, log, facts)

  const circumstances = odds.signals.sort((left, right) => right.weight - left.weight)
  let score = volume.weight
  for (const [index, { weight }] of circumstances.entries()) score += weight * (FURTHER[index] ?? 0)
  const signals = [volume, ...circumstances].filter(({ weight }) => weight > 0)
  return { score, signals: signals.sort((left, right) => right.weight - left.weight), usual }
}

type Circumstance = Exclude<SignalKind, 'volume'>
type Often = (of: Habits) => readonly [number, number]

class Odds {
  readonly signals: Signal[] = []

  constructor(
    readonly baseline: Baseline,
    readonly today: Today,
    readonly material: number,
  ) {}

  /** The part of his days on which the like is expected; more on a day on which `seen` of his peers do the like. */
  rate(seen: number, often: Often): number {
    const { habits, group, company } = this.baseline
    const [times, days] = often(habits)
    const peers = crowdRate(group, company, often)
    return ((times + HABIT_DAYS * peers) / (days + HABIT_DAYS)) * seasonOf(this.today, seen, peers)
  }

  add(kind: Circumstance, count: number, seen: number, often: Often): void {
    this.weigh(kind, count, this.rate(seen, often))
  }

  weigh(kind: Circumstance, count: number, usual: number): void {
    const full = Math.min(GREATEST, Math.log(THEFT_HAS[kind] / usual))
    // A glance is no theft.
    const weight = full * (count / (count + this.material))
    if (weight > 0) this.signals.push({ kind, weight, count, usual })
  }
}

function volumeSignal({ volume }: DayLog, { levels, group, company }: Baseline, center: number, today: Today): Signal {
  const level = levelOf(volume)
  const usual = Math.expm1(center)
  if (level <= center) return { kind: 'volume', weight: 0, count: volume, usual }
  const honest =
    (kernelMass(levels, level) + peerDays(levels.length) * crowdDensity(group, company, level)) /
    (levels.length + peerDays(levels.length))
  // Nearly so much counts as so much.
  const near = level - 0.5
  const season = seasonOf(today, countAbove(today, near), crowdTail(group, near))
  const weight = Math.max(-1, Math.min(GREATEST_VOLUME, Math.log(THEFT_LEVEL / (honest * season))))
  return { kind: 'volume', weight, count: volume, usual }
}

/** All contacts seen at odd hours together, by how odd the hours are. */
function addHours(odds: Odds, log: DayLog, { kind }: DayFacts): void {
  let count = 0
  let sum = 0
  for (const [hour, seen] of log.hours.entries()) {
    if (seen === 0 || log.expected & (1 << hour)) continue
    const usual = odds.rate(odds.today.hours[hour] ?? 0, (of) => [timesAt(of, kind, hour), of.elapsed[kind]])
    if (usual >= THEFT_HAS.hours / Math.E) continue
    count += seen
    sum += seen * Math.log(usual)
  }
  if (count > 0) odds.weigh('hours', count, Math.exp(sum / count))
}

function peerDays(days: number): number {
  return PEER_DAYS / (1 + days / (P.pf ?? 10))
}
