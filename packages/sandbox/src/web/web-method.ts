import type { Clock, Random } from '@waxseal/core'
import type { Agenda } from '../agenda.js'
import type { Jobs } from '../jobs.js'
import type { Zone } from '../mail/zone.js'
import type { Account } from '../state/account.js'
import type { Campaign } from '../state/campaign.js'
import type { WireNumbers } from '../wire.js'
import type { Arguments } from './arguments.js'

/** What a method works on. */
export interface WebBackend {
  readonly account: Account
  readonly agenda: Agenda
  readonly clock: Clock
  readonly jobs: Jobs
  readonly numbers: WireNumbers
  readonly random: Random
  readonly zone: Zone
  /** Address of a job's file. */
  fileUrl(name: string): string
  /** Sends a campaign at once. */
  send(campaign: Campaign): void
}

/** One call of a method. */
export interface WebCall extends WebBackend {
  readonly args: Arguments
  /** Language of the URL: `ru`, `en` or `ua`. */
  readonly language: string
  /** Puts a text into the `warnings` of the answer. */
  warn(text: string): void
}

/** A method of the classic API: gives the value of `result`, or throws `ApiFault`. */
export interface WebMethod {
  /** Calls in 60 s, where the method has a limit of its own. */
  readonly perMinute?: number
  run(call: WebCall): unknown
}

/** Methods by wire name. */
export type WebMethods = Readonly<Record<string, WebMethod>>
