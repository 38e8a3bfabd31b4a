/** The verdicts of RFC 7208 section 2.6. */
export type SpfStatus = 'fail' | 'neutral' | 'none' | 'pass' | 'permerror' | 'softfail' | 'temperror'

/** Why SPF has its status. */
export type SpfCode =
  | 'client-malformed'
  | 'dns-temporary'
  | 'domain-malformed'
  | 'include-without-record'
  | 'lookup-limit'
  | 'matched'
  | 'mx-limit'
  | 'no-match'
  | 'no-record'
  | 'query-limit'
  | 'record-repeated'
  | 'record-syntax'
  | 'record-too-long'
  | 'redirect-without-record'
  | 'void-limit'

/** Whether a client may send for a domain, and what says so. */
export interface SpfResult {
  readonly status: SpfStatus
  readonly code: SpfCode
  /** What was judged: the domain of MAIL FROM, or that of HELO when MAIL FROM is empty. */
  readonly identity: 'helo' | 'mailfrom'
  /** That domain in lower-case ASCII; empty when it is none. */
  readonly domain: string
  /**
   * The terms that led to the status, as they are published, from the first record inward: `include:_spf.unisender.com`,
   * `ip4:203.0.113.0/24`. Macros stay unexpanded: their values hold the sender's address.
   */
  readonly path: readonly string[]
  /** Terms that asked DNS (RFC 7208 section 4.6.4). */
  readonly lookups: number
  /** Those of them whose question had no answer. */
  readonly voidLookups: number
  /** All questions to DNS, the first record and the explanation included; none is asked twice. */
  readonly queries: number
  /** What the domain's owner says of a `fail`; foreign text that may repeat the sender's address. Only when asked for. */
  readonly explanation?: string
}

const STATUS_OF = {
  'client-malformed': 'none',
  'dns-temporary': 'temperror',
  'domain-malformed': 'none',
  'include-without-record': 'permerror',
  'lookup-limit': 'permerror',
  'mx-limit': 'permerror',
  'no-match': 'neutral',
  'no-record': 'none',
  'query-limit': 'temperror',
  'record-repeated': 'permerror',
  'record-syntax': 'permerror',
  'record-too-long': 'permerror',
  'redirect-without-record': 'permerror',
  'void-limit': 'permerror',
} as const

/** The codes that decide the status by themselves. */
export type SpfOutcomeCode = keyof typeof STATUS_OF

/** The status that a code stands for. */
export function statusOf(code: SpfOutcomeCode): SpfStatus {
  return STATUS_OF[code]
}
