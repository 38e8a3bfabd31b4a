import { type Clock, isWaxsealError, type Journal, type JournalEvent } from '@waxseal/core'
import type { Decision } from './decision.js'
import type { Rotation } from './rotation.js'

/** Where a series stands on the record, and how to know what is on it. */
export interface RotationPlace {
  readonly journal: Journal
  readonly tenant: string
  readonly stream: string
  readonly clock: Clock
  /** The series by everything that is durable by now, also of other processes. */
  latest(): Promise<Rotation>
}

/** What became of a command. */
export type Committed<Code extends string> =
  | { readonly ok: true; readonly events: readonly JournalEvent[] }
  | { readonly ok: false; readonly code: Code }

/** Each lost race means that another operator went on; nobody loses this many. */
const MOST_RACES = 100

/**
 * Decides by what is on the record and writes the events in one append that expects the record as it was decided by; when another
 * process was faster, decides again. `decide` may be called several times.
 *
 * Throws what the journal throws.
 *
 * @example
 * ```ts
 * import { applyRotation, commitRotation, NO_ROTATION, rotateVersion } from '@waxseal/keys'
 * import { memoryJournal } from '@waxseal/journal'
 *
 * const journal = memoryJournal()
 * const place = { tenant: 'default', stream: 'key/billing' }
 * async function latest() {
 *   let rotation = NO_ROTATION
 *   for await (const event of journal.read(place)) rotation = applyRotation(rotation, event)
 *   return rotation
 * }
 * await commitRotation({ journal, ...place, clock: () => 5, latest }, (rotation) => rotateVersion(rotation, { version: 'v1' }))
 * console.log((await latest()).versions[0]?.state) // current
 * ```
 */
export async function commitRotation<Code extends string>(
  { journal, tenant, stream, clock, latest }: RotationPlace,
  decide: (rotation: Rotation, at: number) => Decision<Code>,
): Promise<Committed<Code>> {
  for (let race = 1; ; race++) {
    const rotation = await latest()
    const at = clock()
    const decision = decide(rotation, at)
    if (!decision.ok) return decision
    if (decision.events.length === 0) return { ok: true, events: [] }
    try {
      const drafts = decision.events.map((event) => ({ ...event, at }))
      return { ok: true, events: (await journal.append({ tenant, stream, expected: rotation.length }, drafts)).events }
    } catch (error) {
      if (race >= MOST_RACES || !isWaxsealError(error, 'journal-conflict')) throw error
    }
  }
}
