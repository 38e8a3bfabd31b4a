import type { DnsResolver, DnsType } from '../dns.js'
import { DnsQuestions } from '../dns-questions.js'
import { readDomainName } from '../domain-name.js'
import { DmarcEvaluation } from './dmarc-evaluation.js'
import type { DmarcIdentifier, DmarcResult } from './dmarc-result.js'

/** What is known of a letter. */
export interface DmarcInput {
  /** The domain of the one author; a letter with a doubtful From cannot be judged by DMARC. */
  readonly from: string
  /** The domain that passed SPF: that of MAIL FROM, or of HELO when MAIL FROM was empty. */
  readonly spf?: string
  /** The domains whose DKIM signatures passed. */
  readonly dkim?: readonly string[]
}

/** How to evaluate. */
export interface EvaluateDmarcOptions {
  /** Asked for TXT, and for A, AAAA and MX where a record has a word for domains that do not exist. */
  readonly dns: DnsResolver<DnsType>
  /**
   * Gives the organization of a domain by a list of public suffixes; with it RFC 7489 is applied instead of RFC 9989. The package's own is
   * `organizationalDomain`.
   */
  readonly organizationalDomain?: (domain: string) => string | undefined
  /** How many questions there may be. @default 40 */
  readonly maxQueries?: number
}

/**
 * Evaluates DMARC (RFC 9989, or RFC 7489 with a list of public suffixes): finds the policy of the author's domain and tells whether SPF
 * or DKIM proved a domain of the same organization. Domains are taken in any spelling. Nothing is thrown.
 *
 * @example
 * ```ts
 * import { dnsFromZone, evaluateDmarc } from '@waxseal/provenance'
 *
 * const dns = dnsFromZone({ '_dmarc.romashka.ru': 'v=DMARC1; p=reject; sp=quarantine' })
 * const spoofed = await evaluateDmarc({ from: 'romashka.ru', spf: 'esp.example', dkim: ['esp.example'] }, { dns })
 * console.log(spoofed.status, spoofed.policy) // fail reject
 * const own = await evaluateDmarc({ from: 'news.romashka.ru', dkim: ['romashka.ru'] }, { dns })
 * console.log(own.status, own.aligned) // pass [ { by: 'dkim', domain: 'romashka.ru' } ]
 * ```
 */
export async function evaluateDmarc(input: DmarcInput, options: EvaluateDmarcOptions): Promise<DmarcResult> {
  const domain = readDomain(input.from)
  const identifiers: DmarcIdentifier[] = []
  for (const name of readDomains([input.spf ?? ''])) identifiers.push({ by: 'spf', domain: name })
  for (const name of readDomains(input.dkim ?? [])) identifiers.push({ by: 'dkim', domain: name })
  const questions = new DnsQuestions<DnsType>(options.dns, options.maxQueries ?? 40)
  const standard = options.organizationalDomain ? 'RFC 7489' : 'RFC 9989'
  if (domain === undefined) {
    return { status: 'permerror', code: 'domain-malformed', standard, domain: '', aligned: [], queries: 0 }
  }
  const evaluation = new DmarcEvaluation(domain, identifiers, questions, options.organizationalDomain)
  const outcome = await evaluation.judge()
  return { standard, domain, ...outcome, queries: questions.asked }
}

function readDomains(texts: readonly string[]): Set<string> {
  return new Set(texts.map(readDomain).filter((domain): domain is string => domain !== undefined))
}

function readDomain(text: string): string | undefined {
  return readDomainName(text.endsWith('.') ? text.slice(0, -1) : text)
}
