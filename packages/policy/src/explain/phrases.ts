import type { Decision } from '../decision.js'
import type { CureStep } from './cure.js'

/** Languages of explanations. */
export type Language = 'en' | 'ru'

/** The words of one language. Names of the policy come in backticks already. */
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
