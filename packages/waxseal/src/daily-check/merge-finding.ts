import { keepFinding } from './close-day.js'
import type { Finding, FindingCode } from './finding.js'
import { dateOf, makeFinding } from './make-finding.js'
import type { DailyState } from './state.js'

/** So far back an earlier finding of the same day is looked for. */
const NEAR = 200
const SEQS = 16

/** Adds to the day's finding of the same about the same, or begins it: a matter of fact is told once a day. */
export function mergeFinding(
  state: DailyState,
  code: FindingCode,
  day: number,
  about: Pick<Finding, 'key' | 'principal'>,
  { seq, count, since }: { readonly seq: number; readonly count: number; readonly since: number },
): void {
  const { findings } = state
  const date = dateOf(day)
  for (let index = findings.length - 1; index >= Math.max(0, findings.length - NEAR); index--) {
    const known = findings[index]
    if (known?.code !== code || known.day !== date || known.principal !== about.principal || known.key !== about.key) {
      continue
    }
    const seqs = known.evidence.seqs.length < SEQS ? [...known.evidence.seqs, seq] : known.evidence.seqs
    findings[index] = { ...known, evidence: { ...known.evidence, seqs, count: known.evidence.count + count } }
    return
  }
  const evidence = { seqs: [seq], count, usual: 0, since }
  keepFinding(state, makeFinding(code, day, { severity: 'high', ...about, score: 0, evidence }))
}
