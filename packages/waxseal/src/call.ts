import type { Circumstances } from './circumstances.js'
import type { House } from './house.js'

/** An authorized call, as the steps of an operation see it. */
export interface Call {
  readonly house: House
  readonly about: Circumstances
  readonly list: string
  /** For operations over all lists: those that the principal may see. */
  readonly lists: readonly string[]
  readonly masked: ReadonlySet<string>
  /** To how many a send would go, when a rule asked for that. */
  readonly recipients: number | undefined
  /** How many contacts the call may show, when a rule asked for that; nought when they are masked. */
  readonly reveals: number | undefined
  readonly signal: AbortSignal | undefined
}
