import { type IpAddress, parseIpAddress } from '@waxseal/core'

/** RFC 7239 section 6: a number, or an obfuscated one. */
const PORT = /^:(?:\d{1,5}|_[\w.-]+)$/

/**
 * The address of a node as proxies write it: `203.0.113.7`, `203.0.113.7:4711`, `[2001:db8::7]`, `[2001:db8::7]:4711`. The names
 * that hide an address (`unknown`, `_hidden`) have none.
 *
 * @param bareIpv6 whether IPv6 may stand without brackets. Behind it a port could not be told from the last group.
 */
export function parseForwardedNode(text: string, bareIpv6: boolean): IpAddress | undefined {
  const bracket = text.indexOf(']')
  if (text.startsWith('[') && bracket > 0) {
    const address = text.slice(1, bracket)
    return address.includes(':') && isPort(text.slice(bracket + 1)) ? parseIpAddress(address) : undefined
  }
  const colon = text.indexOf(':')
  if (colon < 0) return parseIpAddress(text)
  if (colon === text.lastIndexOf(':'))
    return isPort(text.slice(colon)) ? parseIpAddress(text.slice(0, colon)) : undefined
  return bareIpv6 ? parseIpAddress(text) : undefined
}

function isPort(text: string): boolean {
  return text === '' || PORT.test(text)
}
