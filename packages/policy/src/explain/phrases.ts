import type { Decision } from '../decision.js'
import type { CureStep } from './cure.js'

/**
 * The words of one language: `english`, `russian`, or your own.
 *
 * @example
 * ```ts
 * import { createEngine, definePolicy, russian } from '@waxseal/policy'
 *
 * const engine = createEngine(definePolicy({ roles: {}, grants: [] }), { lists: [], principals: [{ id: 'maria' }] })
 * const request = { principal: 'maria', action: 'stats.view', resource: { type: 'account' }, context: { at: 0 } } as const
 * const [first] = engine.explain(request, { language: russian }).text.split('\n')
 * console.log(first) // отказано: никакое право не разрешает `stats.view` на аккаунт в целом
 * ```
 */
export interface Phrases {
  refused(decision: Decision, deed: Deed): string
  step(step: CureStep, time: (at: number) => string): string
  readonly would: string
  readonly and: string
  readonly none: string
}

/** What was asked, as far as it may be repeated: names that the engine knows. */
export interface Deed {
  readonly principal: string | undefined
  readonly action: string | undefined
  readonly list: string | undefined
}

/** Names in backticks, joined by commas. */
export function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ')
}

/** An id in backticks; one that is an e-mail address stays out of what people read. */
export function person(id = ''): string {
  return id.includes('@') ? '…' : `\`${id}\``
}
