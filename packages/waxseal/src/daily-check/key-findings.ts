import type { Evidence, Finding, FindingCode } from './finding.js'
import { finding } from './make-finding.js'
import type { Settings } from './settings.js'
import type { DailyState, KeySeries, KeyVersion } from './state.js'
import { DAY } from './zone-clock.js'

/** A host that never looks at them shall not run out of memory: of more findings the oldest are forgotten. */
const MOST_FINDINGS = 10_000

/** Something worth telling, and how to remember that it was told. */
interface Due {
  readonly finding: Finding
  told(): void
}

/** What is worth telling of keys and of those who left, up to an instant; nothing is changed by it. */
export function judgeKeys(state: DailyState, settings: Settings, until: number): Finding[] {
  return dueBy(state, settings, until).map(({ finding }) => finding)
}

/** Ends all days up to one: what is told of keys and of those who left is told once. Comes before the days are marked as closed. */
export function closeKeys(state: DailyState, settings: Settings, last: number): void {
  for (const { finding, told } of dueBy(state, settings, (last + 1) * DAY - 1)) {
    state.findings.push(finding)
    told()
  }
  if (state.findings.length > MOST_FINDINGS) state.findings.splice(0, state.findings.length - MOST_FINDINGS)
}

function dueBy(state: DailyState, settings: Settings, until: number): Due[] {
  const last = Math.floor(until / DAY)
  /** What should have been told on a day that is over is told on the next. */
  const dayOf = (due: number) => Math.min(last, Math.max(state.closed + 1, Math.floor(due / DAY)))
  const all: Due[] = []
  for (const [key, series] of state.series) {
    for (const version of series.versions.values()) {
      for (const { code, since, days } of conditionsOf(key, version, settings)) {
        const due = since + days * DAY
        if (due > until || version.told?.includes(code)) continue
        if (code !== 'rotation-stuck' && (version.expiresAt ?? due) < due) continue
        const day = dayOf(due)
        const count = Math.floor(((day + 1) * DAY - since) / DAY)
        all.push({
          finding: keyFinding(code, day, key, series, { seqs: [version.seq], count, usual: days, since }),
          told: () => void (version.told = [...(version.told ?? []), code]),
        })
      }
    }
  }
  const { offboardingWithin } = settings.keys
  for (const [principal, offboarding] of state.offboardings) {
    const due = offboarding.at + offboardingWithin * DAY
    if (due > until || offboarding.told) continue
    const day = dayOf(due)
    const count = Math.floor(((day + 1) * DAY - offboarding.at) / DAY)
    const evidence = { seqs: [offboarding.seq], count, usual: offboardingWithin, since: offboarding.at }
    all.push({
      finding: finding('offboarding-unfinished', day, { severity: 'medium', principal, score: 0, evidence }),
      told: () => void (offboarding.told = true),
    })
  }
  for (const trespass of state.trespasses.values()) {
    const { principal, key, day, since, count } = trespass
    if (trespass.told || day > last) continue
    const evidence = { seqs: [...trespass.seqs], count, usual: 0, since }
    const code = key === undefined ? 'active-after-leaving' : 'key-after-leaving'
    const about = key === undefined ? { principal } : { principal, key }
    all.push({
      finding: finding(code, day, { severity: 'high', ...about, score: 0, evidence }),
      told: () => void (trespass.told = true),
    })
  }
  return all
}

interface Condition {
  readonly code: FindingCode
  /** Since when it lasts, and for how many days it may. */
  readonly since: number
  readonly days: number
}

function conditionsOf(key: string, version: KeyVersion, { keys }: Settings): Condition[] {
  const { state, issuedAt, changedAt, until, usedAt } = version
  const stuck = { code: 'rotation-stuck', days: keys.stuckAfter } as const
  if (state === 'pending' || state === 'tested') return [{ ...stuck, since: issuedAt }]
  if (state === 'previous') return [{ ...stuck, since: until ?? changedAt }]
  const old: Condition = { code: 'key-old', since: issuedAt, days: keys.maxAge }
  // Only uses of issued keys stand on the record.
  if (!key.startsWith('key/')) return [old]
  return [old, { code: 'key-unused', since: Math.max(changedAt, usedAt ?? changedAt), days: keys.unusedFor }]
}

function keyFinding(code: FindingCode, day: number, key: string, { owner }: KeySeries, evidence: Evidence): Finding {
  return finding(code, day, {
    ...{ severity: code === 'key-unused' ? 'low' : 'medium', key, score: 0 },
    ...(owner === undefined ? {} : { principal: owner }),
    evidence,
  })
}
