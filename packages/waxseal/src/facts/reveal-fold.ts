import type { JournalEvent } from '@waxseal/core'

/** The longest span that is asked about; what is older is forgotten. */
const KEPT = 24 * 3_600_000

interface Reveal {
  readonly at: number
  readonly count: number
}

/** How many contacts each principal was shown in clear during the last day: a fold over the record. */
export class RevealFold {
  readonly #byPrincipal = new Map<string, Reveal[]>()

  apply({ type, at, data }: JournalEvent): void {
    if (type !== 'contacts.viewed' && type !== 'contacts.exported') return
    const { principal, count, masked } = data
    if (typeof principal !== 'string' || typeof count !== 'number' || count === 0 || isHidden(masked)) return
    const recent = (this.#byPrincipal.get(principal) ?? []).filter((reveal) => reveal.at > at - KEPT)
    this.#byPrincipal.set(principal, [...recent, { at, count }])
  }

  /** Contacts shown to a principal after an instant, at most a day ago. */
  since(principal: string, instant: number): number {
    const reveals = this.#byPrincipal.get(principal) ?? []
    return reveals.reduce((sum, { at, count }) => (at > instant ? sum + count : sum), 0)
  }
}

/** Whether neither address nor phone can be seen under these masks. */
export function isHidden(masked: unknown): boolean {
  return Array.isArray(masked) && masked.includes('email') && masked.includes('phone')
}
