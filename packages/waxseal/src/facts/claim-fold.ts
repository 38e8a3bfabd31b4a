import type { JournalEvent } from '@waxseal/core'

/** The stream on which a principal's claims stand. Of two claims made on the same knowledge the record takes one. */
export function claimStream(principal: string): string {
  return `budget/${principal}`
}

/** What a call may use up, and did not report yet. */
interface Claim {
  readonly at: number
  readonly letters: number
  readonly reveals: number
}

/** The longest span that is asked about; a claim whose process died is forgotten then. */
const KEPT = 24 * 3_600_000

/** The events by which a call reports what it really used, or that it came to nothing. */
const REPORTS: readonly string[] = [
  'access.refused',
  'call.failed',
  'campaign.intended',
  'contacts.exported',
  'contacts.viewed',
  'deliveries.viewed',
]

/**
 * Calls that were allowed within a budget and have not yet put on the record what they used: a fold over the record. Without it two
 * processes would both find the budget untouched.
 */
export class ClaimFold {
  readonly #open = new Map<string, Map<string, Claim>>()
  readonly #lengths = new Map<string, number>()

  apply({ stream, version, type, at, data }: JournalEvent): void {
    const { principal, claim } = data
    if (typeof principal !== 'string' || typeof claim !== 'string') return
    if (type === 'budget.claimed' && stream === claimStream(principal)) {
      this.#lengths.set(principal, version + 1)
      const claims = this.#open.get(principal) ?? new Map<string, Claim>()
      this.#open.set(principal, claims)
      for (const [old, made] of claims) if (made.at <= at - KEPT) claims.delete(old)
      claims.set(claim, { at, letters: count(data.letters), reveals: count(data.reveals) })
    } else if (REPORTS.includes(type)) this.#open.get(principal)?.delete(claim)
  }

  /** How many claims a principal ever made. */
  lengthOf(principal: string): number {
    return this.#lengths.get(principal) ?? 0
  }

  /** What the open claims of a principal since an instant may use up. */
  since(principal: string, instant: number): { readonly letters: number; readonly reveals: number } {
    const sum = { letters: 0, reveals: 0 }
    for (const claim of this.#open.get(principal)?.values() ?? []) {
      if (claim.at <= instant) continue
      sum.letters += claim.letters
      sum.reveals += claim.reveals
    }
    return sum
  }
}

function count(value: unknown): number {
  return typeof value === 'number' ? value : 0
}
