import { WaxsealError } from '@waxseal/core'

/** A call that nobody answered in time. */
export class LateError extends Error {}

/** No connection was had, so nothing was said on one. */
export class NotConnectedError extends Error {}

/**
 * What is known of a call that failed: `refused`: the server says no, nothing is written, and it will say so again; `busy`: nothing is
 * written, another try may succeed; `lost`: nobody knows.
 */
export type Failure = 'busy' | 'lost' | 'refused'

// Serialization and deadlock, lack of resources, a lock that was not got in time, a server that only reads since a failover.
const BUSY = /^(?:40001|40P01|53...|55P03|25006)$/
const LOST = /^(?:08...|57P0[1-5])$/

/** Tells by its code what became of a call. An error without one comes from the connection. */
export function failureOf(error: unknown): Failure {
  if (error instanceof NotConnectedError) return 'busy'
  const state = sqlState(error)
  if (state === undefined || LOST.test(state)) return 'lost'
  return BUSY.test(state) ? 'busy' : 'refused'
}

/** The SQLSTATE of a server's answer: five characters, with a digit, else it is a system's `EPIPE`. */
export function sqlState(error: unknown): string | undefined {
  if (error instanceof NotConnectedError) return sqlState(error.cause)
  const code = (error as { readonly code?: unknown } | undefined)?.code
  return typeof code === 'string' && /^(?=.*\d)[0-9A-Z]{5}$/.test(code) ? code : undefined
}

/**
 * An error of ours in place of a foreign one, whose message may quote statements, values and names of hosts: its codes are all that
 * is kept.
 */
export function databaseError<Code extends string>(
  code: Code,
  message: string,
  cause: unknown,
  details: WaxsealError['details'] = {},
): WaxsealError<Code> {
  const state = sqlState(cause)
  return new WaxsealError(code, message, {
    cause,
    details: { ...details, ...(state !== undefined && { sqlState: state }) },
  })
}
