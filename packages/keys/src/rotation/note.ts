import type { JsonObject } from '@waxseal/core'
import { Arguments } from '../api-key/arguments.js'
import type { Decision, RotationEvent } from './decision.js'

/** Who did something, and why: ids and a few words, for the record. */
export interface Note {
  readonly by?: string | undefined
  readonly reason?: string | undefined
}

/** Reads what is handed to a command that changes a series. Throws `keys-options-invalid`. */
export function argumentsOf(command: string, value: unknown, known: readonly string[] = []): Arguments {
  return new Arguments(command, value ?? {}, ['by', 'reason', ...known], 'keys-options-invalid')
}

/** What the record gets of a note. */
export function noteOf(args: Arguments): JsonObject {
  const by = args.text('by')
  const reason = args.text('reason')
  return { ...(by === undefined ? {} : { by }), ...(reason === undefined ? {} : { reason }) }
}

/** Puts a note into the events of a decision; what they say themselves stands. */
export function noted<Code extends string>(decision: Decision<Code>, note: JsonObject): Decision<Code> {
  return decision.ok ? { ok: true, events: decision.events.map((event) => withNote(event, note)) } : decision
}

function withNote(event: RotationEvent, note: JsonObject): RotationEvent {
  return { ...event, data: { ...note, ...event.data } }
}
