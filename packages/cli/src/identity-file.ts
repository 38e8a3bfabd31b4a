import { type JsonObject, toAsciiDomain, WaxsealError } from '@waxseal/core'
import type { Identity } from '@waxseal/provenance'

/** The shape of an identity file, by example. */
export const IDENTITY_EXAMPLE = `{
  "name": "Romashka",
  "domains": ["romashka.example", "mail.romashka.example"],
  "displayNames": ["Ромашка", "Romashka Bank"],
  "accounts": { "unisender": ["1234567"] }
}`

/** Checks what an identity file holds. Throws `identity-invalid`, whose message names the member. */
export function checkIdentity({ name, domains, displayNames, accounts }: JsonObject): Identity {
  if (!isText(name)) throw invalid('name', 'must be a text')
  return {
    name,
    domains: listOf('domains', domains, 'domain name', (entry) => readDomain(entry) !== undefined),
    ...(displayNames === undefined ? {} : { displayNames: listOf('displayNames', displayNames, 'text') }),
    ...(accounts === undefined ? {} : { accounts: checkAccounts(accounts) }),
  }
}

/** A domain name of ours in lower-case ASCII: with a dot, since a domain of one label would make all names under it ours. */
export function readDomain(text: string): string | undefined {
  const domain = toAsciiDomain(text)
  return domain?.includes('.') ? domain : undefined
}

function checkAccounts(accounts: unknown): Record<string, string[]> {
  if (typeof accounts !== 'object' || accounts === null || Array.isArray(accounts)) {
    throw invalid('accounts', 'must be an object of lists, one for each service')
  }
  return Object.fromEntries(
    Object.entries(accounts).map(([service, numbers]) => [service, listOf(`accounts.${service}`, numbers, 'text')]),
  )
}

function listOf(member: string, value: unknown, kind: string, fits: (entry: string) => boolean = () => true): string[] {
  if (!Array.isArray(value)) throw invalid(member, `must be a list of ${kind}s`)
  if (member === 'domains' && value.length === 0) throw invalid(member, `must hold a ${kind}`)
  return value.map((entry: unknown, index) => {
    if (!isText(entry) || !fits(entry)) throw invalid(`${member}[${index}]`, `must be a ${kind}`)
    return entry
  })
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}

function invalid(member: string, fault: string): WaxsealError {
  return new WaxsealError('identity-invalid', `\`${member}\` of the identity file ${fault}`, { details: { member } })
}
