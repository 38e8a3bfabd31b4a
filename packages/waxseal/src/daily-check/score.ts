import type { Crowd } from './crowd.js'
import { crowdDensity, crowdRate, crowdTail } from './crowd.js'
import type { DayLog } from './day-log.js'
import type { Signal, SignalKind } from './finding.js'
import { type DayFacts, type Habits, timesAt } from './habits.js'
import { kernelMass, levelOf, median } from './levels.js'
import { peersAbove, peersToday, type Today } from './today.js'

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
  const odds = new Odds(baseline, Math.max(minContacts, usual / 2))
  const peers = (count: number, self: boolean) => peersToday(today, count, self)

  if (log.exported > 0) {
    const often: Often = (of) => [of.exportDays, of.days]
    odds.add('export', log.exported, odds.rate(often, habits.days, 'ke'), peers(today.exporters, true))
  }
  if (facts.newLists !== undefined && facts.newLists > 0) {
    odds.add(
      'lists',
      facts.newLists,
      odds.rate((of) => [of.newListDays, of.listDays], habits.listDays, 'kl'),
      0,
    )
  }
  if (log.outside > 0) {
    odds.add(
      'zone',
      log.outside,
      odds.rate((of) => [of.outsideDays, of.days], habits.days, 'kz'),
      peers(today.outsiders, true),
    )
  }
  const { newNetworks } = facts
  if (newNetworks !== undefined && newNetworks.count > 0) {
    const rate = odds.rate((of) => [of.newNetworkDays, of.networkDays], habits.networkDays, 'kn')
    odds.add('network', newNetworks.count, rate, peers(today.newcomers, true))
  }
  addHours(odds, log, facts, habits, today)

  const circumstances = odds.signals.sort((left, right) => right.weight - left.weight)
  let score = volume.weight
  for (const [index, { weight }] of circumstances.entries()) score += weight * (FURTHER[index] ?? 0)
  const signals = [volume, ...circumstances].filter(({ weight }) => weight > 0)
  return { score, signals: signals.sort((left, right) => right.weight - left.weight), usual }
}

type Often = (of: Habits) => readonly [number, number]

class Odds {
  readonly signals: Signal[] = []

  constructor(
    readonly baseline: Baseline,
    readonly material: number,
  ) {}

  /** The part of his days on which the like is expected. */
  rate(often: Often, _days: number, _k = ''): number {
    const { habits, group, company } = this.baseline
    const [times, days] = often(habits)
    const K = P[_k] ?? P.pc ?? 4
    return (times + K * crowdRate(group, company, often)) / (days + K)
  }

  add(kind: Exclude<SignalKind, 'volume'>, count: number, rate: number, peers: number): void {
    const usual = Math.max(rate, peers)
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
  const season = peersAbove(today, near, crowdTail(group, near))
  const weight = Math.max(-1, Math.min(GREATEST_VOLUME, Math.log(THEFT_LEVEL / (honest * season))))
  return { kind: 'volume', weight, count: volume, usual }
}

/** All contacts seen at odd hours together, by how odd the hours are. */
function addHours(odds: Odds, log: DayLog, { kind }: DayFacts, habits: Habits, today: Today): void {
  let count = 0
  let sum = 0
  for (const [hour, seen] of log.hours.entries()) {
    if (seen === 0 || log.expected & (1 << hour)) continue
    const rate = odds.rate((of) => [timesAt(of, kind, hour), of.elapsed[kind]], habits.elapsed[kind], 'kh')
    const usual = Math.max(rate, peersToday(today, today.hours[hour] ?? 0, true))
    if (usual >= THEFT_HAS.hours / Math.E) continue
    count += seen
    sum += seen * Math.log(usual)
  }
  if (count > 0) odds.add('hours', count, Math.exp(sum / count), 0)
}

function peerDays(days: number): number {
  return PEER_DAYS / (1 + days / (P.pf ?? 10))
}
