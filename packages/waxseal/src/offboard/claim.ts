import type { JsonObject } from '@waxseal/core'

/** Who works on something, as the record has it. */
export interface Claim {
  readonly holder: string
  /** From this instant on another may take over (epoch milliseconds). */
  readonly until: number
}

/** How a run holds what it works on. */
export interface ClaimTerms {
  readonly holder: string
  /** For how long after its last word, in milliseconds. */
  readonly span: number
  /** Takes over from whoever holds it. */
  readonly takeOver: boolean
}

/** Whether another holds it still. */
export function isTaken(claim: Claim | undefined, { holder, takeOver }: ClaimTerms, at: number): boolean {
  return claim !== undefined && claim.holder !== holder && at < claim.until && !takeOver
}

/** Whether a claim must be written down, or written down anew. */
export function needsWord(claim: Claim | undefined, { holder, span }: ClaimTerms, at: number): boolean {
  return claim?.holder !== holder || claim.until - at < span / 2
}

export function claimData({ holder, span }: ClaimTerms, at: number): JsonObject {
  return { holder, until: at + span }
}
