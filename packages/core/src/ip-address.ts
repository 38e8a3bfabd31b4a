import { scanIpAddress, scanned } from './ip-scan.js'

/** An IP address as big-endian 32-bit words: one for IPv4, four for IPv6. An IPv4-mapped IPv6 address is given as its IPv4. */
export interface IpAddress {
  readonly version: 4 | 6
  readonly words: readonly number[]
}

/**
 * Reads an IP address strictly: four decimal parts without leading zeros, or the text forms of RFC 4291 section 2.2. Ports, zone
 * ids, brackets and the historical spellings (`10.5`, `0x0a.0.0.5`, `010.0.0.5`, `167772165`) are refused: readers disagree
 * about them, and a disagreement is a hole in an allowlist.
 *
 * @returns the address, or `undefined`. `::ffff:10.0.0.5` comes out equal to `10.0.0.5`.
 * @example
 * ```ts
 * import { parseIpAddress } from '@waxseal/core'
 *
 * console.log(parseIpAddress('::ffff:10.0.0.5')) // { version: 4, words: [ 167772165 ] }
 * console.log(parseIpAddress('010.0.0.5')) // undefined
 * ```
 */
export function parseIpAddress(text: string): IpAddress | undefined {
  const version = typeof text === 'string' ? scanIpAddress(text, text.length) : 0
  return version === 0 ? undefined : scannedAddress(version)
}

/** The address that was scanned last, as a value of its own. */
export function scannedAddress(version: 4 | 6): IpAddress {
  const first = scanned[0] ?? 0
  if (version === 4) return { version, words: [first] }
  return { version, words: [first, scanned[1] ?? 0, scanned[2] ?? 0, scanned[3] ?? 0] }
}

/** Tells whether the value is what `parseIpAddress` could have returned. */
export function isIpAddress(value: unknown): value is IpAddress {
  const { version, words } = Object(value) as Partial<IpAddress>
  if (!Array.isArray(words) || words.length !== (version === 4 ? 1 : 4)) return false
  return (version === 4 || version === 6) && words.every((word) => word >>> 0 === word)
}
