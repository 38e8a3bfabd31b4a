import type { Fold } from './fold.js'
import type { Journal } from './journal.js'

/**
 * What was so at an instant: the state of a fold by one tenant's events up to then (epoch milliseconds, itself included).
 *
 * Throws what the journal and the fold throw.
 *
 * @example
 * ```ts
 * import { stateAt } from '@waxseal/core'
 * import { memoryJournal } from '@waxseal/journal'
 *
 * const journal = memoryJournal()
 * const target = { tenant: 'default', stream: 'policy' }
 * for (const at of [100, 200]) await journal.append(target, [{ type: 'policy.adopted', at, data: {} }])
 * const count = { name: 'count', version: 1, start: () => 0, apply: (n: number) => n + 1 }
 * console.log(await stateAt(journal, count, { tenant: 'default', at: 150 })) // 1
 * ```
 */
export async function stateAt<State>(
  journal: Journal,
  fold: Fold<State>,
  { tenant, at }: { readonly tenant: string; readonly at: number },
): Promise<State> {
  let state = fold.start()
  // Clocks of several processes differ: a later place may bear an earlier instant.
  for await (const event of journal.read({ tenant })) if (event.at <= at) state = fold.apply(state, event)
  return state
}
