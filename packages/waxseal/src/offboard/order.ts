import { type Duration, durationMs, type JsonObject, WaxsealError } from '@waxseal/core'
import { isRecordName } from './record-name.js'

/** Codes of the errors that offboarding and mass rotation throw. */
export type OffboardErrorCode =
  | 'offboarding-invalid'
  | 'offboarding-not-left'
  | 'offboarding-open'
  | 'offboarding-taken-over'
  | 'offboarding-under-way'
  | 'report-signer-invalid'

/** What was ordered, as the record keeps it. */
export interface Order {
  readonly by: string
  readonly reason: string
  readonly successor?: string
  /** For how long API keys that are rotated may be accepted beside their successors, in milliseconds. */
  readonly overlap: number
  /** Of a rotation by age, in milliseconds. */
  readonly maxAge?: number
}

/** Words of an order before they are checked. */
export interface OrderWords {
  readonly by?: string | undefined
  readonly reason?: string | undefined
  readonly successor?: string | undefined
  readonly overlap?: Duration | undefined
  readonly maxAge?: Duration | undefined
}

/** Checks an order. It stands on the record for good, so it must hold no addresses. Throws `offboarding-invalid`. */
export function checkOrder(words: OrderWords, { aged = false } = {}): Order {
  const { by, reason, successor, overlap, maxAge, ...unknown } = Object(words) as OrderWords
  if (Object.keys(unknown).length > 0) throw invalid('an order has a member that it does not know')
  const order = {
    by: plainText('by', by),
    reason: plainText('reason', reason),
    overlap: overlap === undefined ? 0 : span('overlap', overlap),
    ...(successor === undefined ? {} : { successor: plainText('successor', successor) }),
    ...(maxAge === undefined ? {} : { maxAge: span('maxAge', maxAge) }),
  }
  if (aged !== (maxAge !== undefined)) throw invalid('`maxAge` is for a rotation by age, which needs it')
  return order
}

/** Checks an id or a few words. Throws `offboarding-invalid`, which does not repeat them. */
export function plainText(name: string, value: unknown): string {
  if (isRecordName(value)) return value
  throw invalid(`\`${name}\` must be a text of 1 to 200 characters without an address in it`)
}

export function orderData(order: Order): JsonObject {
  return { ...order }
}

/** Milliseconds of a duration. Throws `offboarding-invalid`. */
export function span(name: string, value: unknown): number {
  const ms = durationMs(value)
  if (ms === undefined) throw invalid(`\`${name}\` must be a duration such as \`24h\``)
  return ms
}

function invalid(message: string): WaxsealError<OffboardErrorCode> {
  return new WaxsealError('offboarding-invalid', message)
}
