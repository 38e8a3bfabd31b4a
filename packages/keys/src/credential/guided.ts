import type { Note } from '../rotation/note.js'
import type { CredentialStep, CredentialStepCode, RetireStep, SecretNote } from './credential-step.js'
import type { Trial } from './workshop.js'

/** Where a guided rotation stands: what is to be done next. */
export type GuidedStage = 'check-key' | 'make-key' | 'prove-old' | 'ready'

/** One step, in words. */
export interface GuidedStep {
  readonly id: 'make' | 'paste' | 'pause' | 'prove'
  readonly text: string
  readonly status: 'done' | 'later' | 'now'
}

/**
 * A rotation by hand, where the provider has one key only: it is made in the cabinet, and the one before dies at once. Where it stands
 * is on the record, so after a crash, or in another process, `guided()` gives an object that goes on.
 */
export interface GuidedRotation {
  /** `ready`: nothing is begun; `make-key`: paused, the key can be made; `check-key`: taken, not yet lent; `prove-old`: exchanged. */
  stage(): Promise<GuidedStage>
  /** What to click, and what is done of it. */
  steps(language: 'en' | 'ru'): Promise<readonly GuidedStep[]>
  /**
   * Lends nothing new from now on, for `pauseFor` at most, and waits for what is under way. Codes: `nothing-current`; `still-running`
   * when that did not end in time or the signal aborted: the pause stays, call it again.
   */
  pause(options?: Note & { readonly signal?: AbortSignal | undefined }): Promise<CredentialStep>
  /**
   * Takes the new key, tests it, lends it and ends the pause. Without a secret it goes on with the one taken before. Codes:
   * `same-secret` (it is the old key), `test-failed` (the provider refused it: enter it again), `test-unavailable`, `nothing-open`.
   */
  take(secret?: string, note?: SecretNote): Promise<CredentialStep>
  /** Proves that the provider refuses the old key, and declares it dead. While it does not: `old-still-accepted`, not finished. */
  prove(): Promise<RetireStep>
  /** Gives up before the exchange and lends the key as before; tells whether the provider still takes that. Code: `nothing-open`. */
  abort(
    note?: Note,
  ): Promise<{ readonly ok: true; readonly current: Trial } | { readonly ok: false; readonly code: CredentialStepCode }>
}
