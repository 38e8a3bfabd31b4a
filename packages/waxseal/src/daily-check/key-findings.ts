import type { Evidence, Finding, FindingCode } from './finding.js'
import { DAY } from './lengths.js'
import { finding } from './make-finding.js'
import type { Settings } from './settings.js'
import type { DailyState, KeySeries, KeyVersion } from './state.js'

/** A host that never looks at them shall not run out of memory: of more findings the oldest are forgotten. */
const MOST_FINDINGS = 10_000

/** Something worth telling, and how to remember that it was told. */
interface Due {
  readonly finding: Finding
  told(): void
}

/** What is worth telling of keys and of those who left, up to an instant; nothing is changed by it. */
export function judgeKeys(state: DailyState, settings: Settings, until: number): Finding[] {
  const lasting = [...keysDue(state, settings, until), ...offboardingsDue(state, settings, until)]
  // What somebody did is known as soon as it is on the record.
  return [...lasting, ...trespassesDue(state, Number.POSITIVE_INFINITY)].map(({ finding }) => finding)
}

/** Ends all days up to one: what is told of keys and of those who left is told once. Comes before the days are marked as closed. */
export function closeKeys(state: DailyState, settings: Settings, last: number): void {
  const until = (last + 1) * DAY - 1
  const due = [
    ...keysDue(state, settings, until),
    ...offboardingsDue(state, settings, until),
    ...trespassesDue(state, until),
  ]
  for (const { finding, told } of due) {
    state.findings.push(finding)
    told()
  }
  if (state.findings.length > MOST_FINDINGS) state.findings.splice(0, state.findings.length - MOST_FINDINGS)
}

function* keysDue(state: DailyState, settings: Settings, until: number): Iterable<Due> {
  for (const [key, series] of state.series) {
    for (const version of series.versions.values()) {
      for (const { code, since, days } of conditionsOf(key, version, settings)) {
        const due = since + days * DAY
        if (due > until || version.told?.includes(code)) continue
        // What has expired lets nobody in, but a rotation that does not end is still one.
        if (code !== 'rotation-stuck' && (version.expiresAt ?? due) < due) continue
        yield {
          finding: lasting(code, state, until, due, { seqs: [version.seq], since, usual: days }, aboutOf(key, series)),
          told() {
            version.told = [...(version.told ?? []), code]
          },
        }
      }
    }
  }
}

function* offboardingsDue(state: DailyState, { keys }: Settings, until: number): Iterable<Due> {
  for (const [principal, offboarding] of state.offboardings) {
    const { at: since, seq } = offboarding
    const due = since + keys.offboardingWithin * DAY
    if (due > until || offboarding.told) continue
    const evidence = { seqs: [seq], since, usual: keys.offboardingWithin }
    yield {
      finding: lasting('offboarding-unfinished', state, until, due, evidence, { principal }),
      told() {
        offboarding.told = true
      },
    }
  }
}

function* trespassesDue(state: DailyState, until: number): Iterable<Due> {
  for (const trespass of state.trespasses.values()) {
    const { principal, key, day, since, count } = trespass
    if (trespass.told || day * DAY > until) continue
    const evidence = { seqs: [...trespass.seqs], count, usual: 0, since }
    const about = { severity: 'high', principal, score: 0, evidence } as const
    yield {
      finding:
        key === undefined
          ? finding('active-after-leaving', day, about)
          : finding('key-after-leaving', day, { ...about, key }),
      told() {
        trespass.told = true
      },
    }
  }
}

/** What should have been told on a day that is over is told on the next. */
function lasting(
  code: FindingCode,
  state: DailyState,
  until: number,
  due: number,
  { since, ...evidence }: Omit<Evidence, 'count'> & { readonly since: number },
  about: Pick<Finding, 'key' | 'principal'>,
): Finding {
  const day = Math.min(Math.floor(until / DAY), Math.max(state.closed + 1, Math.floor(due / DAY)))
  const count = Math.floor(((day + 1) * DAY - since) / DAY)
  const severity = code === 'key-unused' ? 'low' : 'medium'
  return finding(code, day, { severity, ...about, score: 0, evidence: { ...evidence, count, since } })
}

function aboutOf(key: string, { owner }: KeySeries): Pick<Finding, 'key' | 'principal'> {
  return owner === undefined ? { key } : { key, principal: owner }
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
