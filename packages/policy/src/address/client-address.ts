import { formatIpAddress, type IpNetwork, IpSet, parseIpAddress, WaxsealError } from '@waxseal/core'
import { forwarded, xForwardedFor } from './forwarding-header.js'
import { type HeaderSource, headerValue } from './header-value.js'

/** Whose word about a caller is taken, and where it stands. */
export interface ClientAddressOptions {
  /** The addresses of your own proxies in CIDR form, and nothing wider: whoever is in here may say that he speaks for anybody. */
  readonly trusted: readonly string[] | IpSet
  /**
   * The header that these proxies write: `x-forwarded-for`, or `forwarded` of RFC 7239. Only one, because a proxy that writes the one
   * passes the other on as the caller invented it.
   */
  readonly header: 'x-forwarded-for' | 'forwarded'
}

/**
 * Finds the caller's address.
 *
 * @param remote the address of the socket (`req.socket.remoteAddress`)
 * @param headers of the request
 * @returns the address in the form of RFC 5952, IPv4-mapped addresses as IPv4; `undefined` if nobody trustworthy says it
 */
export type ClientAddress = (remote: string | undefined, headers: HeaderSource) => string | undefined

/** No real chain is that long, and no real entry. */
const MAX_PROXIES = 32
const MAX_ENTRY = 1000

/** All of IPv4, and what IANA gives out of IPv6 (RFC 4291 section 2.4). */
const EVERYBODY: readonly IpNetwork[] = [
  { version: 4, words: [0], prefix: 0 },
  { version: 6, words: [0x20000000, 0, 0, 0], prefix: 3 },
]

/**
 * Makes the function that fills `context.ip` behind proxies. It starts at the socket and follows the header from its end, where the
 * nearest proxy wrote, as long as trusted proxies speak: the first address that is not one of theirs is the caller's, and whatever
 * stands before it is never read. If all are trusted, the caller is the first of them.
 *
 * Nothing is guessed: a malformed, obfuscated or missing entry where a trusted proxy should have named its caller gives `undefined`,
 * and the engine refuses a principal who is bound to addresses. That holds for a missing header too: a caller can make some proxies
 * drop it (CVE-2022-31813), and would then pass for the proxy itself.
 *
 * @throws WaxsealError `trusted-proxies-invalid` if `trusted` has what is no network (`details.positions`) or trusts everybody, or if
 * `header` is neither of the two
 * @example
 * ```ts
 * import { createClientAddress } from '@waxseal/policy'
 *
 * const clientAddress = createClientAddress({ trusted: ['10.0.0.0/28'], header: 'x-forwarded-for' })
 *
 * console.log(clientAddress('10.0.0.1', { 'x-forwarded-for': '192.0.2.1, 203.0.113.7, 10.0.0.2' })) // 203.0.113.7
 * console.log(clientAddress('198.51.100.4', { 'x-forwarded-for': '203.0.113.7' })) // 198.51.100.4
 * console.log(clientAddress('10.0.0.1', { 'x-forwarded-for': 'unknown' })) // undefined
 * ```
 */
export function createClientAddress(options: ClientAddressOptions): ClientAddress {
  const trusted = trustedSet(options.trusted)
  const { header } = options
  if (header !== 'x-forwarded-for' && header !== 'forwarded') {
    throw invalid('`header` must be `x-forwarded-for` or `forwarded`')
  }
  const format = header === 'forwarded' ? forwarded : xForwardedFor

  return (remote, headers) => {
    const socket = parseIpAddress(remote ?? '')
    if (socket === undefined) return undefined
    if (!trusted.has(socket)) return formatIpAddress(socket)
    const value = headerValue(headers, header)
    if (value === undefined) return undefined
    let end = value.length
    for (let proxies = 0; proxies < MAX_PROXIES; proxies++) {
      const start = format.entryStart(value, end)
      const address = end - start > MAX_ENTRY ? undefined : format.entryAddress(value.slice(start, end))
      if (address === undefined) return undefined
      if (start === 0 || !trusted.has(address)) return formatIpAddress(address)
      end = start - 1
    }
    return undefined
  }
}

function trustedSet(trusted: ClientAddressOptions['trusted']): IpSet {
  const set = trusted instanceof IpSet ? trusted : parsedSet(trusted)
  if (EVERYBODY.some((network) => set.covers(network))) throw invalid('`trusted` takes everybody for a proxy')
  return set
}

function parsedSet(texts: readonly string[]): IpSet {
  if (!Array.isArray(texts)) throw invalid('`trusted` must be an array of networks or a set')
  const { set, bad } = IpSet.parse(texts)
  if (bad.length > 0) throw invalid('`trusted` has entries that are no networks in CIDR form', { positions: bad })
  return set
}

function invalid(message: string, details = {}): WaxsealError<'trusted-proxies-invalid'> {
  return new WaxsealError('trusted-proxies-invalid', message, { details })
}
