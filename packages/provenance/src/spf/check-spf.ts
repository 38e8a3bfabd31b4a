import { type Clock, parseIpAddress, systemClock } from '@waxseal/core'
import type { DnsResolver, DnsType } from '../dns.js'
import { DnsQuestions } from '../dns-questions.js'
import { readDomainName } from '../domain-name.js'
import { SpfEvaluation } from './spf-evaluation.js'
import { type SpfResult, statusOf } from './spf-result.js'

/** Who handed a letter over. */
export interface SpfSender {
  /** Address of the client that connected. */
  readonly ip: string
  /** MAIL FROM, without angle brackets; with an empty one, or none, HELO is judged. */
  readonly mailFrom?: string
  /** What the client called itself. */
  readonly helo?: string
}

/** How to check. */
export interface CheckSpfOptions {
  readonly dns: DnsResolver<DnsType>
  /** Gives the macro `t`. @default systemClock */
  readonly now?: Clock
  /** The name of the receiving host, for the macro `r`. @default 'unknown' */
  readonly receiver?: string
  /** Whether to fetch what the domain's owner says of a `fail`. @default false */
  readonly explain?: boolean
  /** How many terms may ask DNS (RFC 7208 section 4.6.4). @default 10 */
  readonly maxLookups?: number
  /** How many of them may have no answer. @default 2 */
  readonly maxVoidLookups?: number
  /** How many questions there may be in all; RFC 7208 leads to 111. @default 111 */
  readonly maxQueries?: number
}

/** Longer senders do not travel (RFC 5321 section 4.5.3.1.3). */
const MAX_SENDER = 512

/**
 * Checks whether a client may send for a domain: SPF (RFC 7208). The sender decides what is judged: the domain of MAIL FROM, or that of
 * HELO when MAIL FROM is empty. Nothing is thrown, whatever the texts and the resolver are.
 *
 * @example
 * ```ts
 * import { checkSpf, dnsFromZone } from '@waxseal/provenance'
 *
 * const dns = dnsFromZone({
 *   'romashka.ru': 'v=spf1 include:_spf.unisender.example -all',
 *   '_spf.unisender.example': 'v=spf1 ip4:203.0.113.0/24 ~all',
 * })
 * const result = await checkSpf({ ip: '203.0.113.7', mailFrom: 'bounce@romashka.ru' }, { dns })
 * console.log(result.status, result.path) // pass [ 'include:_spf.unisender.example', 'ip4:203.0.113.0/24' ]
 * ```
 */
export async function checkSpf(sender: SpfSender, options: CheckSpfOptions): Promise<SpfResult> {
  const { ip, mailFrom = '', helo = '' } = sender
  const identity = mailFrom === '' ? 'helo' : 'mailfrom'
  const named = mailFrom === '' ? helo : mailFrom
  const at = mailFrom.lastIndexOf('@')
  const domain = named.length > MAX_SENDER ? undefined : readSpfDomain(mailFrom === '' ? helo : mailFrom.slice(at + 1))
  const client = parseIpAddress(ip)
  const questions = new DnsQuestions(options.dns, options.maxQueries ?? 111)
  if (!domain || !client) {
    const code = client ? 'domain-malformed' : 'client-malformed'
    const status = statusOf(code)
    return { status, code, identity, domain: domain ?? '', path: [], lookups: 0, voidLookups: 0, queries: 0 }
  }
  const subject = {
    // RFC 7208 section 4.3: without a local part, `postmaster` stands for it.
    local: at > 0 ? mailFrom.slice(0, at) : 'postmaster',
    senderDomain: domain,
    client,
    helo: helo === '' ? 'unknown' : helo.slice(0, MAX_SENDER),
    receiver: options.receiver ?? 'unknown',
    time: Math.floor((options.now ?? systemClock)() / 1000),
  }
  const limits = { lookups: options.maxLookups ?? 10, voidLookups: options.maxVoidLookups ?? 2 }
  const evaluation = new SpfEvaluation(subject, questions, limits)
  const outcome = await evaluation.checkHost(domain)
  const explanation = options.explain && outcome.status === 'fail' ? await evaluation.explain(outcome) : undefined
  return {
    status: outcome.status,
    code: outcome.code,
    identity,
    domain,
    path: outcome.path,
    lookups: evaluation.lookups,
    voidLookups: evaluation.voidLookups,
    queries: questions.asked,
    ...(explanation === undefined ? {} : { explanation }),
  }
}

/** A domain of two labels or more, with or without the final dot. */
function readSpfDomain(text: string): string | undefined {
  const domain = readDomainName(text.endsWith('.') ? text.slice(0, -1) : text)
  return domain?.includes('.') ? domain : undefined
}
