import { toAsciiDomain } from '@waxseal/core'
import { isWithinDomain } from './domain-name.js'
import { splitDomain } from './organizational-domain.js'

/** Whose letters are looked for: a brand with its domains, names and accounts. Plain data; what is malformed in it is ignored. */
export interface Identity {
  readonly name: string
  /** Domains it writes from; their subdomains count too. A public suffix (`ru`, `co.uk`) is nobody's and is ignored. */
  readonly domains: readonly string[]
  /** Other names it shows beside its addresses. */
  readonly displayNames?: readonly string[]
  /** Its own account numbers at mail services: `{ unisender: ['1234567'] }`. */
  readonly accounts?: Readonly<Record<string, readonly string[]>>
}

/** What of the host's identities is well formed: often they come from a file, and a slip in it must not make more ours. */
export function readIdentities(identities: unknown): Identity[] {
  if (!Array.isArray(identities)) return []
  return identities.flatMap((identity: unknown) => (isObject(identity) ? [readIdentity(identity)] : []))
}

function readIdentity(identity: object): Identity {
  const name = own(identity, 'name')
  const domains = texts(own(identity, 'domains')).filter((domain) => splitDomain(toAsciiDomain(domain) ?? ''))
  const accounts = own(identity, 'accounts')
  return {
    name: typeof name === 'string' ? name : (domains[0] ?? ''),
    domains,
    displayNames: texts(own(identity, 'displayNames')),
    accounts: isObject(accounts)
      ? Object.fromEntries(Object.entries(accounts).map(([service, numbers]) => [service, texts(numbers)]))
      : {},
  }
}

function own(object: object, name: keyof Identity): unknown {
  return Object.hasOwn(object, name) ? (object as Partial<Record<keyof Identity, unknown>>)[name] : undefined
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : []
}

/** The identity that a domain (lower-case ASCII) belongs to. */
export function identityOf(domain: string, identities: readonly Identity[]): Identity | undefined {
  return identities.find((identity) => ownDomains(identity).some((own) => isWithinDomain(domain, own)))
}

/** The domains of an identity in lower-case ASCII; what is no domain is left out. */
export function ownDomains(identity: Identity): string[] {
  return identity.domains.flatMap((domain) => toAsciiDomain(domain) ?? [])
}

/** Whether an account at a service is one of the identity's. */
export function isOwnAccount(identity: Identity, service: string, account: string): boolean {
  const { accounts } = identity
  if (!isObject(accounts) || !Object.hasOwn(accounts, service)) return false
  const numbers: unknown = accounts[service]
  return Array.isArray(numbers) && numbers.includes(account)
}
