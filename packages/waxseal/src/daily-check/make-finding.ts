import type { DayLog, Sample } from './day-log.js'
import type { DripFound } from './drip.js'
import type { Finding, FindingCode, FindingSeverity, SignalKind } from './finding.js'
import type { Probed } from './probing.js'
import type { Score } from './score.js'
import type { Person } from './state.js'
import type { Today } from './today.js'
import { DAY } from './zone-clock.js'

const MESSAGES: Readonly<Record<FindingCode, string>> = {
  'unusual-volume': 'saw far more contacts than on a usual day',
  'odd-hours': 'saw contacts at hours at which he does not work',
  'new-network': 'saw contacts from a network that is new',
  'outside-zone': 'saw contacts of zones that are not his',
  'slow-drip': 'has seen more contacts every day, and it adds up',
  probing: 'was refused many different things',
  'active-after-leaving': 'saw contacts after he had left',
  'key-after-leaving': 'the key was used after its owner had left',
  'key-old': 'the key is older than the policy wants',
  'key-unused': 'the key is not used',
  'rotation-stuck': 'the rotation was begun and does not end',
  'offboarding-unfinished': 'the offboarding was begun and does not end',
}

const CODES: Readonly<Record<SignalKind, FindingCode>> = {
  volume: 'unusual-volume',
  export: 'unusual-volume',
  lists: 'unusual-volume',
  hours: 'odd-hours',
  network: 'new-network',
  zone: 'outside-zone',
}

/** The date of a day: `2026-11-24`. */
export function dateOf(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10)
}

/** A finding; the message belongs to the code. */
export function finding(code: FindingCode, day: number, about: Omit<Finding, 'code' | 'day' | 'message'>): Finding {
  return { code, day: dateOf(day), message: MESSAGES[code], ...about }
}

export function behaviourFinding(
  principal: string,
  log: DayLog,
  { score, signals, usual }: Score,
  today: Today,
  threshold: number,
  person: Person,
): Finding {
  const strongest = signals[0]?.kind ?? 'volume'
  const severity: FindingSeverity = score >= threshold + 4 ? 'high' : score >= threshold + 1.5 ? 'medium' : 'low'
  const telling = log.samples.filter((sample) => tells(strongest, sample, person))
  const samples = telling.length > 0 ? telling : log.samples
  return finding(CODES[strongest], log.day, {
    ...{ severity, principal, score: round(score) },
    evidence: {
      seqs: samples.map(({ seq }) => seq).sort((left, right) => left - right),
      count: log.volume,
      usual: Math.round(usual),
      peers: Math.round(today.volume),
      signals: signals.map(({ kind, weight, count, usual }) => ({
        kind,
        weight: round(weight),
        count,
        usual: round(usual),
      })),
    },
  })
}

function tells(kind: SignalKind, sample: Sample, person: Person): boolean {
  if (kind === 'export') return sample.exported
  if (kind === 'zone') return sample.outside
  if (kind === 'network') return !person.networks.has(sample.network)
  if (kind === 'lists') return !person.lists.has(sample.list)
  return true
}

export function dripFinding(principal: string, log: DayLog, drip: DripFound, today: Today): Finding {
  return finding('slow-drip', log.day, {
    ...{ severity: 'medium', principal, score: round(drip.sum) },
    evidence: {
      seqs: log.samples.map(({ seq }) => seq).sort((left, right) => left - right),
      count: drip.volume,
      usual: Math.round(drip.usual),
      peers: Math.round(today.volume * drip.days),
      since: drip.since * DAY,
    },
  })
}

export function probingFinding(principal: string, log: DayLog, { count, usual, score }: Probed): Finding {
  return finding('probing', log.day, {
    ...{ severity: count >= 20 ? 'high' : 'medium', principal, score: round(score) },
    evidence: { seqs: log.refusedSeqs, count, usual: round(usual) },
  })
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
