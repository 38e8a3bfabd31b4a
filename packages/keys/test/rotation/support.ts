import { applyRotation } from '../../src/rotation/apply-rotation.js'
import type { Decision } from '../../src/rotation/decision.js'
import type { Rotation } from '../../src/rotation/rotation.js'

/** The series after the events of a decision, written at an instant. */
export function written(rotation: Rotation, decision: Decision<string>, at: number): Rotation {
  if (!decision.ok) throw new Error(`refused: ${decision.code}`)
  return decision.events.reduce(
    (one, { type, data }) => applyRotation(one, { type, data, at, version: one.length }),
    rotation,
  )
}

/** The state of each version by its id. */
export function statesOf(rotation: Rotation): Record<string, string> {
  return Object.fromEntries(rotation.versions.map(({ id, state }) => [id, state]))
}
