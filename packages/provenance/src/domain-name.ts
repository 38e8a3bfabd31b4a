import { toAsciiDomain } from '@waxseal/core'

const MAX_NAME = 253
const MAX_LABEL = 63

/**
 * A domain as DKIM tags carry it, in lower-case ASCII: labels of letters, digits, hyphens and underscores; letters beyond ASCII
 * as RFC 8616 allows. `undefined` for anything that a look-up could take for something else.
 */
export function readDomainName(text: string): string | undefined {
  if (/[^\x20-\x7e]/.test(text)) return toAsciiDomain(text)
  if (text.length === 0 || text.length > MAX_NAME) return undefined
  const name = text.toLowerCase()
  const valid = name
    .split('.')
    .every((label) => label.length <= MAX_LABEL && /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/.test(label))
  return valid ? name : undefined
}

/** Whether a name is the domain or lies under it. Both in lower-case ASCII. */
export function isWithinDomain(name: string, domain: string): boolean {
  return name === domain || (name.length > domain.length && name.endsWith(`.${domain}`))
}
