import type { DayLog, Sample } from './day-log.js'
import type { DripFound } from './drip.js'
import type { Finding, FindingCode, FindingSeverity, SignalKind } from './finding.js'
import { DAY } from './lengths.js'
import type { Probing } from './probing.js'
import type { Score } from './score.js'
import type { Person } from './state.js'

const MESSAGES: Readonly<Record<FindingCode, string>> = {
  'unusual-volume': 'saw far more contacts than on a usual day',
  'odd-hours': 'saw contacts at hours that are not his',
  'new-network': 'saw contacts from a new network',
  'outside-zone': 'saw contacts of zones that are not his',
  'slow-drip': 'has seen more contacts day after day, and it adds up',
  probing: 'was refused many different things',
  'active-after-leaving': 'saw contacts after he had left',
  'key-after-leaving': 'the key was used after its owner had left',
  'key-old': 'the key is older than the policy allows',
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

/** Nats above the threshold. */
const HIGH = 4
const MEDIUM = 1.5
/** So many different things refused are no curiosity. */
const MANY_REFUSED = 20

/** The date of a day: `2026-11-24`. */
export function dateOf(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10)
}

/** A finding; the message belongs to the code. */
export function finding(code: FindingCode, day: number, about: Omit<Finding, 'code' | 'day' | 'message'>): Finding {
  return { code, day: dateOf(day), message: MESSAGES[code], ...about }
}

/** A day unlike the others, named after its strongest signal. */
export function behaviourFinding(
  principal: string,
  person: Person,
  log: DayLog,
  { score, signals, usual }: Score,
  { threshold, peers }: { readonly threshold: number; readonly peers: number },
): Finding {
  const strongest = signals[0]?.kind ?? 'volume'
  const severity: FindingSeverity = score >= threshold + HIGH ? 'high' : score >= threshold + MEDIUM ? 'medium' : 'low'
  const telling = log.samples.filter((sample) => tells(strongest, sample, person))
  return finding(CODES[strongest], log.day, {
    severity,
    principal,
    score: round(score),
    evidence: {
      seqs: seqsOf(telling.length > 0 ? telling : log.samples),
      count: log.volume,
      usual: Math.round(usual),
      peers: Math.round(peers),
      signals: signals.map((one) => ({ ...one, weight: round(one.weight), usual: round(one.usual) })),
    },
  })
}

export function dripFinding(principal: string, log: DayLog, drip: DripFound, peers: number): Finding {
  const { volume: count, usual, since, sum } = drip
  return finding('slow-drip', log.day, {
    severity: 'medium',
    principal,
    score: round(sum),
    evidence: {
      seqs: seqsOf(log.samples),
      count,
      usual: Math.round(usual),
      peers: Math.round(peers * drip.days),
      since: since * DAY,
    },
  })
}

export function probingFinding(principal: string, log: DayLog, { count, usual, score }: Probing): Finding {
  const severity = count >= MANY_REFUSED ? 'high' : 'medium'
  const evidence = { seqs: log.refusedSeqs, count, usual: round(usual) }
  return finding('probing', log.day, { severity, principal, score: round(score), evidence })
}

function tells(kind: SignalKind, sample: Sample, person: Person): boolean {
  if (kind === 'export') return sample.exported
  if (kind === 'zone') return sample.outside
  if (kind === 'network') return sample.network !== '' && !person.networks.has(sample.network)
  if (kind === 'lists') return !person.lists.has(sample.list)
  return true
}

function seqsOf(samples: readonly Sample[]): number[] {
  return samples.map(({ seq }) => seq).sort((left, right) => left - right)
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
