import { encodeBase64url, type IpAddress, type Key, parseIpAddress, utf8 } from '@waxseal/core'

/**
 * Tells the network that an address is in (IPv4 /24, IPv6 /48) as a keyed hash: the record can tell a new network from a known one and
 * holds nobody's address. Written as the façade writes it, so that the two can be compared. By Web Crypto, because a flush can wait.
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
