import { parse } from 'tldts'
import { readDomainName } from './domain-name.js'

const OPTIONS = { allowPrivateDomains: true, extractHostname: false, validateHostname: false, detectIp: false } as const

/** A domain split at the public suffix. */
export interface DomainParts {
  /** The registered domain: `romashka.ru` of `news.romashka.ru`. */
  readonly organizational: string
  /** Its first label: `romashka`. */
  readonly label: string
  /** What stands before it: `news`; empty when nothing does. */
  readonly subdomain: string
}

/**
 * Splits a domain (lower-case ASCII) by the public suffix list, its private section included: two customers of one hosting
 * service are two organizations. `undefined` for a public suffix itself.
 */
export function splitDomain(domain: string): DomainParts | undefined {
  const { domain: organizational, domainWithoutSuffix: label, subdomain } = parse(domain, OPTIONS)
  return organizational && label ? { organizational, label, subdomain: subdomain ?? '' } : undefined
}

/**
 * The registered domain at the head of the organization that a domain belongs to, by the public suffix list with its private section
 * (RFC 7489 section 3.2), in the letters it was asked for; `undefined` for a public suffix itself and for what is no domain. For
 * `evaluateDmarc`.
 *
 * @example
 * ```ts
 * import { organizationalDomain } from '@waxseal/provenance'
 *
 * console.log(organizationalDomain('news.romashka.msk.ru')) // romashka.msk.ru
 * console.log(organizationalDomain('co.uk')) // undefined
 * ```
 */
export function organizationalDomain(domain: string): string | undefined {
  const name = readDomainName(domain)
  const organizational = name === undefined ? undefined : splitDomain(name)?.organizational
  if (organizational === undefined) return undefined
  return domain.toLowerCase().split('.').slice(-organizational.split('.').length).join('.')
}

/** Whether two domains belong to one organization (RFC 7489 section 3.2). */
export function isSameOrganization(left: string, right: string): boolean {
  const organization = splitDomain(left)?.organizational
  return organization !== undefined && organization === splitDomain(right)?.organizational
}
