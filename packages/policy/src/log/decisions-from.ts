import type { Journal, JsonObject } from '@waxseal/core'

/** Which decisions to read. */
export interface DecisionsPart {
  readonly tenant: string
  /** @default every stream of the tenant */
  readonly stream?: string | undefined
  /** A place in the whole journal. @default 0 */
  readonly from?: number | undefined
  /** Only events written at this instant or later, epoch milliseconds. */
  readonly since?: number | undefined
  /** Only events written before this instant, epoch milliseconds. */
  readonly before?: number | undefined
}

/** The type of events whose data is the entry of a decision. */
export const DECISION_EVENT = 'access.decided'

/**
 * The entries of decisions in a journal, in order: the data of all events of type `access.decided`. They come as they were found;
 * `shadow` and `readDecisionEntry` look at them.
 *
 * @example
 * ```ts
 * import { DECISION_EVENT, decisionsFrom } from '@waxseal/policy'
 *
 * const data = { v: 1, at: 0, principal: 'maria', allowed: false, code: 'no-grant', grants: [] } as const
 * const event = { seq: 0, tenant: 'shop', stream: 'access', version: 0, type: DECISION_EVENT, at: 0, data }
 * const journal = { async *read() { yield event } }
 *
 * for await (const entry of decisionsFrom(journal, { tenant: 'shop' })) console.log(entry.code) // no-grant
 * ```
 */
export async function* decisionsFrom(journal: Pick<Journal, 'read'>, part: DecisionsPart): AsyncGenerator<JsonObject> {
  const { tenant, stream, from, since = -Infinity, before = Infinity } = part
  const wanted = { tenant, ...(stream !== undefined && { stream }), ...(from !== undefined && { from }) }
  for await (const { type, at, data } of journal.read(wanted)) {
    if (type === DECISION_EVENT && at >= since && at < before) yield data
  }
}
