import type { RotationRefusal } from './rotation/decision.js'

/**
 * Codes of the errors that API keys throw, beside those of the journal and the key ring. `keys-options-invalid`, `key-spec-invalid`:
 * something that was handed in makes no sense; `key-unknown`: no key has that id; `key-expired`: the time of the
 * key with all its versions is over; `key-event-invalid`: the record holds an event of a
 * key that nobody can have written with this package; the rest are refusals of the rotation: `rotation-open`, `version-pending`.
 */
export type KeysErrorCode =
  | 'key-event-invalid'
  | 'key-expired'
  | 'key-spec-invalid'
  | 'key-unknown'
  | 'keys-closed'
  | 'keys-not-ready'
  | 'keys-options-invalid'
  | 'leak-report-invalid'
  | 'pepper-invalid'
  | RotationRefusal
