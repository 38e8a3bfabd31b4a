import type { EventDraft, JsonObject } from '@waxseal/core'
import type { VersionState } from './rotation.js'

/** An event as a command makes it; the time is put in when it is written. */
export type RotationEvent = Omit<EventDraft, 'at'>

/**
 * Why a command is refused. `version-…`: the version stands there, and the command does not start from there. `rotation-open`:
 * another version is on its way.
 */
export type RotationRefusal =
  | 'rotation-ended'
  | 'rotation-open'
  | 'until-invalid'
  | 'version-known'
  | 'version-unknown'
  | `version-${VersionState}`

/** What a command says: the events to append, all in one append; none when what is asked for is so already. */
export type Decision<Code extends string = RotationRefusal> =
  | { readonly ok: true; readonly events: readonly RotationEvent[] }
  | { readonly ok: false; readonly code: Code }

/** A version by its id, and why it is given up. */
export interface GivenUp {
  readonly version: string
  /** A code or a few words of an operator; it stands in the record for good. */
  readonly reason: string
}

/** A new version: a fresh id, and what the record keeps of it. */
export interface NewVersion {
  readonly version: string
  readonly data?: JsonObject | undefined
}

export function decided(...events: readonly RotationEvent[]): Decision<never> {
  return { ok: true, events }
}

export function refused<Code extends string>(code: Code): Decision<Code> {
  return { ok: false, code }
}
