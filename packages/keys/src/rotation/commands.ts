import { type Decision, decided, type GivenUp, type NewVersion, type RotationEvent, refused } from './decision.js'
import { acceptedAt, findVersion, openVersion, type Rotation, type VersionState } from './rotation.js'

/**
 * Begins a version: it becomes `pending`. One at a time: while another is pending or tested, the answer is `rotation-open`.
 *
 * @example
 * ```ts
 * import { beginVersion, NO_ROTATION } from '@waxseal/keys'
 *
 * const decision = beginVersion(NO_ROTATION, { version: 'v1' })
 * if (decision.ok) console.log(decision.events) // [ { type: 'rotation.begun', data: { version: 'v1' } } ]
 * ```
 */
export function beginVersion(rotation: Rotation, next: NewVersion): Decision {
  const place = placeOf(rotation, next.version)
  if (place !== 'unknown') return refused(place === 'ended' ? 'rotation-ended' : 'version-known')
  return openVersion(rotation) === undefined ? decided(begun(next)) : refused('rotation-open')
}

/**
 * Says that a pending version works: it becomes `tested`.
 *
 * @example
 * ```ts
 * import { NO_ROTATION, testVersion } from '@waxseal/keys'
 *
 * console.log(testVersion(NO_ROTATION, { version: 'v1' })) // { ok: false, code: 'version-unknown' }
 * ```
 */
export function testVersion(rotation: Rotation, { version }: { readonly version: string }): Decision {
  const place = placeOf(rotation, version)
  if (place === 'tested') return decided()
  return place === 'pending' ? decided(event('tested', { version })) : refused(codeOf(place))
}

/**
 * Makes a tested version the current one. The one that was current becomes `previous` and is accepted before `until` (epoch
 * milliseconds), or, without it, until it is retired by hand.
 *
 * @example
 * ```ts
 * import { applyRotation, NO_ROTATION, switchVersion } from '@waxseal/keys'
 *
 * const begun = applyRotation(NO_ROTATION, { type: 'rotation.begun', at: 0, version: 0, data: { version: 'v1' } })
 * console.log(switchVersion(begun, { version: 'v1' })) // { ok: false, code: 'version-pending' }
 * ```
 */
export function switchVersion(
  rotation: Rotation,
  { version, until }: { readonly version: string; readonly until?: number | undefined },
): Decision {
  const place = placeOf(rotation, version)
  if (place === 'current') return decided()
  if (place !== 'tested') return refused(codeOf(place))
  return isInstant(until) ? decided(switched(version, until)) : refused('until-invalid')
}

/**
 * A version that was tested beforehand takes over in one append: begun, tested, switched. `until` as for `switchVersion`.
 *
 * @example
 * ```ts
 * import { NO_ROTATION, rotateVersion } from '@waxseal/keys'
 *
 * const decision = rotateVersion(NO_ROTATION, { version: 'v1', until: 86_400_000 })
 * if (decision.ok) console.log(decision.events.map(({ type }) => type).join()) // rotation.begun,rotation.tested,rotation.switched
 * ```
 */
export function rotateVersion(
  rotation: Rotation,
  next: NewVersion & { readonly until?: number | undefined },
): Decision {
  const first = beginVersion(rotation, next)
  if (!first.ok) return first
  if (!isInstant(next.until)) return refused('until-invalid')
  return decided(begun(next), event('tested', { version: next.version }), switched(next.version, next.until))
}

/**
 * Retires a previous version, at once, whatever its `until`. The current one cannot be: something must take its place, or
 * `endRotation`.
 *
 * @example
 * ```ts
 * import { NO_ROTATION, retireVersion } from '@waxseal/keys'
 *
 * const decision = retireVersion(NO_ROTATION, { version: 'v1', reason: 'idle' })
 * console.log(decision) // { ok: false, code: 'version-unknown' }
 * ```
 */
export function retireVersion(rotation: Rotation, { version, reason }: GivenUp): Decision {
  const place = placeOf(rotation, version)
  if (place === 'retired') return decided()
  return place === 'previous' ? decided(event('retired', { version, reason })) : refused(codeOf(place))
}

/**
 * Retires the previous versions whose time is over at an instant (epoch milliseconds). They are not accepted any more in any case.
 *
 * @example
 * ```ts
 * import { NO_ROTATION, retireDue } from '@waxseal/keys'
 *
 * console.log(retireDue(NO_ROTATION, { at: 0 })) // { ok: true, events: [] }
 * ```
 */
export function retireDue(rotation: Rotation, { at }: { readonly at: number }): Decision<never> {
  const due = rotation.versions.filter((version) => version.state === 'previous' && !acceptedAt(version, at))
  return decided(...due.map(({ id }) => event('retired', { version: id, reason: 'overlap-over' })))
}

/**
 * Gives up a version that is not yet in use.
 *
 * @example
 * ```ts
 * import { abortVersion, applyRotation, NO_ROTATION } from '@waxseal/keys'
 *
 * const begun = applyRotation(NO_ROTATION, { type: 'rotation.begun', at: 0, version: 0, data: { version: 'v1' } })
 * const decision = abortVersion(begun, { version: 'v1', reason: 'wrong account' })
 * if (decision.ok) console.log(decision.events[0]?.type) // rotation.aborted
 * ```
 */
export function abortVersion(rotation: Rotation, { version, reason }: GivenUp): Decision {
  const place = placeOf(rotation, version)
  if (place === 'retired') return decided()
  const open = place === 'pending' || place === 'tested'
  return open ? decided(event('aborted', { version, reason })) : refused(codeOf(place))
}

/**
 * The emergency: the version becomes the current one and all others are retired in the same append, without overlap. It is tested by
 * now; or it is new and was tested beforehand; or it is the current one, which is to be the only one.
 *
 * @example
 * ```ts
 * import { NO_ROTATION, replaceVersion } from '@waxseal/keys'
 *
 * const decision = replaceVersion(NO_ROTATION, { version: 'v1', reason: 'leaked' })
 * if (decision.ok) console.log(decision.events.map(({ type }) => type).join()) // rotation.begun,rotation.tested,rotation.replaced
 * ```
 */
export function replaceVersion(rotation: Rotation, { version, reason, data }: GivenUp & NewVersion): Decision {
  const place = placeOf(rotation, version)
  const replaced = event('replaced', { version, reason })
  if (place === 'unknown') return decided(begun({ version, data }), event('tested', { version }), replaced)
  if (place === 'tested') return decided(replaced)
  if (place !== 'current') return refused(codeOf(place))
  const alone = rotation.versions.every(({ id, state }) => id === version || state === 'retired')
  return alone ? decided() : decided(replaced)
}

/**
 * Ends the series: every version is retired, none can follow.
 *
 * @example
 * ```ts
 * import { endRotation, NO_ROTATION } from '@waxseal/keys'
 *
 * const decision = endRotation(NO_ROTATION, { reason: 'revoked' })
 * if (decision.ok) console.log(decision.events) // [ { type: 'rotation.ended', data: { reason: 'revoked' } } ]
 * ```
 */
export function endRotation(rotation: Rotation, { reason }: { readonly reason: string }): Decision<never> {
  return rotation.ended === undefined ? decided(event('ended', { reason })) : decided()
}

type Place = VersionState | 'ended' | 'unknown'

function placeOf(rotation: Rotation, id: string): Place {
  return findVersion(rotation, id)?.state ?? (rotation.ended === undefined ? 'unknown' : 'ended')
}

function codeOf(place: Place) {
  return place === 'ended' ? 'rotation-ended' : (`version-${place}` as const)
}

function isInstant(until: number | undefined): boolean {
  return until === undefined || Number.isSafeInteger(until)
}

function event(type: string, data: RotationEvent['data']): RotationEvent {
  return { type: `rotation.${type}`, data }
}

function begun({ version, data }: NewVersion): RotationEvent {
  return event('begun', { ...data, version })
}

function switched(version: string, until: number | undefined): RotationEvent {
  return event('switched', { version, ...(until === undefined ? {} : { until }) })
}
