import type { Facts } from '@waxseal/core'
import type { KnownFacts, Principal } from '@waxseal/policy'

/** What the host knows of a call: where it comes from, and what the session is narrowed to. */
export interface SessionContext {
  /** The caller's IP address, as the host's trusted edge saw it. */
  readonly ip?: string
  /** The only lists that this session may touch, whatever its principal may. */
  readonly lists?: readonly string[]
  /** The only actions that this session may take, whatever its principal may. */
  readonly actions?: readonly string[]
  /** What the host knows of this session that rules look at: how he signed in, with which credential. */
  readonly facts?: KnownFacts & Facts
}

/** One principal's session. */
export interface Session {
  readonly principal: string
  readonly context: SessionContext
  /** The network that the caller comes from, as a keyed hash. */
  readonly network: string | undefined
}

/** Finds one of the host's users by id. Asked anew at every call, so that somebody suspended is stopped at once. */
export type PrincipalLookup = (id: string) => Promise<Principal | undefined> | Principal | undefined
