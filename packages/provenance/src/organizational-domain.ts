import { parse } from 'tldts'

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

/** Whether two domains belong to one organization (RFC 7489 section 3.2). */
export function isSameOrganization(left: string, right: string): boolean {
  const organization = splitDomain(left)?.organizational
  return organization !== undefined && organization === splitDomain(right)?.organizational
}
