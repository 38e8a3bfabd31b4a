import type { RotationRefusal } from '../rotation/decision.js'
import type { Note } from '../rotation/note.js'

/**
 * Why a step did nothing, or did not come to its end. `already-adopted`: there is another current secret; `same-secret`: it is the
 * current one already; `nothing-current`, `nothing-open`: there is no version that the step is about; `test-failed`: the provider
 * refused it; `test-unavailable`: the provider could not be asked; `not-idle`, `still-running`: something is under way with the old
 * one; `old-still-accepted`: the provider still takes an old one; `text-missing`: it cannot be asked about an old one whose text is gone;
 * the rest come from the rotation.
 */
export type CredentialStepCode =
  | 'already-adopted'
  | 'not-idle'
  | 'nothing-current'
  | 'nothing-open'
  | 'old-still-accepted'
  | 'same-secret'
  | 'still-running'
  | 'test-failed'
  | 'test-unavailable'
  | 'text-missing'
  | RotationRefusal

/** What became of a step: the version that it was about, or why it is not done. Every step can be repeated. */
export type CredentialStep =
  | { readonly ok: true; readonly version: string }
  | { readonly ok: false; readonly code: CredentialStepCode }

/** What became of giving up old versions. */
export type RetireStep =
  | { readonly ok: true; readonly retired: readonly string[] }
  | { readonly ok: false; readonly code: CredentialStepCode }

/** Who brings a new secret, why, and who has seen it: ids for the record. */
export interface SecretNote extends Note {
  /** Principals who know the secret, because they made or copied it; whoever brings it, `by`, always does. */
  readonly seenBy?: readonly string[] | undefined
}
