import type { JournalEvent } from '@waxseal/core'
import { findVersion, type Rotation, type Version } from './rotation.js'

/** What an event must have to move a series: its place counts, whatever its type is. */
export type AppliedEvent = Pick<JournalEvent, 'type' | 'at' | 'data' | 'version'>

type Move = (version: Version, named: boolean, at: number) => Version

/**
 * The series after an event of its stream. Total: an event of another type, or one that no command would have made, changes nothing
 * but the length. What is retired stays so.
 *
 * @example
 * ```ts
 * import { applyRotation, NO_ROTATION } from '@waxseal/keys'
 *
 * const begun = { type: 'rotation.begun', at: 5, version: 0, data: { version: 'v1' } }
 * console.log(applyRotation(NO_ROTATION, begun).versions[0]?.state) // pending
 * ```
 */
export function applyRotation(rotation: Rotation, event: AppliedEvent): Rotation {
  const counted: Rotation = { ...rotation, length: event.version + 1 }
  const { type, at, data } = event
  if (rotation.ended !== undefined || !type.startsWith('rotation.')) return counted
  const reason = typeof data.reason === 'string' ? data.reason : ''
  if (type === 'rotation.ended') return { ...moved(counted, '', at, retiring(reason)), ended: { at, reason } }
  const id = typeof data.version === 'string' ? data.version : ''
  const version = findVersion(rotation, id)
  if (version === undefined) return type === 'rotation.begun' && id !== '' ? begun(counted, id, event) : counted
  switch (`${type} ${version.state}`) {
    case 'rotation.tested pending':
      return moved(counted, id, at, only({ state: 'tested' }))
    case 'rotation.switched tested':
      return moved(counted, id, at, switching(typeof data.until === 'number' ? { until: data.until } : {}))
    case 'rotation.replaced tested':
    case 'rotation.replaced current':
      return moved(counted, id, at, replacing(reason))
  }
  // What the record calls retired is never accepted, in whatever state it was.
  const over = type === 'rotation.retired' || type === 'rotation.aborted'
  return over ? moved(counted, id, at, (one, named) => (named ? retired(one, at, reason) : one)) : counted
}

function begun(rotation: Rotation, id: string, { at, data }: AppliedEvent): Rotation {
  const { version: _, ...rest } = data
  return { ...rotation, versions: [...rotation.versions, { id, state: 'pending', issuedAt: at, data: rest }] }
}

/** Clocks of several processes differ: what happens to a version does not happen before what happened to it earlier. */
function moved(rotation: Rotation, id: string, at: number, move: Move): Rotation {
  const later = (one: Version) => Math.max(at, one.rotatedAt ?? one.currentAt ?? one.issuedAt)
  return { ...rotation, versions: rotation.versions.map((one) => move(one, one.id === id, later(one))) }
}

function only(change: Partial<Version>): Move {
  return (one, named) => (named ? { ...one, ...change } : one)
}

function switching(until: Pick<Version, 'until'>): Move {
  return (one, named, at) => {
    if (named) return { ...one, state: 'current', currentAt: at }
    return one.state === 'current' ? { ...one, state: 'previous', rotatedAt: at, ...until } : one
  }
}

function replacing(reason: string): Move {
  const others = retiring(reason)
  return (one, named, at) => {
    if (!named) return others(one, named, at)
    return one.state === 'current' ? one : { ...one, state: 'current', currentAt: at }
  }
}

function retiring(reason: string): Move {
  return (one, _, at) => retired(one, at, reason)
}

function retired(version: Version, at: number, reason: string): Version {
  const { state } = version
  if (state === 'retired') return version
  return { ...version, state: 'retired', retiredAt: at, reason, ...(state === 'current' ? { rotatedAt: at } : {}) }
}
