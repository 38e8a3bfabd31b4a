import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { encodeBase64url, type IpAddress, type Key, parseIpAddress, utf8 } from '@waxseal/core'

/**
 * The network that an address is in (IPv4 /24, IPv6 /48), as a keyed hash: the record can tell a new network from a known one and holds
 * nobody's address. Written as the façade writes it, so that the two can be compared.
 */
export function networkOf(ip: string, { bytes }: Key): string | undefined {
  const address = parseIpAddress(ip)
  if (address === undefined) return undefined
  return `n_${encodeBase64url(hmac(sha256, bytes, utf8(`network ${prefixOf(address)}`)).subarray(0, 9))}`
}

function prefixOf({ version, words: [first = 0, second = 0] }: IpAddress): string {
  return version === 4 ? `4 ${first >>> 8}` : `6 ${first} ${second >>> 16}`
}
