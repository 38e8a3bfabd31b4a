import { type IpAddress, parseIpAddress } from './ip-address.js'

/** A network: its base address and the number of leading bits that belong to it. */
export interface IpNetwork extends IpAddress {
  readonly prefix: number
}

/**
 * Reads a network in CIDR form (RFC 4632 section 3.1), or a single address as a network of its own. Bits set beyond the prefix are
 * refused: `10.0.0.5/8` is a slip of the pen, and nobody knows which half was meant.
 *
 * @returns the network, or `undefined`.
 * @example
 * ```ts
 * import { parseIpNetwork } from '@waxseal/core'
 *
 * console.log(parseIpNetwork('203.0.113.0/24')) // { version: 4, words: [ 3405803776 ], prefix: 24 }
 * console.log(parseIpNetwork('203.0.113.7/24')) // undefined
 * ```
 */
export function parseIpNetwork(text: string): IpNetwork | undefined {
  const slash = text.indexOf('/')
  const base = parseIpAddress(slash < 0 ? text : text.slice(0, slash))
  if (base === undefined) return undefined
  const width = base.words.length * 32
  if (slash < 0) return { ...base, prefix: width }
  const digits = text.slice(slash + 1)
  if (!/^(?:0|[1-9]\d{0,2})$/.test(digits)) return undefined
  let prefix = Number(digits)
  // `::ffff:10.0.0.0/104` names the IPv4 network 10.0.0.0/8.
  if (base.version === 4 && text.slice(0, slash).includes(':')) prefix -= 96
  if (prefix < 0 || prefix > width) return undefined
  for (let bit = prefix; bit < width; bit++) if (bitAt(base, bit) === 1) return undefined
  return { ...base, prefix }
}

/** The bit of an address at a position counted from the front. */
export function bitAt(address: IpAddress, position: number): 0 | 1 {
  const word = address.words[position >> 5] ?? 0
  return ((word >>> (31 - (position & 31))) & 1) as 0 | 1
}
