import { encodeBase64url } from './base64url.js'
import { utf8 } from './bytes.js'
import { type IpAddress, parseIpAddress } from './ip-address.js'
import type { Key } from './key-ring.js'

/**
 * Tells the network that an address is in (IPv4 /24, IPv6 /48) as a keyed hash: the record can tell a new network from a known one and
 * holds nobody's address. One form for all who write it, so that what they wrote can be compared. `undefined` for what is no address.
 *
 * @param key the ring's key of use `pseudonym`
 * @example
 * ```ts
 * import { networkHasher } from '@waxseal/core'
 *
 * const networkOf = await networkHasher({ id: 'k1', bytes: new Uint8Array(32) })
 * console.log((await networkOf('203.0.113.7')) === (await networkOf('203.0.113.99'))) // true
 * ```
 */
export async function networkHasher({ bytes }: Key): Promise<(ip: string) => Promise<string | undefined>> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', Uint8Array.from(bytes), algorithm, false, ['sign'])
  return async (ip) => {
    const address = parseIpAddress(ip)
    if (address === undefined) return undefined
    const mac = await crypto.subtle.sign('HMAC', key, Uint8Array.from(utf8(`network ${prefixOf(address)}`)))
    return `n_${encodeBase64url(new Uint8Array(mac).subarray(0, 9))}`
  }
}

function prefixOf({ version, words: [first = 0, second = 0] }: IpAddress): string {
  return version === 4 ? `4 ${first >>> 8}` : `6 ${first} ${second >>> 16}`
}
