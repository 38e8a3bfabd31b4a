import type { Version } from '@waxseal/keys'
import type { Finding, FindingCode } from './finding.js'
import { makeFinding } from './make-finding.js'
import type { Settings } from './settings.js'
import type { DailyState, KeySeries } from './state.js'
import { DAY } from './zone-clock.js'

/** What lasts at an instant (epoch milliseconds): old and unused keys, rotations and offboardings that do not end. */
export function lastingFindings(state: DailyState, { keys }: Settings, now: number): Finding[] {
  const findings: Finding[] = []
  for (const [key, series] of state.series) {
    const about = { key, ...(series.owner === '' ? {} : { principal: series.owner }) }
    const tell = (code: FindingCode, since: number, allowed: number, severity: Finding['severity']): void => {
      const count = Math.floor((now - since) / DAY)
      const due = since + allowed * DAY
      if (now < due) return
      const evidence = { seqs: [series.seq], count, usual: allowed, since }
      findings.push(makeFinding(code, Math.floor(due / DAY), { severity, ...about, score: 0, evidence }))
    }
    const live = series.rotation.versions.filter((version) => isLive(version, now))
    const current = live.find(({ state }) => state === 'current')
    if (current !== undefined) {
      tell('key-old', current.issuedAt, keys.maxAge, 'medium')
      if (key.startsWith('key/')) tell('key-unused', lastUse(series, current), keys.unusedFor, 'low')
    }
    const stuck = live.flatMap((version) => stuckSince(version)).sort((left, right) => left - right)[0]
    if (stuck !== undefined) tell('rotation-stuck', stuck, keys.stuckAfter, 'medium')
  }
  for (const [principal, { at, seq }] of state.offboardings) {
    const due = at + keys.offboardingWithin * DAY
    if (now < due) continue
    const evidence = { seqs: [seq], count: Math.floor((now - at) / DAY), usual: keys.offboardingWithin, since: at }
    const about = { severity: 'high', principal, score: 0, evidence } as const
    findings.push(makeFinding('offboarding-unfinished', Math.floor(due / DAY), about))
  }
  return findings
}

function isLive({ data: { expiresAt } }: Version, now: number): boolean {
  return typeof expiresAt !== 'number' || expiresAt > now
}

/** A rotation does not make a key used. */
function lastUse({ usedAt }: KeySeries, { issuedAt }: Version): number {
  return usedAt > 0 ? usedAt : issuedAt
}

/** Since when a version has been on its way in, or beyond its promised end on its way out. */
function stuckSince({ state, issuedAt, rotatedAt = issuedAt, until = rotatedAt }: Version): number[] {
  if (state === 'pending' || state === 'tested') return [issuedAt]
  return state === 'previous' ? [until] : []
}
