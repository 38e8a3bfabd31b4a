import { type IpAddress, isIpAddress, scannedAddress } from './ip-address.js'
import { scanIpAddress } from './ip-scan.js'

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
  if (typeof text !== 'string' || text.length > LONGEST) return undefined
  const slash = text.indexOf('/')
  const end = slash < 0 ? text.length : slash
  const version = scanIpAddress(text, end)
  if (version === 0) return undefined
  const { words } = scannedAddress(version)
  const width = words.length * 32
  let prefix = slash < 0 ? width : scanPrefix(text, slash + 1)
  // `::ffff:10.0.0.0/104` names the IPv4 network 10.0.0.0/8.
  if (version === 4 && slash >= 0 && text.lastIndexOf(':', slash) >= 0) prefix -= 96
  if (prefix < 0 || prefix > width) return undefined
  return hasHostBits(words, prefix) ? undefined : { version, words, prefix }
}

/** `0000:0000:0000:0000:0000:ffff:255.255.255.255/128` */
const LONGEST = 49

/** Up to three decimal digits without a leading zero, or -1. */
function scanPrefix(text: string, start: number): number {
  const length = text.length - start
  if (length < 1 || length > 3 || (length > 1 && text.charCodeAt(start) === 48)) return -1
  let prefix = 0
  for (let index = start; index < text.length; index++) {
    const digit = text.charCodeAt(index) - 48
    if (digit < 0 || digit > 9) return -1
    prefix = prefix * 10 + digit
  }
  return prefix
}

/** Tells whether a bit is set beyond the prefix. */
function hasHostBits(words: readonly number[], prefix: number): boolean {
  return words.some((word, index) => (word & hostMask(prefix, index)) !== 0)
}

/** The bits of a word of the address that lie beyond the prefix. */
export function hostMask(prefix: number, index: number): number {
  const bits = prefix - index * 32
  if (bits >= 32) return 0
  return bits > 0 ? 0xffffffff >>> bits : 0xffffffff
}

/** Tells whether the value is what `parseIpNetwork` could have returned. */
export function isIpNetwork(value: unknown): value is IpNetwork {
  if (!isIpAddress(value)) return false
  const { words, prefix } = value as IpNetwork
  return Number.isInteger(prefix) && prefix >= 0 && prefix <= words.length * 32 && !hasHostBits(words, prefix)
}
