import type { Finding } from '../../../src/daily-check/finding.js'
import { DAY } from './calendar.js'
import type { Company } from './company.js'
import type { Theft, TheftKind } from './thefts.js'

/** Codes that judge somebody's behaviour; the others state facts. */
const BEHAVIOUR: readonly string[] = [
  'unusual-volume',
  'odd-hours',
  'new-network',
  'outside-zone',
  'slow-drip',
  'probing',
]
/** A day that is no working day may come between a drip and its telling. */
const GRACE = 3

/** What a check was worth. */
export interface Verdict {
  thefts: number
  found: number
  falseAlarms: number
  personDays: number
  keyThefts: number
  keysFound: number
  /** Thefts and how many of them were found, by kind, and by kind and size. */
  readonly byKind: Map<string, [thefts: number, found: number]>
  readonly bySize: Map<string, [thefts: number, found: number]>
  /** False alarms by code. */
  readonly byCode: Map<string, number>
}

export function newVerdict(): Verdict {
  const counts = { thefts: 0, found: 0, falseAlarms: 0, personDays: 0, keyThefts: 0, keysFound: 0 }
  return { ...counts, byKind: new Map(), bySize: new Map(), byCode: new Map() }
}

/**
 * Judges findings by what is true of the company. A theft is found when its thief is told of on one of its days; every other finding about
 * anybody's behaviour is a false alarm, also the second in a row and the one about a thief on another day.
 */
export function judge(verdict: Verdict, company: Company, findings: readonly Finding[]): void {
  const found = new Set<Theft>()
  for (const { code, day, principal } of findings) {
    if (!BEHAVIOUR.includes(code)) continue
    const at = Date.parse(day) / DAY
    const theft = company.thefts.find(
      (one) => one.principal === principal && at >= one.from && at <= one.to + (one.kind === 'slow-drip' ? GRACE : 0),
    )
    if (theft !== undefined) found.add(theft)
    else {
      verdict.falseAlarms++
      verdict.byCode.set(code, (verdict.byCode.get(code) ?? 0) + 1)
    }
  }
  for (const theft of company.thefts) {
    const hit = found.has(theft)
    count(verdict.byKind, theft.kind, hit)
    count(verdict.bySize, `${theft.kind} ${sizeOf(theft.kind, theft.times)}`, hit)
    verdict.thefts++
    if (hit) verdict.found++
  }
  for (const { series, principal } of company.keyThefts) {
    verdict.keyThefts++
    const told = findings.some(
      (one) => one.code === 'key-after-leaving' && one.key === `key/${series}` && one.principal === principal,
    )
    if (told) verdict.keysFound++
  }
  verdict.personDays += company.personDays
}

/** In mean days of the thief. */
function sizeOf(kind: TheftKind, times: number): string {
  const [small, large] = kind === 'slow-drip' ? [2, 4] : [10, 30]
  return times < small ? `below ${small} ×` : times < large ? `${small} to ${large} ×` : `from ${large} ×`
}

function count(counts: Map<string, [number, number]>, name: string, hit: boolean): void {
  const [thefts, found] = counts.get(name) ?? [0, 0]
  counts.set(name, [thefts + 1, found + (hit ? 1 : 0)])
}

/** The figures as lines of text. */
export function describeVerdict(verdict: Verdict): string {
  const share = ([name, [thefts, found]]: [string, [number, number]]): string => `  ${name}: ${found} of ${thefts}`
  return [
    `recall ${(verdict.found / verdict.thefts).toFixed(3)} (${verdict.found} of ${verdict.thefts})`,
    ...[...verdict.byKind].map(share),
    ...[...verdict.bySize].sort().map(share),
    `false alarms ${((verdict.falseAlarms / verdict.personDays) * 1000).toFixed(2)} per 1,000 of ${verdict.personDays} person-days`,
    ...[...verdict.byCode].map(([code, alarms]) => `  ${code}: ${((alarms / verdict.personDays) * 1000).toFixed(2)}`),
    `keys used after leaving: ${verdict.keysFound} of ${verdict.keyThefts}`,
  ].join('\n')
}
