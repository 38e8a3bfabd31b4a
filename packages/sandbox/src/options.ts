import type { Clock, Random } from '@waxseal/core'

/** How to start a sandbox. Only the directory is needed. */
export interface SandboxOptions {
  /** Folder of the sandbox; the letters go into the Maildir `<directory>/Maildir`, which is made when absent. */
  readonly directory: string
  /** Port of the HTTP server; 0 takes any free one. @default 0 */
  readonly port?: number
  /** Only loopback: the sandbox is nothing to be reached from elsewhere. @default '127.0.0.1' */
  readonly host?: '127.0.0.1'
  /** Key of the classic Web API. @default made at random */
  readonly apiKey?: string
  /** Key of the Go API. @default made at random */
  readonly goApiKey?: string
  /** Number of the account, as it stands in envelopes and headers. @default '1234567' */
  readonly accountId?: string
  /**
   * Confirmed sender addresses. Letters from others are refused; for Go and for SMTP submission their domains count.
   * @default every well-formed address counts as confirmed
   */
  readonly senders?: readonly string[]
  /** Contact lists that exist from the start; ids are digits. @default none */
  readonly lists?: readonly { readonly id: string; readonly title: string }[]
  /** Time for limits, dates and headers. Jobs and deliveries run in real time. @default systemClock */
  readonly clock?: Clock
  /** Randomness for keys, task ids and unsubscribe hashes; the RSA keys come from the runtime. @default systemRandom */
  readonly random?: Random
  /** Milliseconds until an export or report job is completed. @default 50 */
  readonly jobDelay?: number
}
