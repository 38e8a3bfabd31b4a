import type { JournalEvent } from '@waxseal/core'
import { DAY } from './lengths.js'
import type { Settings } from './settings.js'
import type { DailyState, KeySeries, KeyVersion } from './state.js'
import { noteTrespass } from './trespass.js'

const SERIES = /^(?:key|signing|credential)\/./
const LEAVING = 'offboarding/'
const LONGEST_NAME = 256
/** Versions of one series that are not retired: of more, the oldest are forgotten. */
const MOST_VERSIONS = 32
/** Uses in one event that are looked at. */
const MOST_USES = 10_000
const GREATEST_COUNT = 1e12
const AHEAD = 100
/** Instants beyond are no dates. */
const FARTHEST = 8e15

/** Takes in what happens to keys and to those who leave; other events change nothing. */
export function takeKeyEvent(state: DailyState, settings: Settings, event: JournalEvent): void {
  const { type } = event
  if (type === 'key.used') takeUses(state, settings, event)
  else if (type === 'key.issued') takeIssue(state, settings, event)
  else if (type.startsWith('rotation.')) takeRotation(state, settings, event)
  else if (type.startsWith('principal.') || type.startsWith('offboarding.')) takeLeaving(state, settings, event)
}

/** Whose it is stands before its first version. */
function takeIssue(state: DailyState, settings: Settings, { stream, data }: JournalEvent): void {
  const owner = nameOf(data.owner)
  if (!stream.startsWith('key/') || stream.length > LONGEST_NAME || owner === '' || state.series.has(stream)) return
  addSeries(state, settings, stream, { owner, versions: new Map() })
}

/** The rules of `applyRotation` in `@waxseal/keys`, without the versions that are retired. */
function takeRotation(state: DailyState, settings: Settings, event: JournalEvent): void {
  const { type, stream, data, at } = event
  if (!SERIES.test(stream) || stream.length > LONGEST_NAME) return
  const series = state.series.get(stream)
  const id = nameOf(data.version)
  if (type === 'rotation.ended') forgetSeries(state, stream)
  else if (type === 'rotation.begun') begin(state, settings, event, series, id)
  const version = series?.versions.get(id)
  if (series === undefined || version === undefined) return
  switch (`${type} ${version.state}`) {
    case 'rotation.tested pending':
      enter(version, 'tested', at)
      return
    case 'rotation.switched tested':
      switchTo(version, series, at, data.until)
      return
    case 'rotation.replaced tested':
    case 'rotation.replaced current':
      for (const other of [...series.versions.keys()]) if (other !== id) forgetVersion(state, stream, series, other)
      if (version.state === 'tested') enter(version, 'current', at)
      return
  }
  if (type === 'rotation.retired' || type === 'rotation.aborted') forgetVersion(state, stream, series, id)
}

function switchTo(version: KeyVersion, series: KeySeries, at: number, until: unknown): void {
  for (const one of series.versions.values()) {
    if (one.state !== 'current') continue
    enter(one, 'previous', at)
    if (isInstant(until)) one.until = until
  }
  enter(version, 'current', at)
}

function begin(
  state: DailyState,
  settings: Settings,
  { stream, at, seq, data }: JournalEvent,
  known: KeySeries | undefined,
  id: string,
): void {
  if (id === '' || known?.versions.has(id)) return
  const series: KeySeries = known ?? { versions: new Map() }
  const owner = nameOf(data.owner)
  if (owner !== '') series.owner = owner
  const { expiresAt } = data
  series.versions.set(id, {
    ...{ state: 'pending', issuedAt: at, changedAt: at, seq },
    ...(isInstant(expiresAt) ? { expiresAt } : {}),
  })
  if (stream.startsWith('key/')) state.versions.set(id, stream)
  if (series.versions.size > MOST_VERSIONS) {
    const oldest = series.versions.keys().next().value
    if (oldest !== undefined) forgetVersion(state, stream, series, oldest)
  }
  if (known === undefined) addSeries(state, settings, stream, series)
}

function addSeries(state: DailyState, settings: Settings, stream: string, series: KeySeries): void {
  state.series.set(stream, series)
  if (state.series.size <= settings.maxPrincipals) return
  const oldest = state.series.keys().next().value
  if (oldest !== undefined) forgetSeries(state, oldest)
  state.forgotten++
}

/** Clocks of several processes differ: nothing happens to a version before what happened to it earlier. */
function enter(version: KeyVersion, into: KeyVersion['state'], at: number): void {
  version.state = into
  version.changedAt = Math.max(version.changedAt, at)
  // A rotation that does not end is told once, however far it came.
  if (into !== 'tested') version.told = []
}

function forgetVersion(state: DailyState, stream: string, series: KeySeries, id: string): void {
  series.versions.delete(id)
  if (state.versions.get(id) === stream) state.versions.delete(id)
  // Whose it is is said once only, and a first version may be given up.
  if (series.versions.size === 0 && series.owner === undefined) forgetSeries(state, stream)
}

function forgetSeries(state: DailyState, stream: string): void {
  const series = state.series.get(stream)
  for (const id of series?.versions.keys() ?? []) if (state.versions.get(id) === stream) state.versions.delete(id)
  state.series.delete(stream)
}

function takeUses(state: DailyState, settings: Settings, { at, seq, data }: JournalEvent): void {
  if (!Array.isArray(data.uses)) return
  for (const use of data.uses.slice(0, MOST_USES) as readonly unknown[]) {
    const { id, count, at: told } = Object(use) as Readonly<Record<string, unknown>>
    const stream = state.versions.get(nameOf(id))
    const series = stream === undefined ? undefined : state.series.get(stream)
    const version = series?.versions.get(nameOf(id))
    if (stream === undefined || series === undefined || version === undefined) continue
    // Uses are written down after they happened, never before.
    const usedAt = isInstant(told) ? Math.min(told, at) : at
    version.usedAt = Math.max(version.usedAt ?? usedAt, usedAt)
    version.told = version.told?.filter((code) => code !== 'key-unused') ?? []
    const times = typeof count === 'number' && count > 0 ? Math.min(Math.ceil(count), GREATEST_COUNT) : 1
    const day = dayOf(state, usedAt)
    if (series.owner !== undefined)
      noteTrespass(state, settings, { principal: series.owner, key: stream, at: usedAt, day, seq, count: times })
  }
}

function takeLeaving(state: DailyState, settings: Settings, { type, stream, at, seq, data }: JournalEvent): void {
  const leaver = stream.startsWith(LEAVING) ? nameOf(stream.slice(LEAVING.length)) : ''
  const principal = nameOf(data.principal) || leaver
  if (type === 'principal.offboarded' && principal !== '') {
    // Who is told to have left a second time has been away since the first.
    if (!state.departed.has(principal)) keep(state, settings, state.departed, principal, at)
  } else if (type === 'principal.reinstated' && principal !== '') {
    state.departed.delete(principal)
    state.offboardings.delete(principal)
    for (const [what, trespass] of state.trespasses) if (trespass.principal === principal) state.trespasses.delete(what)
  } else if (type === 'offboarding.begun' && leaver !== '') {
    keep(state, settings, state.offboardings, leaver, { at, seq })
  } else if (type === 'offboarding.reported' && data.complete !== false) state.offboardings.delete(leaver)
}

function keep<Value>(state: DailyState, settings: Settings, map: Map<string, Value>, name: string, value: Value) {
  map.delete(name)
  map.set(name, value)
  if (map.size <= settings.maxPrincipals) return
  const oldest = map.keys().next().value
  if (oldest !== undefined) map.delete(oldest)
  state.forgotten++
}

/** What comes too late for its day is counted to the next that is not over; a clock that is far ahead is wrong. */
function dayOf({ now, closed }: DailyState, at: number): number {
  const present = Math.floor(now / DAY)
  const day = Math.floor(at / DAY)
  return day > present + AHEAD ? present : Math.max(day, closed + 1)
}

function isInstant(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= FARTHEST
}

function nameOf(value: unknown): string {
  return typeof value === 'string' && value.length <= LONGEST_NAME ? value : ''
}
