import type { FactCure, Facts } from '@waxseal/core'
import { isCount, own, type Refusal, unreadable } from './fact-reader.js'

/** A limit and what is said when it is passed. */
export interface Limit {
  readonly most: number
  readonly over: Refusal
}

/** Spans over which what was spent is counted. */
export type Span = 'hour' | 'day'

/** What is counted, and how much of it is allowed. */
export interface BudgetPlan {
  /** The fact that says how much the request would take. */
  readonly amount: string
  /** The fact that says how much was taken before, by span. */
  readonly spent: string
  readonly perRequest?: Limit | undefined
  readonly perSpan: readonly (Limit & { readonly span: Span })[]
}

/** Compares what a request would take with what is left. */
export interface Budget {
  /** The facts without which it cannot answer. */
  readonly facts: readonly string[]
  check(facts: Facts): Refusal | undefined
  /** Asked only when it refuses. */
  cure(facts: Facts): FactCure
}

type Spent = { readonly [Name in Span]?: number | undefined }

/** A budget that refuses a request which would pass one of its limits. */
export function createBudget({ amount, spent, perRequest, perSpan }: BudgetPlan): Budget {
  const limits = perRequest === undefined ? perSpan : [perRequest, ...perSpan]
  /** What a request can be at most, with nothing spent. */
  const most = Math.min(...limits.map((limit) => limit.most))

  function readSpent(facts: Facts): Spent | undefined {
    if (perSpan.length === 0) return {}
    const value = own(facts, spent)
    const hour = own(value, 'hour')
    const day = own(value, 'day')
    if (!isOptionalCount(hour) || !isOptionalCount(day)) return undefined
    const counts = { hour, day }
    return perSpan.every(({ span }) => counts[span] !== undefined) ? counts : undefined
  }

  function check(facts: Facts): Refusal | undefined {
    const wanted = own(facts, amount)
    if (!isCount(wanted)) return unreadable(facts, amount)
    if (perRequest !== undefined && wanted > perRequest.most) return perRequest.over
    const counts = readSpent(facts)
    if (counts === undefined) return unreadable(facts, spent)
    return perSpan.find((limit) => wanted > limit.most - (counts[limit.span] ?? limit.most))?.over
  }

  /**
   * A smaller request if any is left; else the most that may have been spent for this one to pass. Where both facts are in the way,
   * first a request that could pass at all.
   */
  function cure(facts: Facts): FactCure {
    const wanted = own(facts, amount)
    const counts = readSpent(facts)
    const room =
      counts && Math.min(...limits.map((limit) => limit.most - ('span' in limit ? (counts[limit.span] ?? 0) : 0)))
    if (room !== undefined && room > 0) return { fact: amount, value: room }
    if (isCount(wanted) && perSpan.length > 0 && wanted <= most) {
      const ends = perSpan.map((limit) => [
        limit.span,
        Math.min(counts?.[limit.span] ?? limit.most, limit.most - wanted),
      ])
      const kept = Object.entries(counts ?? {}).filter(([, count]) => count !== undefined)
      return { fact: spent, value: Object.fromEntries([...kept, ...ends]) }
    }
    return { fact: amount, value: room === 0 ? 0 : most }
  }

  return { facts: Object.freeze(perSpan.length === 0 ? [amount] : [amount, spent]), check, cure }
}

function isOptionalCount(value: unknown): value is number | undefined {
  return value === undefined || isCount(value)
}
