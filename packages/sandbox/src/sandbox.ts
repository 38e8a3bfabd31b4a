import type { Fault } from './fault.js'
import type { RequestEntry } from './request-log.js'

/** Where a server listens. */
export interface Endpoint {
  readonly host: string
  readonly port: number
}

/** A contact as a test sees it. */
export interface SandboxContact {
  readonly email: string
  readonly phone?: string
  readonly fields: Readonly<Record<string, string>>
  readonly status: string
}

/** A campaign as a test sees it: numbers of letters by what became of them. */
export interface SandboxCampaign {
  readonly id: string
  readonly messageId: string
  readonly listId: string
  readonly status: string
  readonly total: number
  readonly delivered: number
  readonly failed: number
}

/** A running sandbox. */
export interface Sandbox {
  /** Base of the classic Web API: `${url}/en/api/METHOD?format=json`. */
  readonly url: string
  /** Base of the Go API: `${goUrl}/email/send.json`. */
  readonly goUrl: string
  /** The key of the Web API; changes with `replaceApiKey`. */
  readonly apiKey: string
  /** The newest key of the Go API. */
  readonly goApiKey: string
  readonly accountId: string
  /** The host's own mail server: takes letters from the senders' domains, signs them (selector `mail`), delivers them. */
  readonly submission: Endpoint
  /** The server of the recipients. Takes a letter from anybody and notes what it could verify. */
  readonly receiver: Endpoint
  /** DNS TXT records of the sandbox's world: DKIM keys, SPF, DMARC. Grows when a new sender domain appears. */
  readonly zone: Readonly<Record<string, string>>
  /** Path of the Maildir. */
  readonly maildir: string
  /** Paths of the delivered letters, sorted by delivery. */
  letters(): Promise<string[]>
  /** How many letters this sandbox has delivered. */
  delivered(): number
  /** Resolves when no campaign, job of Go or delivery is in progress. A campaign of a later hour does not count. */
  whenIdle(): Promise<void>
  /** Arms a fault for the next calls of a method. */
  fault(fault: Fault): void
  /**
   * Makes a new key of the Web API, as somebody does in the provider's cabinet: there is one key, and the one before is refused at
   * once. Throws `sandbox-option-invalid` for an empty key.
   */
  replaceApiKey(key?: string): string
  /** The keys that the Go API takes from now on: an account has its own and one for each project, and makes and deletes those. */
  setGoApiKeys(keys: readonly string[]): void
  /** The last 10,000 requests with what became of them: never an argument. */
  readonly requests: readonly RequestEntry[]
  /** The contacts whose e-mail address is in the list. */
  contactsOf(listId: string): readonly SandboxContact[]
  campaigns(): readonly SandboxCampaign[]
  /** Closes every server, connection and timer, also in the middle of a campaign. */
  stop(): Promise<void>
}
