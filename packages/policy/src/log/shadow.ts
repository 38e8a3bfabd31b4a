import type { Decision, ReasonCode } from '../decision.js'
import type { Engine } from '../engine/engine.js'
import { type DecisionEntry, maskedBy, otherTypes } from './decision-entry.js'
import { readDecisionEntry } from './read-decision-entry.js'
import { createReplay } from './replay.js'
import type { NotReplayable, ShadowOptions } from './shadow-options.js'

/** A decision that would come out otherwise. */
export interface ShadowDifference {
  readonly entry: DecisionEntry
  /** `other`: allowed both times, with other masks or other types of obligations. */
  readonly change: 'gains' | 'loses' | 'other'
  readonly was: { readonly allowed: boolean; readonly code: ReasonCode; readonly grants: readonly string[] }
  readonly becomes: Decision
}

/** How many entries were gone through, so far. */
export interface ShadowCounts {
  readonly replayed: number
  /** Of those that were replayed. */
  readonly changed: number
  readonly notReplayable: Readonly<Record<NotReplayable, number>>
}

/** The differences, found one by one as they are asked for; to be gone through once. */
export interface Shadow extends AsyncIterable<ShadowDifference> {
  /** Complete when the differences have come to their end. */
  readonly counts: ShadowCounts
}

/**
 * Replays decisions under another policy: what would have been allowed and was not, or the reverse, or with other masks. Refusals for
 * another reason, other grants behind an access, and content rules are no differences. It holds one entry at a time.
 *
 * Give the engine the lists, principals, rules and obligations of tomorrow. A rule of the host's own that looks at the address sees
 * only what the log kept.
 *
 * @param entries what the sink of `logged` was given, in memory or read back
 * @example
 * ```ts
 * import { createEngine, definePolicy, logged, shadow } from '@waxseal/policy'
 *
 * const grant = { id: 'view', allow: ['contacts.view'], to: { role: 'viewer' }, on: { lists: 'any' } } as const
 * const people = { lists: ['501'], principals: [{ id: 'maria', roles: ['viewer'] }] }
 * const today = createEngine(definePolicy({ roles: { viewer: {} }, grants: [grant] }), people)
 * const entries: unknown[] = []
 * const log = logged(today, { sink: (entry) => entries.push(entry), required: true })
 * log.decide({ principal: 'maria', action: 'contacts.view', resource: { type: 'list', id: '501' }, context: { at: 0 } })
 *
 * const tomorrow = createEngine(definePolicy({ roles: { viewer: {} }, grants: [] }), people)
 * const run = shadow(tomorrow, entries)
 * for await (const { entry, change } of run) console.log(entry.principal, change, entry.action) // maria loses contacts.view
 * console.log(run.counts.replayed, run.counts.changed) // 1 1
 * ```
 */
export function shadow(
  engine: Pick<Engine, 'decide' | 'explain'>,
  entries: Iterable<unknown> | AsyncIterable<unknown>,
  options: ShadowOptions = {},
): Shadow {
  const replay = createReplay(engine, options)
  const notReplayable: Record<NotReplayable, number> = { unreadable: 0, unnamed: 0, address: 0, facts: 0 }
  let replayed = 0
  let changed = 0

  async function* differences(): AsyncGenerator<ShadowDifference> {
    for await (const value of entries) {
      const entry = readDecisionEntry(value)
      const becomes = entry === undefined ? 'unreadable' : await replay(entry)
      if (entry === undefined || typeof becomes === 'string') {
        if (typeof becomes === 'string') notReplayable[becomes]++
        continue
      }
      replayed++
      const change = changeOf(entry, becomes)
      if (change === undefined) continue
      changed++
      const { allowed, code, grants } = entry
      yield { entry, change, was: { allowed, code, grants }, becomes }
    }
  }

  const run = differences()
  return {
    get counts() {
      return { replayed, changed, notReplayable: { ...notReplayable } }
    },
    [Symbol.asyncIterator]: () => run,
  }
}

function changeOf({ allowed, mask = [], obligations = [] }: DecisionEntry, becomes: Decision) {
  if (allowed !== becomes.allowed) return allowed ? 'loses' : 'gains'
  const same = isSame(mask, maskedBy(becomes.obligations)) && isSame(obligations, otherTypes(becomes.obligations))
  return same ? undefined : 'other'
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, index) => text === other[index])
}
