import type { JournalEvent } from '@waxseal/core'

/** The longest span that is asked about; what is older is forgotten. */
const KEPT = 24 * 3_600_000

/** Reveals that are counted together: a service may look at a contact every second. */
const TOGETHER = 60_000

interface Reveals {
  readonly from: number
  /** The latest of them: a count is never forgotten too early. */
  until: number
  count: number
}

/** How many contacts each principal was shown in clear during the last day: a fold over the record. */
export class RevealFold {
  readonly #byPrincipal = new Map<string, Reveals[]>()

  apply({ type, at, data }: JournalEvent): void {
    if (type !== 'contacts.viewed' && type !== 'contacts.exported') return
    const { principal, count, masked } = data
    if (typeof principal !== 'string' || typeof count !== 'number' || count === 0 || isHidden(masked)) return
    const recent = this.#byPrincipal.get(principal) ?? []
    this.#byPrincipal.set(principal, recent)
    const last = recent.at(-1)
    if (last !== undefined && at >= last.from && at - last.from < TOGETHER) {
      last.count += count
      last.until = Math.max(last.until, at)
      return
    }
    const old = recent.findIndex(({ until }) => until > at - KEPT)
    recent.splice(0, old < 0 ? recent.length : old)
    recent.push({ from: at, until: at, count })
  }

  /** Contacts shown to a principal after an instant, at most a day ago; those of one minute count together. */
  since(principal: string, instant: number): number {
    const reveals = this.#byPrincipal.get(principal) ?? []
    return reveals.reduce((sum, { until, count }) => (until > instant ? sum + count : sum), 0)
  }
}

/** Whether neither address nor phone can be seen under these masks. */
export function isHidden(masked: unknown): boolean {
  return Array.isArray(masked) && masked.includes('email') && masked.includes('phone')
}
