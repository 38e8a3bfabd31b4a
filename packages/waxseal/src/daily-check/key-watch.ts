import type { JournalEvent, JsonObject } from '@waxseal/core'
import { applyRotation, NO_ROTATION, type Rotation } from '@waxseal/keys'
import { setBounded } from './bounded.js'
import { mergeFinding } from './merge-finding.js'
import type { Settings } from './settings.js'
import type { DailyState, KeySeries } from './state.js'
import { DAY } from './zone-clock.js'

const KINDS = ['key/', 'signing/', 'credential/']
const LONGEST_NAME = 256

/** A key was issued, rotated or used. */
export function noteKeyEvent(state: DailyState, settings: Settings, event: JournalEvent): void {
  if (event.type === 'key.used') return noteUses(state, event)
  const { stream, seq, type, data } = event
  if (!KINDS.some((kind) => stream.startsWith(kind)) || stream.length > LONGEST_NAME) return
  const series = state.series.get(stream) ?? newSeries()
  series.seq = seq
  if (typeof data.owner === 'string') series.owner = data.owner.slice(0, LONGEST_NAME)
  series.rotation = turned(series.rotation, event)
  if (!state.series.has(stream)) setBounded(state.series, stream, series, settings.maxPrincipals)
  if (type === 'rotation.begun' && typeof data.version === 'string' && data.version.length <= LONGEST_NAME) {
    setBounded(state.versions, data.version, stream, settings.maxPrincipals * 4)
  }
}

function newSeries(): KeySeries {
  return { rotation: NO_ROTATION, owner: '', seq: 0, usedAt: 0 }
}

/** Retired versions are of no interest here, nor is what began one: hashes of secrets stay on the record. */
function turned(rotation: Rotation, { type, at, version, data }: JournalEvent): Rotation {
  const { version: id, until, reason, expiresAt } = data
  const told: JsonObject = {
    ...(typeof id === 'string' ? { version: id.slice(0, LONGEST_NAME) } : {}),
    ...(typeof until === 'number' ? { until } : {}),
    ...(typeof reason === 'string' ? { reason: reason.slice(0, LONGEST_NAME) } : {}),
    ...(typeof expiresAt === 'number' ? { expiresAt } : {}),
  }
  const next = applyRotation(rotation, { type, at, version, data: told })
  return { ...next, versions: next.versions.filter((one) => one.state !== 'retired').slice(-MOST_VERSIONS) }
}

/** Versions of one series that are told apart: one is begun at a time. */
const MOST_VERSIONS = 16

function noteUses(state: DailyState, { at: written, seq, data }: JournalEvent): void {
  if (!Array.isArray(data.uses)) return
  for (const use of data.uses) {
    if (typeof use !== 'object' || use === null) continue
    const { id, count, at } = use
    const stream = typeof id === 'string' ? state.versions.get(id) : undefined
    const series = stream === undefined ? undefined : state.series.get(stream)
    if (stream === undefined || series === undefined) continue
    // The last use; the event that tells of it comes later.
    const used = typeof at === 'number' && Number.isFinite(at) ? Math.min(at, written) : written
    series.usedAt = Math.max(series.usedAt, used)
    const since = state.departed.get(series.owner)
    if (since === undefined || used <= since) continue
    const about = { key: stream, principal: series.owner }
    const times = typeof count === 'number' && count > 0 ? Math.ceil(count) : 1
    mergeFinding(state, 'key-after-leaving', Math.floor(used / DAY), about, { seq, count: times, since })
  }
}
